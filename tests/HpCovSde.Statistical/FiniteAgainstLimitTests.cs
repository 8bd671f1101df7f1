using HpCovSde.Dynamics;
using HpCovSde.Ensembles;
using HpCovSde.Networks;
using HpCovSde.Statistical.Oracles;
using HpCovSde.Statistics;
using MathNet.Numerics.LinearAlgebra;

namespace HpCovSde.Statistical;

/// <summary>Finite networks against the limit that the theory gives them.</summary>
public sealed class FiniteAgainstLimitTests
{
    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void A_shaped_relu_network_of_width_and_depth_150_has_the_law_of_its_sde(Precision precision)
    {
        // Independent simulations, recorded with the theory: mean ρ .3441(65) over 2^13 networks, .3414(33) over 2^15 paths of the SDE.
        var network = FeedforwardNetwork.ShapedRelu(150, 150, 0, -1);
        GramMatrix start = GramMatrix.Pair(0.3);
        EnsembleResult finite = Experiment.Run(network, start, 1 << 13, precision);
        EnsembleResult limit = Experiment.Run(CovarianceSde.LimitOf(network).Integrate(), start, 1 << 13, precision);
        Quantity rho = Quantity.Correlation(0, 1);
        AssertNear(0.3441, 0.0065, finite.Samples(rho));
        AssertNear(0.3414, 0.0033, limit.Samples(rho));
        var evidence = new Evidence();
        evidence.Mean("E rho of the SDE", limit.Samples(rho), CorrelationEquation.Mean(1 / (2 * Math.PI), 1, 0.3, r => r));
        foreach (Quantity quantity in new[] { rho, Quantity.LogVariance(0), Quantity.LogVariance(1), Quantity.LogDeterminant })
        {
            evidence.SameLaw(quantity.Name, finite.Samples(quantity), limit.Samples(quantity));
        }

        evidence.AssertNoneRejected();

        // The test sees what it should: the limit of another shape, and the limit at another time.
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
        EnsembleResult limit = Experiment.Run(CovarianceSde.LimitOf(network).Integrate(), start, 1 << 12, keep: Quantity.Every(10));
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
    public void The_difference_to_the_limit_shrinks_with_the_width()
    {
        // E log V has a bias of order 1/n at n = d. Of bias = A + B/n + C/n² at four widths, A must vanish and B must not.
        int[] widths = [5, 10, 20, 40];
        var design = Matrix<double>.Build.Dense(4, 3);
        var observed = Vector<double>.Build.Dense(4);
        for (int i = 0; i < 4; i++)
        {
            var network = FeedforwardNetwork.ShapedRelu(widths[i], widths[i], 0, -1);
            Moments moments = Moments.Of(Experiment.Run(network, GramMatrix.Single(1), 1 << 18, seed: (ulong)i).Samples(Quantity.LogVariance(0)));
            observed[i] = (moments.Mean + 1) / moments.StandardError;
            design.SetRow(i, [1 / moments.StandardError, 1.0 / widths[i] / moments.StandardError, 1.0 / (widths[i] * widths[i]) / moments.StandardError]);
        }

        Matrix<double> covariance = (design.Transpose() * design).Inverse();
        Vector<double> coefficients = covariance * design.Transpose() * observed;
        Assert.InRange(coefficients[0] / Math.Sqrt(covariance[0, 0]), -Evidence.Sigmas, Evidence.Sigmas);
        Assert.True(Math.Abs(coefficients[1]) / Math.Sqrt(covariance[1, 1]) > Evidence.Sigmas);
    }

    [Fact]
    public void Exponents_above_one_half_have_the_linear_limit()
    {
        var network = FeedforwardNetwork.ShapedRelu(150, 75, 0, -1, exponent: 1);
        GramMatrix start = GramMatrix.Pair(0.3);
        EnsembleResult finite = Experiment.Run(network, start, 1 << 13);
        EnsembleResult limit = Experiment.Run(CovarianceSde.LimitOf(network).Integrate(), start, 1 << 13);
        var evidence = new Evidence();
        evidence.SameLaw("rho", finite.Samples(Quantity.Correlation(0, 1)), limit.Samples(Quantity.Correlation(0, 1)));
        evidence.AssertNoneRejected();
    }

    [Fact]
    public void Exponents_below_one_half_concentrate_on_the_deterministic_flow()
    {
        // p = 1/4, t = d/√n = 1: the spread is of order √t_noise = √(d/n) = n^-1/4 and the mean within it of the flow.
        Quantity rho = Quantity.Correlation(0, 1);
        double[] deviation = new double[2];
        int[] widths = [400, 40_000];
        for (int i = 0; i < 2; i++)
        {
            var network = FeedforwardNetwork.ShapedRelu(widths[i], (int)Math.Sqrt(widths[i]), 0, -1, exponent: 0.25);
            double flow = Experiment.Run(CovarianceSde.LimitOf(network).Integrate(), GramMatrix.Pair(0.3), 1).Samples(rho)[0];
            double[] samples = Experiment.Run(network, GramMatrix.Pair(0.3), 256).Samples(rho).ToArray();
            deviation[i] = Math.Sqrt(samples.Average(r => (r - flow) * (r - flow)));
        }

        // Root mean square deviations fall by (n_2/n_1)^{1/4} = 3.16; each has a relative standard error of about 1/√512.
        double error = 3.16 * Math.Sqrt(2.0 / 512);
        Assert.InRange(deviation[0] / deviation[1], 3.16 - (Evidence.Sigmas * error), 3.16 + (Evidence.Sigmas * error));
    }

    private static void AssertNear(double recorded, double recordedError, ReadOnlySpan<double> samples)
    {
        Estimate difference = Estimate.OfMean(Moments.Of(samples)) - new Estimate(recorded, recordedError);
        Assert.InRange(difference.Value / difference.StandardError, -Evidence.Sigmas, Evidence.Sigmas);
    }
}
