using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Statistical;

/// <summary>
/// Compares deep residual networks and their diffusion at finite width with closed forms and with independent numbers.
/// </summary>
public sealed class ResidualDiffusionTests
{
    private static readonly Quantity LogNorm = Quantity.LogFeatureNorm(0);
    private static readonly Quantity V = Quantity.Covariance(0, 0);

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(1, 3.0)]
    public void The_log_of_a_single_living_neuron_is_brownian_motion_with_drift(int width, double time)
    {
        // N(−t/2, t). The bias of Euler–Maruyama, −3ht/4 in the mean, is a fortieth of the distance that the test detects.
        EnsembleResult result = Experiment.Run(
            new ResidualDiffusion(width, time).Integrate(0.001), GramMatrix.Single(), 1 << 14, keep: [LogNorm]);
        var evidence = new Evidence();
        evidence.Law("log X_t/X_0", ResidualNetworkTests.Finite(result.Samples(LogNorm)), x => Normal.CDF(-time / 2, Math.Sqrt(time), x));
        evidence.AssertNoneRejected();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    public void The_log_norm_is_gaussian_if_the_activation_preserves_it(int width)
    {
        // log |X_t|/|X_0| ~ N((1/2 − 1/n) t, t/n).
        var diffusion = new ResidualDiffusion(width, 1, ReluFamily.Linear);
        double[] samples = Experiment.Run(
            diffusion.Integrate(0.001), GramMatrix.Single(), 1 << 14, keep: [LogNorm]).Samples(LogNorm).ToArray();
        var evidence = new Evidence();
        evidence.Law("log |X_1|/|X_0|", samples, x => Normal.CDF(0.5 - (1.0 / width), Math.Sqrt(1.0 / width), x));
        evidence.AssertNoneRejected();
        var wrong = new Evidence();
        wrong.Law("without the Ito correction", samples, x => Normal.CDF(0.5, Math.Sqrt(1.0 / width), x));
        Assert.NotEmpty(wrong.Rejected);
    }

    [Theory]
    [InlineData("n = 1, L = 100, sampled", 1, -0.5036, 0.0023)]
    [InlineData("n = 2, L = 100, sampled", 2, -0.1726, 0.0013)]
    [InlineData("n = 3, L = 100, sampled", 3, -0.0496, 0.0012)]
    [InlineData("n = 4, L = 100, sampled", 4, 0.0149, 0.0010)]
    [InlineData("n = 8, L = 100, sampled", 8, 0.1242, 0.0009)]
    [InlineData("n = 32, L = 100, sampled", 32, 0.2177, 0.0009)]
    public void The_mean_log_norm_of_deep_networks_agrees_with_an_independent_program(
        string row, int width, double expected, double standardError)
    {
        EnsembleResult result = Experiment.Run(
            ResidualNetwork.Uniform(width, 100, ReluFamily.Relu), GramMatrix.Single(), 1 << 17, keep: [LogNorm]);
        var evidence = new Evidence();
        evidence.Estimate(row, ResidualNetworkTests.Finite(result.Samples(LogNorm)), expected, standardError);
        evidence.AssertNoneRejected();
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    public void The_mean_log_norm_of_two_neurons_solves_the_equation_of_their_angle(double time)
    {
        foreach (Scheme scheme in SchemeCatalog.For(new ResidualDiffusion(2, time), inputs: 1))
        {
            double[] samples = ResidualNetworkTests.Finite(Run(2, time, time <= 1 ? time / 250 : 0.02, scheme, 1 << 13));
            var evidence = new Evidence();
            evidence.Mean(scheme.Name, samples, TwoNeuronLaw.At(time).MeanLogNorm);
            evidence.AssertNoneRejected();
        }
    }

    [Theory]
    [InlineData("n = 4, t = 5, sampled", 4, 5, 0.0117)]
    [InlineData("n = 4, t = 20, sampled", 4, 20, -0.598)]
    [InlineData("n = 4, t = 60, sampled", 4, 60, -4.18)]
    [InlineData("n = 3, t = 60, sampled", 3, 60, -8.00)]
    [InlineData("n = 8, t = 60, sampled", 8, 60, 4.11)]
    public void The_mean_log_norm_at_large_times_agrees_with_an_independent_program(string row, int width, double time, double expected)
    {
        // Printed without an error: taken as that of as many replicas as here.
        double[] samples = ResidualNetworkTests.Finite(Run(width, time, 0.1, new LogNormDiffusion(), 1 << 14));
        double error = Estimate.OfMean(Moments.Of(samples)).StandardError;
        var evidence = new Evidence();
        evidence.Estimate(row, samples, expected, error);
        evidence.AssertNoneRejected();
        if (time > 5)
        {
            var wrong = new Evidence();
            wrong.Estimate("the rate at the beginning", samples, LogNormGrowth.InitialRate(width) * time, error);
            Assert.NotEmpty(wrong.Rejected);
        }
    }

    [Fact]
    public void The_mean_square_is_the_sum_of_the_start_and_the_clock()
    {
        // Wald: E q_1 = q_0 + E T(1), n = 4: sampled by another program as 1.692 ± .010 and 1.698 ± .005; e^{1/2} = 1.649 in the limit of
        // infinite width.
        EnsembleResult result = Experiment.Run(
            new ResidualDiffusion(4, 1).Integrate(0.05, new ClockDiffusion()), GramMatrix.Single(), 1 << 17, keep: [V]);
        var evidence = new Evidence();
        evidence.Estimate("E q_1", result.Samples(V), 1.692, 0.010);
        evidence.Estimate("q_0 + E T", result.Samples(V), 1.698, 0.005);
        evidence.AssertNoneRejected();
        var wrong = new Evidence();
        wrong.Mean("infinite width", result.Samples(V), Math.Exp(0.5));
        Assert.NotEmpty(wrong.Rejected);
    }

    [Fact]
    public void The_constant_rate_of_the_log_norm_is_correct_only_at_small_times()
    {
        // ((1 − 2⁻ⁿ)⁻¹/4 − 1/n) t would be +0.333 for n = 4 at t = 20; the number of living neurons decreases, and the mean is −0.598.
        EnsembleResult result = Experiment.Run(new ResidualDiffusion(4, 20).Integrate(0.02), GramMatrix.Single(), 1 << 15, keep: [LogNorm]);
        var constant = new Evidence();
        constant.Mean(
            "n = 4, t = 20, constant rate", ResidualNetworkTests.Finite(result.Samples(LogNorm)), ((1 / (1 - 0.0625) / 4) - 0.25) * 20);
        Assert.NotEmpty(constant.Rejected);
    }

    [Theory]
    [InlineData("n = 2, L = 100, sampled", 2, 1.743, 0.008)]
    [InlineData("n = 3, L = 100, sampled", 3, 1.719, 0.006)]
    [InlineData("n = 4, L = 100, sampled", 4, 1.697, 0.004)]
    [InlineData("n = 8, L = 100, sampled", 8, 1.670, 0.003)]
    public void The_mean_square_grows_faster_at_small_width_than_in_the_limit(string row, int width, double expected, double standardError)
    {
        EnsembleResult result = Experiment.Run(
            ResidualNetwork.Uniform(width, 100, ReluFamily.Relu), GramMatrix.Single(), 1 << 18, keep: [V]);
        var evidence = new Evidence();
        evidence.Estimate(row, result.Samples(V), expected, standardError);
        evidence.AssertNoneRejected();
        if (width >= 4)
        {
            // For smaller widths the square is too heavy-tailed for this test.
            var limit = new Evidence();
            limit.Mean("(1 + 1/(2L))^L, the limit of infinite width", result.Samples(V), Math.Pow(1.005, 100));
            Assert.NotEmpty(limit.Rejected);
        }
    }

    [Fact]
    public void Wide_networks_have_the_mean_and_the_variance_of_the_first_order_laws()
    {
        // t = 1: E q = e^{1/2} (1 + c/n), c = 0.1212031, less 1/(8L) of itself for L layers; n Var(q)/q̄² → 4.6753341, within O(1/n).
        const int Width = 256;
        const int Depth = 200;
        double mean = Math.Exp(0.5) * (1 + (0.1212031 / Width)) * (1 - (1.0 / (8 * Depth)));
        EnsembleResult result = Experiment.Run(
            ResidualNetwork.Uniform(Width, Depth, ReluFamily.Relu), GramMatrix.Single(), 1 << 13, keep: [V]);
        var evidence = new Evidence();
        evidence.Mean("E q_1", result.Samples(V), mean);
        evidence.Variance("Var q_1", result.Samples(V), 4.6753341 / Width * mean * mean);
        evidence.AssertNoneRejected();
        var wrong = new Evidence();
        wrong.Variance("Var q_1 without the spread of q_0", result.Samples(V), (4.6753341 - 2) / Width * mean * mean);
        Assert.NotEmpty(wrong.Rejected);
    }

    [Fact]
    public void Layers_of_scale_root_h_have_the_law_of_steps_h()
    {
        EnsembleResult network = Experiment.Run(ResidualNetwork.Uniform(6, 20, ReluFamily.Relu), GramMatrix.Pair(0.2), 1 << 15, seed: 3);
        EnsembleResult diffusion = Experiment.Run(new ResidualDiffusion(6, 1).Integrate(0.05), GramMatrix.Pair(0.2), 1 << 15, seed: 3);
        Assert.Equal(network.Steps, diffusion.Steps);
        var evidence = new Evidence();
        foreach (Quantity quantity in new[] { Quantity.LogVariance(0), Quantity.Correlation(0, 1) })
        {
            Assert.NotEqual(network.Samples(quantity)[0], diffusion.Samples(quantity)[0]);
            evidence.SameLaw(quantity.Name, network.Samples(quantity), diffusion.Samples(quantity));
        }

        evidence.AssertNoneRejected();
    }

    private static double[] Run(int width, double time, double step, Scheme scheme, int replicas) =>
        Experiment.Run(
            new ResidualDiffusion(width, time).Integrate(step, scheme),
            GramMatrix.Single(),
            replicas,
            keep: [LogNorm]).Samples(LogNorm).ToArray();
}
