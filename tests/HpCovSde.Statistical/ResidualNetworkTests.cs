using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Statistical.Oracles;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Statistical;

/// <summary>
/// Compares residual networks of the ReLU family with their exact laws at finite width and depth, for all ways of sampling and in both
/// precisions.
/// </summary>
public sealed class ResidualNetworkTests
{
    private static readonly Quantity LogNorm = Quantity.LogFeatureNorm(0);
    private static readonly Quantity V = Quantity.Covariance(0, 0);

    public static TheoryData<string, WeightSampling, Precision> Routes => LinearNetworkTests.Routes;

    [Theory]
    [MemberData(nameof(Routes))]
    public void The_first_layer_has_its_exact_mean(string inputs, WeightSampling sampling, Precision precision)
    {
        GramMatrix start = Experiment.Start(inputs);
        var evidence = new Evidence();
        foreach (ReluFamily activation in new[] { ReluFamily.Relu, ReluFamily.Abs, ReluFamily.LeakyRelu(0.2) })
        {
            var network = new ResidualNetwork(25, BranchScaling.FromValues([0.8]), activation) { Sampling = sampling };
            EnsembleResult result = Experiment.Run(network, start, 1 << 14, precision, keep: Quantity.Every(start.Size));
            for (int a = 0; a < start.Size; a++)
            {
                for (int b = 0; b <= a; b++)
                {
                    evidence.Mean(
                        $"E q_1[{a},{b}] {activation}", result.Samples(Quantity.Covariance(a, b)),
                        ResidualLaw.FirstLayerMean(activation, 0.8, start, a, b));
                }
            }
        }

        evidence.AssertNoneRejected();
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void A_linear_network_has_its_exact_means_and_second_moments(string inputs, WeightSampling sampling, Precision precision)
    {
        const int Depth = 6;
        const int Width = 12;
        GramMatrix start = Experiment.Start(inputs);
        double alpha = Math.Sqrt(1.0 / Depth);
        var network = ResidualNetwork.OfTime(Width, Depth, 1, ReluFamily.Linear, sampling);
        EnsembleResult result = Experiment.Run(network, start, 1 << 14, precision, keep: Quantity.Every(start.Size));
        var evidence = new Evidence();
        int last = start.Size - 1;
        foreach ((int A, int B, int C, int D) i in new[] { (0, 0, 0, 0), (0, 0, last, last), (0, last, 0, last), (0, last, last, last) })
        {
            ReadOnlySpan<double> v = result.Samples(Quantity.Covariance(i.A, i.B));
            evidence.Mean($"E q[{i.A},{i.B}]", v, Math.Pow(1 + (1.0 / Depth), Depth) * start[i.A, i.B]);
            evidence.Mean(
                $"E q[{i.A},{i.B}] q[{i.C},{i.D}]",
                Evidence.Map(v, result.Samples(Quantity.Covariance(i.C, i.D)), (x, y) => x * y),
                ResidualLaw.LinearProductMean(start, Width, alpha, Depth, i));
        }

        evidence.AssertNoneRejected();
    }

    [Theory]
    [InlineData(1.0, WeightSampling.Conditional)]
    [InlineData(-1.0, WeightSampling.Conditional)]
    [InlineData(1.0, WeightSampling.Explicit)]
    [InlineData(-1.0, WeightSampling.Explicit)]
    [InlineData(1.0, WeightSampling.Exact)]
    [InlineData(-1.0, WeightSampling.Exact)]
    public void A_norm_preserved_by_the_activation_grows_by_noncentral_chi_squared_factors(
        double negativeSlope, WeightSampling sampling)
    {
        // n = 3, L = 7, α² = 1/7: E = 2.5465, E of the square 17.916.
        var activation = new ReluFamily(1, negativeSlope);
        double alpha = Math.Sqrt(1.0 / 7);
        var evidence = new Evidence();
        ReadOnlySpan<double> seven = Growth(7);
        evidence.Mean("E |Y_7|^2/|Y_0|^2", seven, Math.Pow(8.0 / 7, 7));
        evidence.Mean("E |Y_7|^4/|Y_0|^4", seven, x => x * x, Math.Pow(ResidualLaw.SquaredGrowth(3, alpha), 7));
        evidence.Law("|Y_1|^2/|Y_0|^2", Growth(1), ratio => ResidualLaw.GrowthCdf(3, alpha, ratio));
        evidence.AssertNoneRejected();

        // A width that is wrong by one must be detected.
        var wrong = new Evidence();
        wrong.Law("|Y_1|^2/|Y_0|^2", Growth(1), ratio => ResidualLaw.GrowthCdf(4, alpha, ratio));
        Assert.NotEmpty(wrong.Rejected);

        double[] Growth(int depth)
        {
            var network = new ResidualNetwork(
                3, BranchScaling.FromValues([.. Enumerable.Repeat(alpha, depth)]), activation)
            { Sampling = sampling };
            return Evidence.Map(
                Experiment.Run(network, GramMatrix.Single(2), 1 << 16, keep: [LogNorm]).Samples(LogNorm), log => Math.Exp(2 * log));
        }
    }

    [Theory]
    [InlineData(1.0, 3, Precision.Double)]
    [InlineData(0.5, 4, Precision.Double)]
    [InlineData(0.5, 4, Precision.Single)]
    public void A_single_neuron_has_its_exact_moments_and_death_rate(double alpha, int depth, Precision precision)
    {
        var network = new ResidualNetwork(1, BranchScaling.FromValues([.. Enumerable.Repeat(alpha, depth)]), ReluFamily.Relu);
        EnsembleResult result = Experiment.Run(network, GramMatrix.Single(), 1 << 17, precision, keep: [V, LogNorm]);
        var evidence = new Evidence();
        evidence.Mean("E q_L", result.Samples(V), ResidualLaw.SingleNeuronMean(alpha, depth));
        evidence.Mean("P(alive at first)", result.Samples(LogNorm), log => double.IsNaN(log) ? 0 : 1, 0.5);
        evidence.Mean(
            "P(alive)", result.Samples(LogNorm), log => double.IsFinite(log) ? 1 : 0, 0.5 * Math.Pow(Normal.CDF(0, 1, 1 / alpha), depth));
        evidence.Mean(
            "E phi(Y_L)^2/phi(Y_0)^2 given alive at first", BegunAlive(result), log => Math.Exp(2 * log), Math.Pow(
                ResidualLaw.SingleNeuronGrowth(alpha), depth));
        evidence.AssertNoneRejected();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public void All_neurons_are_dead_from_the_beginning_with_probability_two_to_the_minus_n(int width)
    {
        EnsembleResult result = Experiment.Run(
            ResidualNetwork.Uniform(width, 50, ReluFamily.Relu), GramMatrix.Single(), 1 << 16, keep: [LogNorm]);
        var evidence = new Evidence();
        evidence.Mean("P(dead)", result.Samples(LogNorm), log => double.IsNaN(log) ? 1 : 0, Math.Pow(2, -width));
        evidence.AssertNoneRejected();
        Assert.Equal(0, result.Events.Vanished);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("3")]
    public void Conditional_sampling_and_explicit_weights_have_the_same_law(string inputs)
    {
        GramMatrix start = Experiment.Start(inputs);
        IReadOnlyList<Quantity> quantities = [.. Quantity.Every(start.Size).Where(
            q => q.Kind != QuantityKind.LogDeterminant), Quantity.LogFeatureNorm(start.Size - 1)];
        EnsembleResult conditional = Run(WeightSampling.Conditional, seed: 1, 0.5);
        EnsembleResult explicitly = Run(WeightSampling.Explicit, seed: 2, 0.5);
        EnsembleResult wrong = Run(WeightSampling.Explicit, seed: 2, 0.6);
        Assert.Empty(Compare(conditional, explicitly).Rejected);
        Assert.NotEmpty(Compare(conditional, wrong).Rejected);

        EnsembleResult Run(WeightSampling sampling, ulong seed, double alpha) => Experiment.Run(
            new ResidualNetwork(10, BranchScaling.FromValues([alpha, alpha, 1, alpha]), ReluFamily.Relu) { Sampling = sampling }, start,
            1 << 15, seed: seed, keep: quantities);

        Evidence Compare(EnsembleResult x, EnsembleResult y)
        {
            var evidence = new Evidence();
            foreach (Quantity quantity in quantities)
            {
                evidence.SameLaw(quantity.Name, Finite(x.Samples(quantity)), Finite(y.Samples(quantity)));
            }

            return evidence;
        }
    }

    internal static double[] Finite(ReadOnlySpan<double> samples) => [.. samples.ToArray().Where(double.IsFinite)];

    // Replicas that were alive at the start. Those that died later are kept, as −∞.
    internal static double[] BegunAlive(EnsembleResult result) => [.. result.Samples(LogNorm).ToArray().Where(log => !double.IsNaN(log))];
}
