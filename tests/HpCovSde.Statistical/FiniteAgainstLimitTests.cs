using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistical.Oracles;
using HpCovSde.Statistics;

namespace HpCovSde.Statistical;

/// <summary>
/// Compares finite networks of one size with their theoretical limit. <see cref="ConvergenceRateTests"/> measures how the distance
/// decreases.
/// </summary>
public sealed class FiniteAgainstLimitTests
{
    [Theory]
    [InlineData("mlp")]
    [InlineData("shaped-resnet")]
    public void A_network_is_nearer_to_the_limit_at_its_own_width(string family)
    {
        // Slopes 1 and 0.7: κ is three quarters of κ_n.
        const int Replicas = 1 << 15;
        const double Branch = 0.8;
        GramMatrix start = GramMatrix.Pair(0.3);
        Quantity rho = Quantity.Correlation(0, 1);
        var feedforward = FeedforwardNetwork.ShapedRelu(100, 100, 0, -3);
        var residual = ShapedResidualNetwork.ShapedRelu(100, 100, 0, -3, Branch);
        LimitProcess Limit(LimitCoefficients coefficients) =>
            family == "mlp" ? Limits.Of(feedforward, null, coefficients) : Limits.Of(residual, null, coefficients);
        EnsembleResult finite = Experiment.Run(family == "mlp" ? feedforward : residual, start, Replicas, keep: [rho]);
        (double Ks, double Mean) Distance(LimitCoefficients coefficients)
        {
            EnsembleResult limit = Experiment.Run(Limit(coefficients).Integrate(), start, Replicas, seed: 2, keep: [rho]);
            var comparison = SampleComparison.Of(
                EmpiricalDistribution.Of(finite.Samples(rho)), EmpiricalDistribution.Of(limit.Samples(rho)));
            return (comparison.Ks, Math.Abs(comparison.MeanDifference.Value));
        }

        (double Ks, double Mean) far = Distance(LimitCoefficients.Asymptotic);
        (double Ks, double Mean) near = Distance(LimitCoefficients.Matched);
        Assert.True(far.Mean > 3 * near.Mean, $"E rho is off by {far.Mean} and {near.Mean}.");
        Assert.True(far.Ks > 2 * near.Ks, $"KS is {far.Ks} and {near.Ks}.");
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void A_shaped_relu_network_of_width_and_depth_150_has_the_law_of_its_sde(Precision precision)
    {
        var network = FeedforwardNetwork.ShapedRelu(150, 150, 0, -1);
        GramMatrix start = GramMatrix.Pair(0.3);
        EnsembleResult finite = Experiment.Run(network, start, 1 << 13, precision);
        EnsembleResult limit = Experiment.Run(Limits.Of(network).Integrate(), start, 1 << 13, precision);
        Quantity rho = Quantity.Correlation(0, 1);
        var evidence = new Evidence();
        evidence.Mean("E rho of the SDE", limit.Samples(rho), CorrelationEquation.Mean(1 / (2 * Math.PI), 1, 0.3, r => r));
        foreach (Quantity quantity in new[] { rho, Quantity.LogVariance(0), Quantity.LogVariance(1), Quantity.LogDeterminant })
        {
            evidence.SameLaw(quantity.Name, finite.Samples(quantity), limit.Samples(quantity));
        }

        evidence.AssertNoneRejected();

        // The test detects the limit of another shape, and the limit at another time.
        foreach (CovarianceSde other in new[] { new CovarianceSde(4 / (2 * Math.PI), 1), new CovarianceSde(1 / (2 * Math.PI), 0.8) })
        {
            EnsembleResult wrong = Experiment.Run(other.Integrate(), start, 1 << 13, precision);
            var against = new Evidence();
            against.SameLaw("rho", finite.Samples(rho), wrong.Samples(rho));
            against.SameLaw("logV", finite.Samples(Quantity.LogVariance(0)), wrong.Samples(Quantity.LogVariance(0)));
            Assert.NotEmpty(against.Rejected);
        }
    }

    [Fact]
    public void Ten_real_inputs_have_the_law_of_their_sde()
    {
        var network = FeedforwardNetwork.ShapedRelu(150, 75, 0, -1);
        GramMatrix start = Experiment.Start("digits10");
        EnsembleResult finite = Experiment.Run(network, start, 1 << 11, keep: Quantity.Every(10));
        EnsembleResult limit = Experiment.Run(Limits.Of(network).Integrate(), start, 1 << 12, keep: Quantity.Every(10));
        var evidence = new Evidence();
        for (int a = 0; a < 10; a++)
        {
            evidence.SameLaw($"logV[{a}]", finite.Samples(Quantity.LogVariance(a)), limit.Samples(Quantity.LogVariance(a)));
            for (int b = 0; b < a; b++)
            {
                evidence.SameLaw($"rho[{a},{b}]", finite.Samples(Quantity.Correlation(a, b)), limit.Samples(Quantity.Correlation(a, b)));
            }
        }

        evidence.AssertNoneRejected();
    }

    [Fact]
    public void Exponents_above_one_half_have_the_linear_limit()
    {
        var network = FeedforwardNetwork.ShapedRelu(150, 75, 0, -1, exponent: 1);
        GramMatrix start = GramMatrix.Pair(0.3);
        EnsembleResult finite = Experiment.Run(network, start, 1 << 13);
        EnsembleResult limit = Experiment.Run(Limits.Of(network).Integrate(), start, 1 << 13);
        var evidence = new Evidence();
        evidence.SameLaw("rho", finite.Samples(Quantity.Correlation(0, 1)), limit.Samples(Quantity.Correlation(0, 1)));
        evidence.AssertNoneRejected();
    }
}
