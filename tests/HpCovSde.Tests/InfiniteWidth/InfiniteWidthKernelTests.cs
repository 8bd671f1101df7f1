using System.Globalization;
using HpCovSde.Activations;
using HpCovSde.InfiniteWidth;
using HpCovSde.Laws;
using HpCovSde.TestSupport;

namespace HpCovSde.Tests.InfiniteWidth;

/// <summary>Kernels of activations outside of the ReLU family, and properties of all kernels.</summary>
public sealed class InfiniteWidthKernelTests
{
    // Variances 1, 4, 0.3, 1 and correlations of both signs, with nearly parallel and nearly opposite inputs.
    private static readonly GramMatrix Four = GramMatrix.FromCorrelations([1, 4, 0.3, 1], [1.2, 0.1, 0.95, 1e-6, 1.9, 0.4]);

    // The rounding errors of a hundred coefficients below 1.
    private const double Roundings = 2e-14;

    // Sums of up to 1.6 million terms, in units of the above. Six standard deviations are 5e-13.
    private const double QuadratureRoundings = 25;

    private static readonly Activation SlowRelu = Activation.Of("relu by a delegate", x => Jet.PositivePart(x));

    public static TheoryData<string> Smooth =>
        [.. Activation.BuiltIn.Where(activation => !activation.IsHomogeneous).Select(activation => activation.Name)];

    [Theory]
    [MemberData(nameof(Smooth))]
    public void A_layer_agrees_with_quadrature(string name)
    {
        Activation activation = Activation.BuiltIn.Single(activation => activation.Name == name);
        var scaling = BranchScaling.FromValues(0.6);
        KernelRecord forward = InfiniteWidthKernel.Feedforward(activation, 1).Path(Four).Single();
        KernelRecord residual = InfiniteWidthKernel.Residual(activation, scaling).Path(Four).Single();
        AssertEqual(QuadratureLayer.Of(Four, activation.Apply, 0, activation.Normalization), forward, QuadratureRoundings);
        AssertEqual(QuadratureLayer.Of(Four, activation.Apply, 1, 0.6 * 0.6), residual, QuadratureRoundings);
        Assert.InRange(forward.Error, 0, name == "elu" ? 1e-7 : 0);
        Assert.InRange(residual.Error, 0, name == "elu" ? 1e-7 : 0);
    }

    [Fact]
    public void Several_layers_agree_with_quadrature()
    {
        GramMatrix gram = Four;
        for (int layer = 0; layer < 3; layer++)
        {
            gram = QuadratureLayer.Of(gram, Math.Tanh, 0, Activation.Tanh.Normalization);
        }

        AssertEqual(gram, InfiniteWidthKernel.Feedforward(Activation.Tanh, 3).Path(Four).Single(), 3 * QuadratureRoundings);
    }

    [Theory]
    [InlineData(1, 1, 0.3)]
    [InlineData(0.1, 2, 1.4)]
    [InlineData(20, 5, 1e-4)]
    [InlineData(60, 64, 0.5)]
    public void The_error_function_has_its_arc_sine_kernel(double qa, double qb, double delta)
    {
        KernelRecord record = InfiniteWidthKernel.Residual(Activation.Erf, BranchScaling.FromValues(1)).Path(
            GramMatrix.FromCorrelations([qa, qb], [delta])).Single();
        double qab = Math.Sqrt(qa * qb) * (1 - delta);
        double exact = qab + (2 / Math.PI * Math.Asin(2 * qab / Math.Sqrt((1 + (2 * qa)) * (1 + (2 * qb)))));
        double scale = Math.Sqrt(record.Covariance[0, 0] * record.Covariance[1, 1]);
        Assert.Equal(exact, record.Covariance[0, 1], (Roundings + record.Error) * scale);
        Assert.Equal(0, record.Error);
    }

