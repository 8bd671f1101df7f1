using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Laws;
using HpCovSde.Networks;
using HpCovSde.Runs;

namespace HpCovSde.Statistical;

/// <summary>
/// Layers with one input, by the exact law of V'/V. Compared with sampled neurons and weights, and with closed forms.
/// </summary>
public sealed class ExactVarianceTests
{
    private static readonly Quantity LogV = Quantity.LogVariance(0);
    private static readonly Quantity V = Quantity.Covariance(0, 0);

    public static TheoryData<double, double, int> Slopes => new()
    {
        { 1, 0, 10 }, { 1, 0, 270 }, { 1, 0.3, 10 }, { 0.9, 1.2, 300 }, { -2, 0.5, 3 }, { 1, 1, 1 }, { 1, 1, 10 }, { 1, -1, 10 },
        { 0, 3, 7 },
    };

    [Theory]
    [MemberData(nameof(Slopes))]
    public void All_ways_of_sampling_have_the_same_law(double plus, double minus, int width)
    {
        var evidence = new Evidence();
        double[] exact = Samples(width, plus, minus, WeightSampling.Exact, Precision.Double);
        evidence.SameLaw("conditional", exact, Samples(width, plus, minus, WeightSampling.Conditional, Precision.Double));
        if (width <= 10)
        {
            evidence.SameLaw("explicit", exact, Samples(width, plus, minus, WeightSampling.Explicit, Precision.Double));
            evidence.SameLaw("single", Samples(width, plus, minus, WeightSampling.Exact, Precision.Single, seed: 2), exact);
        }

        evidence.AssertNoneRejected();
    }

    [Fact]
    public void A_wrong_width_or_slope_is_noticed()
    {
        double[] exact = Samples(10, 1, 0.3, WeightSampling.Exact, Precision.Double);
        foreach ((int width, double minus) in new[] { (8, 0.3), (10, 0.1), (10, 0.55) })
        {
            var evidence = new Evidence();
            evidence.SameLaw("wrong", exact, Samples(width, 1, minus, WeightSampling.Conditional, Precision.Double));
            Assert.NotEmpty(evidence.Rejected);
        }
    }

    [Theory]
    [InlineData(20, 20, Precision.Double)]
    [InlineData(20, 20, Precision.Single)]
    [InlineData(150, 150, Precision.Double)]
    [InlineData(10_000, 50, Precision.Double)]
    [InlineData(10_000, 50, Precision.Single)]
    public void Logarithms_have_the_means_and_variances_of_the_finite_laws(int width, int depth, Precision precision)
    {
        var evidence = new Evidence();
        foreach ((ReluFamily activation, LogVarianceLaw law) in new[]
            {
                (ReluFamily.Relu, LogVarianceLaw.Relu(width, depth)), (ReluFamily.Linear, LogVarianceLaw.Linear(width, depth)),
                (ReluFamily.Abs, LogVarianceLaw.Linear(width, depth)),
                (ReluFamily.LeakyRelu(-0.4), LogVarianceLaw.Of(ReluFamily.LeakyRelu(-0.4), width, depth)),
            })
        {
            double[] logs = ResidualNetworkTests.Finite(
                Experiment.Run(Network(width, depth, activation), GramMatrix.Single(), 1 << 15, precision, keep: [LogV]).Samples(LogV));
            evidence.Mean($"E log V {activation}", logs, law.Mean);
            evidence.Variance($"Var log V {activation}", logs, law.Variance);
        }

        evidence.AssertNoneRejected();

        // For twenty neurons the mean per layer is −.1372.
        Assert.Equal(-0.1372, LogVarianceLaw.Relu(20, 1).Mean, 5e-5);
    }

