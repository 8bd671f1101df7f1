using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Statistical.Oracles;

namespace HpCovSde.Statistical;

/// <summary>
/// Compares networks of the ReLU family with their exact laws at finite width, for all ways of sampling and in both precisions.
/// </summary>
public sealed class ReluNetworkTests
{
    private static readonly ReluFamily Shaped = new ReluShape(0.5, -1.5).At(25);

    public static TheoryData<string, WeightSampling, Precision> Routes => LinearNetworkTests.Routes;

    [Theory]
    [MemberData(nameof(Routes))]
    public void One_layer_has_the_arc_cosine_mean(string inputs, WeightSampling sampling, Precision precision)
    {
        GramMatrix start = Experiment.Start(inputs);
        var evidence = new Evidence();
        foreach (ReluFamily activation in new[] { ReluFamily.Relu, ReluFamily.Abs, ReluFamily.LeakyRelu(0.2), Shaped })
        {
            var network = new FeedforwardNetwork(25, 1, activation) { Sampling = sampling };
            EnsembleResult result = Experiment.Run(network, start, 1 << 14, precision, keep: Quantity.Every(start.Size));
            CompareOneLayer(evidence, activation, start, result);
        }

        evidence.AssertNoneRejected();
    }

    [Fact]
    public void Two_hundred_real_inputs_have_the_arc_cosine_mean()
    {
        GramMatrix start = Experiment.Start("digits200");
        foreach (WeightSampling sampling in new[] { WeightSampling.Conditional, WeightSampling.Explicit })
        {
            foreach (Precision precision in new[] { Precision.Double, Precision.Single })
            {
                var evidence = new Evidence();
                (int A, int B)[] pairs = [(0, 1), (0, 20), (17, 199), (60, 61), (100, 180)];
                var network = new FeedforwardNetwork(50, 1, ReluFamily.Relu) { Sampling = sampling };
                EnsembleResult result = Experiment.Run(
                    network, start, 1024, precision, keep: [.. pairs.Select(p => Quantity.Covariance(p.A, p.B))]);
                foreach ((int a, int b) in pairs)
                {
                    evidence.Mean(
                        $"E V[{a},{b}] {sampling} {precision}", result.Samples(Quantity.Covariance(a, b)),
                        ReluLaw.OneLayerMean(ReluFamily.Relu, start, a, b));
                }

                evidence.AssertNoneRejected();
            }
        }
    }

    [Theory]
    [InlineData(WeightSampling.Conditional, Precision.Double)]
    [InlineData(WeightSampling.Conditional, Precision.Single)]
    [InlineData(WeightSampling.Explicit, Precision.Double)]
    [InlineData(WeightSampling.Explicit, Precision.Single)]
    public void The_norm_of_one_input_has_its_exact_moments_over_layers(WeightSampling sampling, Precision precision)
    {
        const int Depth = 5;
        var evidence = new Evidence();
        foreach (ReluFamily activation in new[] { ReluFamily.Relu, Shaped })
        {
            var network = new FeedforwardNetwork(25, Depth, activation) { Sampling = sampling };
            ReadOnlySpan<double> v = Experiment.Run(network, GramMatrix.Single(1), 1 << 15, precision).Samples(Quantity.Covariance(0, 0));
            evidence.Mean($"E V {activation}", v, 1);
            evidence.Mean($"E V^2 {activation}", v, x => x * x, Math.Pow(1 + ((activation.FourthMomentRatio - 1) / 25), Depth));
        }

        evidence.AssertNoneRejected();
    }

    [Theory]
    [InlineData(40)]
    [InlineData(150)]
    public void The_log_norm_of_the_unshaped_relu_adds_up_layer_by_layer(int width)
    {
        // At n = d the limit is N(-5/2, 5); the finite law is known layer by layer. Death has probability 2^-40 per layer at most.
        int depth = width;
        var evidence = new Evidence();
        EnsembleResult result = Experiment.Run(new FeedforwardNetwork(width, depth, ReluFamily.Relu), GramMatrix.Single(1), 1 << 13);
        (double mean, double variance) = ReluLaw.UnshapedLayer(width);
        evidence.Mean("E log V", result.Samples(Quantity.LogVariance(0)), depth * mean);
        evidence.Variance("Var log V", result.Samples(Quantity.LogVariance(0)), depth * variance);
        evidence.AssertNoneRejected();
    }

    [Fact]
    public void All_neurons_die_with_probability_two_to_the_minus_n()
    {
        // One input dies in the first layer with probability 2^-4. Of two opposite inputs either may die: neurons alive for one are dead
        // for the other.
        const int Replicas = 1 << 15;
        EnsembleResult one = Experiment.Run(new FeedforwardNetwork(4, 1, ReluFamily.Relu), GramMatrix.Single(1), Replicas);
        var evidence = new Evidence();
        double[] died = Evidence.Map(one.Samples(Quantity.Covariance(0, 0)), v => v == 0 ? 1 : 0);
        evidence.Mean("P(V = 0)", died, 1.0 / 16);
        EnsembleResult two = Experiment.Run(new FeedforwardNetwork(4, 1, ReluFamily.Relu), GramMatrix.Pair(-1), Replicas);
        double[] either = Evidence.Map(two.Samples(Quantity.Correlation(0, 1)), rho => double.IsNaN(rho) ? 1 : 0);
        evidence.Mean("P(V_11 = 0 or V_22 = 0)", either, 2.0 / 16);
        evidence.AssertNoneRejected();
        Assert.Equal((long)died.Sum(), one.Events.Vanished);
        Assert.Equal((long)either.Sum(), two.Events.Vanished);
        Assert.Equal(0, two.Events.NonFinite);
    }

    [Fact]
    public void A_wrong_slope_or_a_wrong_normalisation_is_noticed()
    {
        GramMatrix start = Experiment.Start("2");
        EnsembleResult result = Experiment.Run(new FeedforwardNetwork(25, 1, ReluFamily.LeakyRelu(0.2)), start, 1 << 14);
        var evidence = new Evidence();
        CompareOneLayer(evidence, ReluFamily.LeakyRelu(0.3), start, result);
        Assert.NotEmpty(evidence.Rejected);
        var normalisation = new Evidence();
        normalisation.Mean(
            "E V with c of the ReLU",
            result.Samples(Quantity.Covariance(0, 0)),
            v => v * 2 / ReluFamily.LeakyRelu(0.2).Normalization,
            start.Variance(0));
        Assert.NotEmpty(normalisation.Rejected);
    }

    private static void CompareOneLayer(Evidence evidence, ReluFamily activation, GramMatrix start, EnsembleResult result)
    {
        for (int a = 0; a < start.Size; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                evidence.Mean(
                    $"E V[{a},{b}] {activation}", result.Samples(Quantity.Covariance(a, b)), ReluLaw.OneLayerMean(activation, start, a, b));
            }
        }
    }
}