    [Fact]
    public void The_error_for_a_kinked_activation_is_within_the_stated_bound_and_not_zero()
    {
        // For 512 δ ~ 1 the estimate of the truncated terms is least accurate.
        GramMatrix near = GramMatrix.FromCorrelations([1, 2, 1], [2e-3, 5e-4, 1e-3]);
        GramMatrix exact = InfiniteWidthKernel.Feedforward(ReluFamily.Relu, 3).Of(near);
        KernelRecord record = InfiniteWidthKernel.Feedforward(SlowRelu, 3).Path(near).Single();
        AssertEqual(exact, record);
        Assert.InRange(record.Error, 1e-7, 1e-4);
        Assert.True(Pairs(exact, record.Covariance).Max(pair => Math.Abs(pair.X - pair.Y)) > 1e-9);
    }

    [Theory]
    [InlineData("tanh")]
    [InlineData("gelu")]
    [InlineData("elu")]
    public void Nearly_parallel_inputs_keep_their_relative_accuracy(string name)
    {
        // δ'/δ → χ = c E φ'(g)² with corrections of order δ, or δ log δ if φ has a kink.
        Activation activation = Activation.BuiltIn.Single(activation => activation.Name == name);
        double chi = activation.Normalization * GaussianExpectation.Of(g => activation.At(g).First * activation.At(g).First);
        foreach (double delta in (double[])[1e-8, 1e-11, 1e-14])
        {
            double after = InfiniteWidthKernel.Feedforward(activation, 1).Of(
                GramMatrix.FromCorrelations([1, 1], [delta])).OneMinusCorrelation(0, 1);
            Assert.Equal(chi, after / delta, chi * (1e-12 + (30 * delta)));
        }
    }

    // More than 4096 coefficients would be needed. This matters for nearly parallel inputs only.
    [Theory]
    [InlineData(0.2, 0)]
    [InlineData(2e-4, 1e-4)]
    public void The_error_for_steep_activations_is_within_the_stated_bound(double delta, double largestError)
    {
        KernelRecord record = InfiniteWidthKernel.Feedforward(Activation.Tanh, 1).Path(
            GramMatrix.FromCorrelations([80, 400], [delta])).Single();
        Quadrature value = BivariateExpectation.OfProduct(Math.Tanh, 80, 400, delta);
        Assert.Equal(value.Value, record.Covariance[0, 1] / Activation.Tanh.Normalization, value.Error + record.Error + Roundings);
        Assert.InRange(record.Error, largestError / 1e6, largestError);
    }

    [Fact]
    public void The_flow_of_a_linear_activation_keeps_correlations()
    {
        KernelRecord record = InfiniteWidthKernel.ResidualFlow(Activation.Of("identity", x => x), 1.5).Path(Four).Single();
        Assert.Equal(4 * Math.Exp(1.5), record.Covariance[1, 1], 4 * Math.Exp(1.5) * record.Error);
        Assert.Equal(Four[0, 3], record.Covariance[0, 3] / Math.Exp(1.5), 2 * record.Error);
        Assert.InRange(record.Error, 1e-15, 1e-9);
    }

    [Fact]
    public void The_flow_of_the_ReLU_by_coefficients_agrees_with_its_closed_form()
    {
        KernelRecord record = InfiniteWidthKernel.ResidualFlow(SlowRelu, 1).Path(Four).Single();
        AssertEqual(InfiniteWidthKernel.ResidualFlow(ReluFamily.Relu, 1).Of(Four), record);
        Assert.InRange(record.Error, 1e-10, 1e-4);
    }