    [Theory]
    [InlineData(1_000_000_000, Precision.Double)]
    [InlineData(1_000_000_000, Precision.Single)]
    [InlineData(int.MaxValue, Precision.Double)]
    public void A_thousand_million_neurons_are_sampled_at_the_cost_of_ten(int width, Precision precision)
    {
        // log V is normal with mean −(κ₄ − 1)t/2 and variance (κ₄ − 1)t, t = d/n, up to relative corrections of order 1/n.
        const int Depth = 100;
        var evidence = new Evidence();
        foreach (ReluFamily activation in new[] { ReluFamily.Relu, ReluFamily.LeakyRelu(0.5), ReluFamily.Linear })
        {
            ReadOnlySpan<double> logs = Experiment.Run(
                Network(width, Depth, activation), GramMatrix.Single(), 1 << 14, precision, keep: [LogV]).Samples(LogV);
            var law = LogVarianceLaw.Limit(activation, (double)Depth / width);
            double deviation = Math.Sqrt(law.Variance);
            evidence.Law($"log V {activation}", logs, log => MathNet.Numerics.Distributions.Normal.CDF(law.Mean, deviation, log));
        }

        evidence.AssertNoneRejected();
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void V_has_its_exact_moments(Precision precision)
    {
        const int Depth = 5;
        var evidence = new Evidence();
        foreach (ReluFamily activation in new[] { ReluFamily.Relu, new ReluShape(0.5, -1.5).At(25), ReluFamily.Linear, ReluFamily.Abs })
        {
            ReadOnlySpan<double> v = Experiment.Run(
                Network(25, Depth, activation), GramMatrix.Single(1.7), 1 << 15, precision, keep: [V]).Samples(V);
            evidence.Mean($"E V {activation}", v, 1.7);
            evidence.Mean($"E V^2 {activation}", v, x => x * x, 1.7 * 1.7 * Math.Pow(1 + ((activation.FourthMomentRatio - 1) / 25), Depth));
        }

        evidence.AssertNoneRejected();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_relu_network_dies_with_probability_two_to_the_minus_n_per_layer_and_stays_dead(int depth)
    {
        EnsembleResult result = Experiment.Run(Network(4, depth, ReluFamily.Relu), GramMatrix.Single(), 1 << 15);
        double[] died = Evidence.Map(result.Samples(V), v => v == 0 ? 1 : 0);
        var evidence = new Evidence();
        evidence.Mean("P(V = 0)", died, 1 - Math.Pow(15.0 / 16, depth));
        evidence.AssertNoneRejected();
        Assert.Equal((long)died.Sum(), result.Events.Vanished);
        Assert.Equal(0, result.Events.NonFinite);
    }

    [Fact]
    public void Single_precision_rounds_the_variates_of_double_precision()
    {
        // Each increment, here at most 4 in magnitude, is rounded once. The sums are exact.
        const int Depth = 30;
        foreach (ReluFamily activation in new[] { ReluFamily.LeakyRelu(0.3), ReluFamily.Linear })
        {
            double[] x = Experiment.Run(
                Network(20, Depth, activation), GramMatrix.Single(2), 70, Precision.Double, keep: [LogV]).Samples(LogV).ToArray();
            double[] y = Experiment.Run(
                Network(20, Depth, activation), GramMatrix.Single(2), 70, Precision.Single, keep: [LogV]).Samples(LogV).ToArray();
            Assert.All(
                x.Zip(y), pair => Assert.InRange(pair.First - pair.Second, -Depth * Math.ScaleB(1, -23), Depth * Math.ScaleB(1, -23)));
        }
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void A_million_layers_stay_in_range_and_have_their_exact_law(Precision precision)
    {
        const int Depth = 1_000_000;
        var law = LogVarianceLaw.Relu(100, Depth);
        ReadOnlySpan<double> logs = Experiment.Run(
            Network(100, Depth, ReluFamily.Relu), GramMatrix.Single(), 16, precision, keep: [LogV]).Samples(LogV);
        double distance = (Evidence.Map(logs, x => x).Average() - law.Mean) / Math.Sqrt(law.Variance / 16);
        Assert.InRange(distance, -Evidence.Sigmas, Evidence.Sigmas);
    }

    private static double[] Samples(int width, double plus, double minus, WeightSampling sampling, Precision precision, ulong seed = 1)
    {
        var network = new FeedforwardNetwork(width, 4, new ReluFamily(plus, minus)) { Sampling = sampling };
        return Experiment.Run(network, GramMatrix.Single(1.7), 1 << 15, precision, seed, keep: [LogV]).Samples(LogV).ToArray();
    }

    private static FeedforwardNetwork Network(int width, int depth, ReluFamily activation) =>
        new(width, depth, activation) { Sampling = WeightSampling.Exact };
}
