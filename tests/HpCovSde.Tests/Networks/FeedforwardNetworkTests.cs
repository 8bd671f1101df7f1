using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Laws;
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

    [Theory]
    [InlineData(Precision.Double, WeightSampling.Conditional)]
    [InlineData(Precision.Single, WeightSampling.Conditional)]
    [InlineData(Precision.Double, WeightSampling.Explicit)]
    [InlineData(Precision.Single, WeightSampling.Explicit)]
    public void Nearly_parallel_inputs_keep_the_relative_accuracy_of_one_minus_rho(Precision precision, WeightSampling sampling)
    {
        // As 1 − ρ → 0 a layer multiplies it by a factor that does not depend on it, up to √(1 − ρ). From 1e-22 and from 1e-28 with the
        // same normals twenty layers' factors agree to 1e-9 and to rounding.
        using var ensemble = new Ensemble(1, seed: 9);
        double tolerance = precision == Precision.Double ? 1e-8 : 1e-4;
        ReluFamily shaped = new ReluShape(0, -1).At(50);
        double[] larger = Shrinkage(1e-11);
        double[] smaller = Shrinkage(1e-14);
        for (int replica = 0; replica < larger.Length; replica++)
        {
            Assert.True(double.IsFinite(larger[replica]));
            Assert.Equal(larger[replica], smaller[replica], tolerance);
        }

        double[] Shrinkage(double distance)
        {
            GramMatrix start = GramMatrix.FromInputs(new double[,] { { 1, 0 }, { 1, distance } });
            var network = new FeedforwardNetwork(50, 20, shaped) { Sampling = sampling };
            Quantity quantity = Quantity.OneMinusCorrelation(0, 1);
            EnsembleResult result = ensemble.Run(
                network, start, new RunOptions { Replicas = 64, Precision = precision, Quantities = [quantity] });
            return [.. result.Samples(quantity).ToArray().Select(delta => Math.Log(delta / start.OneMinusCorrelation(0, 1)))];
        }
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void Nearly_parallel_inputs_keep_the_digits_of_their_distance_over_many_layers(Precision precision)
    {
        // 1 − ρ_0 = 1.3e-18 and four times that, with the same weights: angles are so small that a layer multiplies both with the same
        // number, up to the angle itself, so that the quotient stays. Single precision holds 1 − ρ ≥ 1e-38 and double 1e-308: fewer layers,
        // and more.
        int depth = precision == Precision.Double ? 20_000 : 400;
        var network = new FeedforwardNetwork(100, depth, ReluFamily.Relu);
        double[] near = Distances(1.6e-9);
        double[] far = Distances(3.2e-9);
        for (int replica = 0; replica < near.Length; replica++)
        {
            // Roundings of a step of 1 − ρ, added up as a random walk; and the angle, added up over the layers, a sum whose tail falls like
            // its reciprocal.
            double tolerance = Math.Sqrt(depth) * (precision == Precision.Double ? 1e-15 : 1e-6);
            Assert.InRange(near[replica], precision == Precision.Double ? 1e-280 : 1e-36, precision == Precision.Double ? 1e-100 : 1e-12);
            Assert.Equal(4, far[replica] / near[replica], 4 * (tolerance + 1e-5));
        }

        double[] Distances(double angle)
        {
            using var ensemble = new Ensemble(1);
            GramMatrix start = GramMatrix.FromInputs(new double[,] { { 1, 0 }, { Math.Cos(angle), Math.Sin(angle) } });
            var options = new RunOptions { Replicas = 16, Precision = precision, Quantities = [Quantity.OneMinusCorrelation(0, 1)] };
            return ensemble.Run(network, start, options).Samples(Quantity.OneMinusCorrelation(0, 1)).ToArray();
        }
    }

    [Fact]
    public void A_million_layers_of_the_relu_make_inputs_equal_and_nothing_else()
    {
        // 1 − ρ ends below the smallest number, e^{−2·10⁶/40}; log V is a sum of independent terms.
        var network = new FeedforwardNetwork(40, 1_000_000, ReluFamily.Relu);
        using var ensemble = new Ensemble(0);
        EnsembleResult result = ensemble.Run(network, GramMatrix.Pair(0.3), new RunOptions { Replicas = 8 });
        LogVarianceLaw law = LogVarianceLaw.Relu(40, 1_000_000);
        Assert.Equal(new EventCounts(0, 0, 0, 0), result.Events);
        Assert.All(result.Samples(Quantity.OneMinusCorrelation(0, 1)).ToArray(), delta => Assert.Equal(0, delta));
        Assert.All(result.Samples(Quantity.LogVariance(1)).ToArray(), x => Assert.Equal(law.Mean, x, 6 * Math.Sqrt(law.Variance)));
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void A_million_layers_neither_overflow_nor_underflow(Precision precision)
    {
        // log V drifts to −63 800, far below the range of a double; its exact mean is d (ψ(n/2) − log(n/2)), its variance d ψ'(n/2).
        using var ensemble = new Ensemble();
        var network = new FeedforwardNetwork(16, 1_000_000, ReluFamily.Linear);
        EnsembleResult result = ensemble.Run(network, GramMatrix.Pair(0.3), new RunOptions { Replicas = 16, Precision = precision });
        double mean = 1e6 * (MathNet.Numerics.SpecialFunctions.DiGamma(8) - Math.Log(8));
        double standardError = Math.Sqrt(1e6 * 0.13313701469403142 / 16);
        double sum = 0;
        foreach (double log in result.Samples(Quantity.LogVariance(0)))
        {
            Assert.True(double.IsFinite(log));
            sum += log;
        }

        Assert.InRange((sum / 16) - mean, -5.5 * standardError, 5.5 * standardError);
        Assert.All(result.Samples(Quantity.Correlation(0, 1)).ToArray(), rho => Assert.Equal(1, Math.Abs(rho), 1e-6));
        Assert.Equal(new EventCounts(0, 0, 0, 0), result.Events);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-1.0)]
    public void Parallel_and_opposite_inputs_stay_so_in_a_linear_network(double rho)
    {
        using var ensemble = new Ensemble(1);
        EnsembleResult result = ensemble.Run(
            new FeedforwardNetwork(12, 40, ReluFamily.Linear), GramMatrix.Pair(rho), new RunOptions { Replicas = 32 });
        Assert.All(result.Samples(Quantity.Correlation(0, 1)).ToArray(), r => Assert.Equal(rho, r, 1e-12));
        Assert.All(result.Samples(Quantity.LogDeterminant).ToArray(), value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void Zero_inputs_stay_zero_and_do_not_disturb_the_others()
    {
        double[,] v = { { 0, 0, 0 }, { 0, 1, 0.4 }, { 0, 0.4, 2 } };
        using var ensemble = new Ensemble(1);
        foreach (WeightSampling sampling in new[] { WeightSampling.Conditional, WeightSampling.Explicit })
        {
            var network = new FeedforwardNetwork(12, 10, ReluFamily.LeakyRelu(0.5)) { Sampling = sampling };
            EnsembleResult result = ensemble.Run(network, GramMatrix.FromMatrix(v), new RunOptions { Replicas = 32 });
            Assert.All(result.Samples(Quantity.Covariance(0, 0)).ToArray(), x => Assert.Equal(0, x));
            Assert.All(result.Samples(Quantity.Covariance(0, 1)).ToArray(), x => Assert.Equal(0, x));
            Assert.All(result.Samples(Quantity.Correlation(0, 2)).ToArray(), x => Assert.True(double.IsNaN(x)));
            Assert.All(result.Samples(Quantity.Correlation(1, 2)).ToArray(), x => Assert.InRange(x, -1, 1));
            Assert.All(result.Samples(Quantity.Covariance(1, 1)).ToArray(), x => Assert.True(x > 0));
            Assert.Equal(new EventCounts(0, 0, 0, 0), result.Events);
        }
    }

    [Theory]
    [InlineData(5, WeightSampling.Conditional)]
    [InlineData(18, WeightSampling.Conditional)]
    [InlineData(5, WeightSampling.Explicit)]
    [InlineData(8, WeightSampling.Explicit)]
    [InlineData(18, WeightSampling.Explicit)]
    public void A_zero_input_stays_zero_through_an_activation_that_is_zero_there(int inputs, WeightSampling sampling)
    {
        using var ensemble = new Ensemble(1);
        var network = FeedforwardNetwork.ShapedSmooth(22, 20, new SmoothShape(Activation.Tanh, 0.5), sampling);
        for (int zero = 0; zero < inputs; zero++)
        {
            double[,] rows = new double[inputs, 2];
            for (int a = 0; a < inputs; a++)
            {
                (rows[a, 0], rows[a, 1]) = a == zero ? (0, 0) : (Math.Sin(a + 1), Math.Cos(3 * a));
            }

            EnsembleResult result = ensemble.Run(
                network, GramMatrix.FromInputs(rows), new RunOptions { Replicas = 32, Quantities = [Quantity.Covariance(zero, zero)] });
            Assert.All(result.Samples(Quantity.Covariance(zero, zero)).ToArray(), v => Assert.Equal(0, v));
        }
    }

    [Theory]
    [InlineData(2, WeightSampling.Conditional)]
    [InlineData(3, WeightSampling.Conditional)]
    [InlineData(10, WeightSampling.Conditional)]
    [InlineData(2, WeightSampling.Explicit)]
    [InlineData(10, WeightSampling.Explicit)]
    public void Every_input_dies_wholly_or_not_at_all(int inputs, WeightSampling sampling)
    {
        // Slopes whose products are rounded. Rounding would leave variances of about 1e-16, while P(χ²_1 < 1e-14) is 8e-8.
        using var ensemble = new Ensemble(1);
        var network = new FeedforwardNetwork(2, 3, new ReluFamily(1.3, 0)) { Sampling = sampling };
        EnsembleResult result = ensemble.Run(
            network,
            Chains.Inputs(inputs),
            new RunOptions { Replicas = 4096, Quantities = [.. Enumerable.Range(0, inputs).Select(a => Quantity.Covariance(a, a))] });
        for (int a = 0; a < inputs; a++)
        {
            double[] variances = result.Samples(Quantity.Covariance(a, a)).ToArray();
            Assert.Contains(0, variances);
            Assert.All(variances, v => Assert.True(v is 0 or > 1e-14, $"{v}"));
        }
    }

    [Theory]
    [InlineData(WeightSampling.Conditional, 3)]
    [InlineData(WeightSampling.Explicit, 3)]
    [InlineData(WeightSampling.Conditional, 18)]
    public void Fewer_neurons_than_inputs_leave_the_covariance_singular(WeightSampling sampling, int inputs)
    {
        using var ensemble = new Ensemble(1);
        var network = new FeedforwardNetwork(inputs - 1, 4, ReluFamily.LeakyRelu(0.5)) { Sampling = sampling };
        EnsembleResult result = ensemble.Run(network, Chains.Inputs(inputs), new RunOptions { Replicas = 32 });
        Assert.All(result.Samples(Quantity.LogDeterminant).ToArray(), value => Assert.True(double.IsNaN(value)));
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
            Assert.Contains($"not for {activation} with {inputs} inputs", error.Message, StringComparison.Ordinal);
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