    [Fact]
    public void The_slope_of_the_flow_of_the_error_function_is_the_arc_sine_kernel()
    {
        // The error of central differences is h²/6 times a third derivative of order 1.
        const double H = 1e-3;
        GramMatrix At(double time) => InfiniteWidthKernel.ResidualFlow(Activation.Erf, time).Of(Four);
        GramMatrix before = At(0.5 - H);
        GramMatrix q = At(0.5);
        GramMatrix after = At(0.5 + H);
        for (int a = 0; a < 4; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                double slope = 2 / Math.PI * Math.Asin(2 * q[a, b] / Math.Sqrt((1 + (2 * q[a, a])) * (1 + (2 * q[b, b]))));
                Assert.Equal(slope, (after[a, b] - before[a, b]) / (2 * H), 2 * H * H);
            }
        }
    }

    [Theory]
    [InlineData("tanh")]
    [InlineData("gelu")]
    public void Residual_networks_converge_to_their_flow_like_one_over_depth(string name)
    {
        Activation activation = Activation.BuiltIn.Single(activation => activation.Name == name);
        double flow = InfiniteWidthKernel.ResidualFlow(activation, 1).Of(Four)[0, 1];
        double[] errors = [.. new[] { 16, 32, 64 }.Select(
            depth => InfiniteWidthKernel.Residual(activation, BranchScaling.Uniform(depth)).Of(Four)[0, 1] - flow)];
        Assert.InRange(errors[0] / errors[1], 1.9, 2.1);

        // Richardson extrapolation: the error of 2 q_{2L} − q_L is O(1/L²). A second extrapolation leaves O(1/L³).
        double[] second = [(2 * errors[1]) - errors[0], (2 * errors[2]) - errors[1]];
        Assert.InRange(second[0] / second[1], 3.6, 4.4);
        Assert.True(Math.Abs(((4 * second[1]) - second[0]) / 3) < Math.Abs(second[1]) / 10);
    }

    [Fact]
    public void A_flow_depends_on_its_scaling_only_through_the_times()
    {
        var series = BranchScaling.LogSeries(5);
        KernelRecord[] path = [.. InfiniteWidthKernel.ResidualFlow(Activation.Tanh, series).Path(Four, 1)];
        Assert.Equal(series.SumOfSquares, path[^1].Time);
        AssertEqual(InfiniteWidthKernel.ResidualFlow(Activation.Tanh, series.Clock(3)).Of(Four), path[2]);
    }

    [Fact]
    public void The_records_of_a_path_are_the_kernels_of_shallower_networks()
    {
        foreach (Activation activation in (Activation[])[ReluFamily.Relu, Activation.Silu])
        {
            KernelRecord[] path = [.. InfiniteWidthKernel.Feedforward(activation, 7).Path(Four, 3)];
            Assert.Equal([3, 6, 7], path.Select(record => record.Layer));
            Assert.All(path, record => Assert.All(
                Pairs(record.Covariance, InfiniteWidthKernel.Feedforward(activation, record.Layer).Of(Four)),
                pair => Assert.Equal(pair.X, pair.Y)));
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        var digits = GramMatrix.LoadInputs(Repository.PathOf("samples/digits200.npy"));
        foreach (Activation activation in (Activation[])[ReluFamily.Relu, Activation.Tanh, Activation.Elu])
        {
            GramMatrix one = InfiniteWidthKernel.Feedforward(activation, 4).Of(digits, threads: 1);
            foreach (int threads in (int[])[2, 3])
            {
                Assert.All(
                    Pairs(one, InfiniteWidthKernel.Feedforward(activation, 4).Of(digits, threads)), pair => Assert.Equal(pair.X, pair.Y));
            }
        }
    }

    [Fact]
    public void Zero_inputs_have_the_features_of_the_activation_at_zero()
    {
        GramMatrix zero = GramMatrix.FromMatrix(new double[,] { { 0, 0 }, { 0, 1 } });
        GramMatrix tanh = InfiniteWidthKernel.Feedforward(Activation.Tanh, 2).Of(zero);
        Assert.Equal((0, 1), (tanh[0, 0], tanh.OneMinusCorrelation(0, 1)));

        // φ(0) = log 2: the zero input has a constant feature.
        GramMatrix softplus = InfiniteWidthKernel.Feedforward(Activation.Softplus, 1).Of(zero);
        double mean = GaussianExpectation.Of(Activation.Softplus.Apply);
        Assert.Equal(Math.Log(2) * mean * Activation.Softplus.Normalization, softplus[0, 1], Roundings);
        _ = Assert.Throws<ArgumentException>(() => InfiniteWidthKernel.ResidualFlow(Activation.Softplus, 1).Of(zero));
        Assert.Equal(0, InfiniteWidthKernel.ResidualFlow(Activation.Tanh, 1).Of(zero)[0, 0]);
    }

    [Fact]
    public void A_shaped_residual_layer_is_the_weighted_sum_of_skip_and_branch()
    {
        GramMatrix after = InfiniteWidthKernel.ShapedResidual(ReluFamily.Relu, 1, 0.5).Of(Four);
        GramMatrix branch = InfiniteWidthKernel.Feedforward(ReluFamily.Relu, 1).Of(Four);
        Assert.Equal((0.25 * Four[0, 1]) + (0.75 * branch[0, 1]), after[0, 1], Roundings);
        Assert.Equal(4, after[1, 1], Roundings);
    }

    [Fact]
    public void Neurons_of_infinite_depth_and_width_have_the_variance_of_the_flow()
    {
        var law = new McKeanVlasovLaw(ReluFamily.Relu, GramMatrix.Single(2), 1);
        Assert.Equal(2 * Math.Exp(0.5), law.Covariance[0, 0], 1e-15);
        Assert.Equal(0.5, law.Cdf(0, 0));
        Assert.Equal(0.841344746068543, law.Cdf(0, Math.Sqrt(2 * Math.Exp(0.5))), 1e-12);
        Assert.Equal((0, 1), (
            new McKeanVlasovLaw(ReluFamily.Relu, GramMatrix.Single(0), 1).Cdf(0, -1e-9),
            new McKeanVlasovLaw(ReluFamily.Relu, GramMatrix.Single(0), 1).Cdf(0, 0)));
    }

    [Fact]
    public void Invalid_arguments_are_refused_and_cancellation_stops_the_computation()
    {
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => InfiniteWidthKernel.Feedforward(Activation.Tanh, -1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => InfiniteWidthKernel.ResidualFlow(Activation.Tanh, double.NaN));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => InfiniteWidthKernel.ResidualFlow(Activation.Tanh, 1, 0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => InfiniteWidthKernel.ShapedResidual(ReluFamily.Relu, 1, 1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => InfiniteWidthKernel.Feedforward(Activation.Tanh, 1).Path(Four, -1));
        _ = Assert.Throws<ArithmeticException>(() => InfiniteWidthKernel.Residual(Activation.Gelu, BranchScaling.Power(400, -2)).Of(Four));
        _ = Assert.ThrowsAny<OperationCanceledException>(
            () => InfiniteWidthKernel.Feedforward(Activation.Tanh, 1).Of(Four, 1, new CancellationToken(canceled: true)));
    }

    // The tolerance of 1 − ρ is the stated bound plus rounding, which in the quadrature is relative to √(1 − ρ).
    private static void AssertEqual(GramMatrix expected, KernelRecord record, double roundings = 1)
    {
        for (int a = 0; a < expected.Size; a++)
        {
            Assert.Equal(expected[a, a], record.Covariance[a, a], expected[a, a] * Roundings * roundings);
        }

        foreach ((double x, double y) in Pairs(expected, record.Covariance))
        {
            double tolerance = record.Error + (Roundings * roundings * Math.Sqrt(x));
            Assert.True(
                Math.Abs(x - y) <= tolerance,
                string.Create(CultureInfo.InvariantCulture, $"{x:R} and {y:R} differ by {x - y}, more than {tolerance}"));
        }
    }

    private static IEnumerable<(double X, double Y)> Pairs(GramMatrix x, GramMatrix y)
    {
        for (int a = 0; a < x.Size; a++)
        {
            for (int b = 0; b < a; b++)
            {
                yield return (x.OneMinusCorrelation(a, b), y.OneMinusCorrelation(a, b));
            }
        }
    }
}
