using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Statistical.Oracles;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Statistical;

/// <summary>
/// Residual networks whose activation keeps magnitudes, by the exact law of their norm. Compared with sampled neurons and weights, and with
/// closed forms.
/// </summary>
public sealed class ExactResidualTests
{
    private static readonly Quantity LogNorm = Quantity.LogFeatureNorm(0);
    private static readonly Quantity LogV = Quantity.LogVariance(0);
    private static readonly Quantity V = Quantity.Covariance(0, 0);

    [Theory]
    [InlineData(1, 1, -1)]
    [InlineData(3, 1, 1)]
    [InlineData(3, 1, -1)]
    [InlineData(40, 0.5, 0.5)]
    [InlineData(40, -2, 2)]
    public void All_ways_of_sampling_have_the_same_law(int width, double plus, double minus)
    {
        var activation = new ReluFamily(plus, minus);
        foreach (Precision precision in new[] { Precision.Double, Precision.Single })
        {
            EnsembleResult exact = Run(WeightSampling.Exact, 0.4, precision, seed: 1);
            Assert.Empty(Compare(exact, Run(WeightSampling.Conditional, 0.4, precision, seed: 1)).Rejected);
            Assert.NotEmpty(Compare(exact, Run(WeightSampling.Conditional, 0.5, precision, seed: 1)).Rejected);
            if (width <= 3)
            {
                Assert.Empty(Compare(exact, Run(WeightSampling.Explicit, 0.4, precision, seed: 2)).Rejected);
            }
        }

        EnsembleResult Run(WeightSampling sampling, double alpha, Precision precision, ulong seed) => Experiment.Run(
            new ResidualNetwork(width, BranchScaling.FromValues([alpha, 0, 2 * alpha, alpha]), activation) { Sampling = sampling },
            GramMatrix.Single(1.7), 1 << 15, precision, seed, keep: [LogV, LogNorm]);
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void The_norm_has_its_exact_mean_and_second_moment(Precision precision)
    {
        const int Depth = 6;
        const int Width = 12;
        double alpha = Math.Sqrt(1.0 / Depth);
        GramMatrix start = GramMatrix.Single(1.7);
        var network = ResidualNetwork.OfTime(Width, Depth, 1, ReluFamily.Linear, WeightSampling.Exact);
        EnsembleResult result = Experiment.Run(network, start, 1 << 15, precision, keep: [V, LogNorm]);
        var evidence = new Evidence();
        evidence.Mean("E q", result.Samples(V), 1.7 * Math.Pow(1 + (1.0 / Depth), Depth));
        evidence.Mean("E q^2", result.Samples(V), x => x * x, ResidualLaw.LinearProductMean(start, Width, alpha, Depth, (0, 0, 0, 0)));
        evidence.Mean(
            "E |Y_L|^4/|Y_0|^4", result.Samples(LogNorm), x => Math.Exp(4 * x), Math.Pow(ResidualLaw.SquaredGrowth(Width, alpha), Depth));
        evidence.AssertNoneRejected();
    }

    [Fact]
    public void Without_branches_nothing_changes_after_the_random_start()
    {
        var network = new ResidualNetwork(5, BranchScaling.FromValues([0, 0, 0]), ReluFamily.Abs) { Sampling = WeightSampling.Exact };
        EnsembleResult result = Experiment.Run(network, GramMatrix.Single(1.7), 1 << 14, keep: [V, LogNorm]);
        Assert.All(result.Samples(LogNorm).ToArray(), log => Assert.Equal(0, log));
        var evidence = new Evidence();
        evidence.Law("5 q/q_0 ~ chi2_5", result.Samples(V), v => ChiSquared.CDF(5, 5 * v / 1.7));
        evidence.AssertNoneRejected();
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void A_million_layers_have_the_law_of_the_diffusion(Precision precision)
    {
        // α² = 1/L: log |Y_L|/|Y_0| is normal with mean (1 − 2/n)/2 and variance 1/n, up to terms of order 1/L. Branches of 10⁻³ are not
        // lost in single precision.
        const int Width = 4;
        var network = new ResidualNetwork(Width, BranchScaling.Uniform(1_000_000), ReluFamily.Linear) { Sampling = WeightSampling.Exact };
        double[] logs = Experiment.Run(network, GramMatrix.Single(), 32, precision, keep: [LogNorm]).Samples(LogNorm).ToArray();
        Assert.InRange(
            (logs.Average() - (0.5 - (1.0 / Width))) / Math.Sqrt(1.0 / (Width * logs.Length)), -Evidence.Sigmas, Evidence.Sigmas);
        double square = logs.Sum(log => Width * (log - (0.5 - (1.0 / Width))) * (log - (0.5 - (1.0 / Width))));
        Assert.InRange(ChiSquared.CDF(logs.Length, square), 4e-8, 1 - 4e-8);
    }

    private static Evidence Compare(EnsembleResult x, EnsembleResult y)
    {
        var evidence = new Evidence();
        evidence.SameLaw("log V", x.Samples(LogV), y.Samples(LogV));
        evidence.SameLaw("log norm", x.Samples(LogNorm), y.Samples(LogNorm));
        return evidence;
    }
}
