using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Networks;
using HpCovSde.Runs;

namespace HpCovSde.Tests.Networks;

public sealed class FeedforwardNetworkTests
{
    private static readonly RandomKey Key = new(5, StreamMap.Purposes.FeedforwardNetwork);

    private static readonly Dictionary<string, Activation> Activations = new[]
    {
        ReluFamily.Relu, ReluFamily.LeakyRelu(0.9), ReluFamily.Linear, ReluFamily.Abs,
        new SmoothShape(Activation.Tanh, 1).At(67), new SmoothShape(Activation.Softplus, 2, center: 0.4).At(67),
        Activation.Tanh, Activation.Sigmoid, Activation.Gelu, Activation.Elu, Activation.Sin.CenteredAt(0.3),
        Activation.Of("rational", x => x / (Jet.Constant(1) + (x * x))),
    }.ToDictionary(activation => activation.Name);

    public static TheoryData<int, string> Cases
    {
        get
        {
            var rows = new TheoryData<int, string>();
            foreach (int inputs in new[] { 1, 2, 3, 5, 8, 9, 12, 18 })
            {
                foreach (string name in Activations.Keys)
                {
                    rows.Add(inputs, name);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_route_equals_the_plain_network(int inputs, string name)
    {
        Activation activation = Activations[name];
        GramMatrix start = GramMatrix.FromMatrix(WellConditioned(inputs));
        double[,] conditional = PlainNetwork.Conditional(start, activation, 67, 4, Key, replica: 3);
        double[,] explicitly = PlainNetwork.Explicit(start, activation, 67, 4, Key, replica: 3);
        AssertClose(conditional, Replica(start, activation, WeightSampling.Conditional, 67, 4, 3));
        AssertClose(explicitly, Replica(start, activation, WeightSampling.Explicit, 67, 4, 3));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(11)]
    public void The_wide_and_the_blocked_engine_draw_the_same_network(int inputs)
    {
        // Same normals, same coordinates; sums in different order. The inputs include a pair with 1 − ρ near 1e-15.
        GramMatrix start = Chains.Inputs(inputs);
        var activation = new PiecewiseLinear<double>(ReluFamily.LeakyRelu(0.3));
        var shape = new LayerShape(67, 1.8, new(Own: true, MayOppose: false));
        double[] wide = Rows(new WideConditional<double, PiecewiseLinear<double>>(start, shape, activation));
        double[] blocked = Rows(
            new BlockedConditional<double, PiecewiseLinear<double>>(start, shape, activation, ManagedBlas<double>.Instance));
        for (int k = 0; k < CovarianceLayout.RowLength(inputs); k++)
        {
            // Neither has a time of explosion or norms of features.
            bool isNone = k >= CovarianceLayout.ExplosionTime(inputs) && k != CovarianceLayout.Underflow(inputs);
            Assert.Equal(isNone, double.IsNaN(wide[k]));
            Assert.Equal(wide[k], blocked[k], double.IsNaN(wide[k]) ? 0 : 1e-9 * Math.Abs(wide[k]));
        }
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void Scaling_an_input_by_a_power_of_two_scales_its_norm_and_nothing_else(Precision precision)
    {
        double[,] v = WellConditioned(3);
        double[,] scaled = (double[,])v.Clone();
        for (int a = 0; a < 3; a++)
        {
            scaled[1, a] *= 8;
            scaled[a, 1] *= 8;
        }

        using var ensemble = new Ensemble(1);
        var network = FeedforwardNetwork.ShapedRelu(30, 5, 0, -1);
        var options = new RunOptions { Replicas = 16, Precision = precision };
        EnsembleResult before = ensemble.Run(network, GramMatrix.FromMatrix(v), options);
        EnsembleResult after = ensemble.Run(network, GramMatrix.FromMatrix(scaled), options);
        foreach ((int a, int b) in new[] { (0, 1), (0, 2), (1, 2) })
        {
            Assert.Equal(before.Samples(Quantity.Correlation(a, b)).ToArray(), after.Samples(Quantity.Correlation(a, b)).ToArray());
        }

        double tolerance = precision == Precision.Double ? 1e-13 : 1e-6;
        for (int replica = 0; replica < 16; replica++)
        {
            Assert.Equal(before.Samples(Quantity.LogVariance(0))[replica], after.Samples(Quantity.LogVariance(0))[replica]);
            double growth = after.Samples(Quantity.LogVariance(1))[replica] - before.Samples(Quantity.LogVariance(1))[replica];
            Assert.Equal(Math.Log(64), growth, tolerance);
        }
    }

    [Fact]
    public void Auto_takes_the_route_with_fewer_normals()
    {
        var network = new FeedforwardNetwork(10, 1, ReluFamily.Relu);
        Assert.Equal(WeightSampling.Conditional, network.SamplingFor(9));
        Assert.Equal(WeightSampling.Explicit, network.SamplingFor(10));
    }

    [Fact]
    public void Exact_laws_are_drawn_where_there_is_one_when_asked_for()
    {
        var linear = new FeedforwardNetwork(10, 1, ReluFamily.Linear) { Sampling = WeightSampling.Exact };
        Assert.Equal(WeightSampling.Exact, linear.SamplingFor(30));
        Assert.Null(linear.SamplingRefusal(30));
        Assert.Null(new FeedforwardNetwork(10, 1, ReluFamily.Relu) { Sampling = WeightSampling.Exact }.SamplingRefusal(1));
        Assert.Null(new FeedforwardNetwork(10, 1, Activation.Tanh).SamplingRefusal(2));
        foreach ((Activation activation, int inputs) in new[] { (ReluFamily.Relu, 2), (ReluFamily.Abs, 2), (Activation.Tanh, 1) })
        {
            var network = new FeedforwardNetwork(10, 1, activation) { Sampling = WeightSampling.Exact };
            ArgumentException error = Assert.Throws<ArgumentException>(
                () => network.CreateTransition(Chains.Inputs(inputs), ManagedBlas<double>.Instance));
            string count = inputs == 1 ? "1 input" : $"{inputs} inputs";
            Assert.EndsWith($"not for {activation} with {count}. (Parameter 'start')", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Impossible_networks_are_refused_by_name_and_value()
    {
        var width = Assert.Throws<ArgumentOutOfRangeException>(() => new FeedforwardNetwork(-3, 1, ReluFamily.Relu));
        Assert.Contains("-3", width.Message, StringComparison.Ordinal);
        var depth = Assert.Throws<ArgumentOutOfRangeException>(() => new FeedforwardNetwork(3, 0, ReluFamily.Relu));
        Assert.Contains("depth", depth.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReluFamily(double.NaN, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReluFamily(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => FeedforwardNetwork.ShapedRelu(10, 10, double.PositiveInfinity, 0));
        ArgumentException tooLarge = Assert.Throws<ArgumentException>(
            () => new FeedforwardNetwork(600_000, 1, ReluFamily.Relu) { Sampling = WeightSampling.Explicit }
                .CreateTransition(GramMatrix.Pair(0), ManagedBlas<double>.Instance));
        Assert.Contains("2812800000 segments", tooLarge.Message, StringComparison.Ordinal);
    }

    private static double[,] Replica(GramMatrix start, Activation activation, WeightSampling sampling, int width, int depth, int replica)
    {
        using var ensemble = new Ensemble(1, Key.Seed);
        var network = new FeedforwardNetwork(width, depth, activation) { Sampling = sampling };
        EnsembleResult result = ensemble.Run(
            network, start, new RunOptions { Replicas = replica + 1, Quantities = Quantity.Every(start.Size) });
        double[,] v = new double[start.Size, start.Size];
        for (int a = 0; a < start.Size; a++)
        {
            for (int b = 0; b < start.Size; b++)
            {
                v[a, b] = result.Samples(Quantity.Covariance(a, b))[replica];
            }
        }

        return v;
    }

    private static double[] Rows(ITransition<double> transition)
    {
        using var workspace = new Workspace(transition.Requirement);
        double[] state = new double[transition.StateLength];
        double[] rows = new double[ObservationRows.Length(transition.Inputs, transition.ReplicasPerState)];
        transition.Start(state, Key.Stream(0, 0), workspace);
        for (uint layer = 0; layer < 5; layer++)
        {
            transition.Advance(state, Key.Stream(0, layer), workspace);
        }

        transition.Observe(state, new(rows, transition.Inputs, transition.ReplicasPerState), workspace);
        return rows;
    }

    private static void AssertClose(double[,] expected, double[,] actual)
    {
        for (int a = 0; a < expected.GetLength(0); a++)
        {
            for (int b = 0; b < expected.GetLength(0); b++)
            {
                Assert.Equal(expected[a, b], actual[a, b], 1e-11 * Math.Sqrt(expected[a, a] * expected[b, b]));
            }
        }
    }

    private static double[,] WellConditioned(int inputs)
    {
        double[,] v = new double[inputs, inputs];
        for (int a = 0; a < inputs; a++)
        {
            for (int b = 0; b < inputs; b++)
            {
                v[a, b] = (a == b ? 1.5 : Math.Pow(-0.6, Math.Abs(a - b))) * (1 + (0.1 * a)) * (1 + (0.1 * b));
            }
        }

        return v;
    }
}
