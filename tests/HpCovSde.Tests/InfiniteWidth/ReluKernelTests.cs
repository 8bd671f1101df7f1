using HpCovSde.Activations;
using HpCovSde.InfiniteWidth;

namespace HpCovSde.Tests.InfiniteWidth;

/// <summary>The ReLU family, whose kernels are in closed form.</summary>
public sealed class ReluKernelTests
{
    private static readonly GramMatrix Three = GramMatrix.FromMatrix(new[,] { { 1, -0.2, 0.9 }, { -0.2, 4, 0.1 }, { 0.9, 0.1, 1 } });

    [Fact]
    public void A_feedforward_layer_is_the_arc_cosine_kernel()
    {
        // Unshaped ReLU from ρ = 0: ρ' = 1/π.
        Assert.Equal(1 / Math.PI, InfiniteWidthKernel.Feedforward(ReluFamily.Relu, 1).Of(GramMatrix.Pair(0))[0, 1], 1e-16);
        foreach (double slope in (double[])[0.2, -1, 1])
        {
            var activation = ReluFamily.LeakyRelu(slope);
            GramMatrix after = InfiniteWidthKernel.Feedforward(activation, 2).Of(Three);
            for (int a = 0; a < 3; a++)
            {
                for (int b = 0; b < 3; b++)
                {
                    double scale = Math.Sqrt(Three[a, a] * Three[b, b]);
                    double rho = Three[a, b] / scale;
                    rho = Layer(Layer(rho, activation.ArcCosineStrength), activation.ArcCosineStrength);
                    Assert.Equal(scale * rho, after[a, b], 2e-15 * scale);
                }
            }
        }

        static double Layer(double rho, double strength) =>
            rho >= 1 ? 1 : rho + (strength * (Math.Sqrt(1 - (rho * rho)) - (rho * Math.Acos(rho))));
    }

    [Fact]
    public void Nearly_parallel_inputs_keep_their_digits()
    {
        // sin θ − θ cos θ = θ³/3 (1 − θ²/10 …) and δ = θ²/2 (1 − θ²/12 …).
        foreach (double theta in (double[])[1e-3, 1e-5, 1e-8])
        {
            double delta = 2 * Math.Sin(theta / 2) * Math.Sin(theta / 2);
            GramMatrix inputs = GramMatrix.FromCorrelations([1, 1], [delta]);
            double change = delta - InfiniteWidthKernel.Feedforward(ReluFamily.Relu, 1).Of(inputs).OneMinusCorrelation(0, 1);
            Assert.Equal(theta * theta * theta / (3 * Math.PI) * (1 - (theta * theta / 10)), change, 1e-15 * delta);
        }

        Assert.Equal(0, InfiniteWidthKernel.Feedforward(ReluFamily.Relu, 5).Of(GramMatrix.Pair(1)).OneMinusCorrelation(0, 1));
    }

    [Fact]
    public void The_rate_is_continuous_where_its_series_ends()
    {
        double seam = 1 - Math.Cos(1);
        double jump = ArcCosineMap.Rate(seam * (1 + 1e-13)) - ArcCosineMap.Rate(seam * (1 - 1e-13));
        Assert.Equal(2e-13 * seam, jump, 4e-16);
        Assert.Equal(Math.PI, ArcCosineMap.Rate(2), 1e-15);
    }

    // |q_{L,∞} − q_1| L with q_aa = 1, c = −0.2; on the diagonal e^{1/2}/8 = 0.20609 in the limit.
    [Theory]
    [InlineData("Hayou 2023, Fig. 3, L = 8", 8, 0.09010)]
    [InlineData("Hayou 2023, Fig. 3, L = 64", 64, 0.09478)]
    [InlineData("Hayou 2023, Fig. 3, L = 1024", 1024, 0.09544)]
    [InlineData("Hayou 2023, Fig. 3, L = 16384", 16384, 0.09548)]
    public void A_uniform_residual_network_tends_to_its_flow_like_one_over_depth(string row, int depth, double expected)
    {
        Assert.NotEmpty(row);
        GramMatrix inputs = GramMatrix.Pair(-0.2);
        GramMatrix flow = InfiniteWidthKernel.ResidualFlow(ReluFamily.Relu, 1).Of(inputs);
        GramMatrix network = InfiniteWidthKernel.Residual(ReluFamily.Relu, BranchScaling.Uniform(depth)).Of(inputs);
        Assert.Equal(expected, depth * Math.Abs(network[0, 1] - flow[0, 1]), 0.6e-5);

        // (1 + 1/(2L))^L = e^{1/2} (1 − 1/(8L) + 19/(384 L²) − 0.021/L³ …), with the rounding of L factors.
        double diagonal = Math.Exp(0.5) * ((1.0 / 8) - (19.0 / 384 / depth));
        Assert.Equal(diagonal, depth * (flow[0, 0] - network[0, 0]), (0.04 / depth / depth) + (2.3e-16 * depth * (1 + depth)));
    }

    [Fact]
    public void The_flow_of_a_residual_network_has_the_value_of_the_figure() =>
        Assert.Equal(-.14859, InfiniteWidthKernel.ResidualFlow(ReluFamily.Relu, 1).Of(GramMatrix.Pair(-0.3))[0, 1], 0.5e-5);

    [Fact]
    public void A_residual_layer_is_the_recursion_of_its_kernel_for_any_scalings()
    {
        // q + ½ α² √(q_aa q_bb) f(c), f(c) = (c arcsin c + √(1 − c²))/π + c/2.
        double[] alphas = [0.9, 0, 0.3, 2];
        double qa = 1;
        double qb = 4;
        double q = -0.2;
        foreach (double alpha in alphas)
        {
            double scale = Math.Sqrt(qa * qb);
            double c = q / scale;
            q += alpha * alpha / 2 * scale * ((((c * Math.Asin(c)) + Math.Sqrt(1 - (c * c))) / Math.PI) + (c / 2));
            qa *= 1 + (alpha * alpha / 2);
            qb *= 1 + (alpha * alpha / 2);
        }

        GramMatrix after = InfiniteWidthKernel.Residual(ReluFamily.Relu, BranchScaling.FromValues(alphas)).Of(Three);
        Assert.Equal(qb, after[1, 1], 1e-15 * qb);
        Assert.Equal(q, after[0, 1], 3e-15 * qb);
        Assert.Equal(Three[0, 1], InfiniteWidthKernel.Feedforward(ReluFamily.Relu, 0).Of(Three)[0, 1], 4.5e-16);
    }

    [Fact]
    public void Linear_networks_keep_correlations_and_the_modulus_loses_the_sign()
    {
        Assert.Equal(-0.1 * Math.E * Math.E, InfiniteWidthKernel.ResidualFlow(ReluFamily.Linear, 2).Of(Three)[0, 1] / 2, 1e-14);
        Assert.Equal(0, InfiniteWidthKernel.Feedforward(ReluFamily.Abs, 1).Of(GramMatrix.Pair(-1)).OneMinusCorrelation(0, 1), 3e-16);
    }

    [Fact]
    public void Zero_inputs_stay_zero_and_uncorrelated()
    {
        GramMatrix inputs = GramMatrix.FromMatrix(new double[,] { { 0, 0 }, { 0, 2 } });
        GramMatrix after = InfiniteWidthKernel.Residual(ReluFamily.Relu, BranchScaling.Uniform(4)).Of(inputs);
        Assert.Equal((0, 0, 1), (after[0, 0], after[0, 1], after.OneMinusCorrelation(0, 1)));
        Assert.Equal(1, InfiniteWidthKernel.ShapedFlow(new ReluShape(0, -1), 3).Of(inputs).OneMinusCorrelation(0, 1));
    }

    [Fact]
    public void The_shaped_flow_is_the_limit_of_shaped_layers()
    {
        // s± = 1 + c±/√d over d layers, error of order 1/d with the constant of the first depth.
        double limit = InfiniteWidthKernel.ShapedFlow(new ReluShape(0, -1), 1).Of(GramMatrix.Pair(0.3))[0, 1];
        double[] errors = [.. new[] { 100, 10_000 }.Select(
            depth => InfiniteWidthKernel.Feedforward(new ReluShape(0, -1).At(depth), depth).Of(GramMatrix.Pair(0.3))[0, 1] - limit)];
        Assert.InRange(errors[0] / errors[1], 5, 200);
        Assert.Equal(0.38295, limit, 0.5e-5);
    }

    [Fact]
    public void Invalid_arguments_are_refused()
    {
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => InfiniteWidthKernel.Feedforward(ReluFamily.Relu, -1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => InfiniteWidthKernel.ShapedFlow(new ReluShape(0, -1), double.NaN));
        _ = Assert.Throws<ArithmeticException>(() => InfiniteWidthKernel.ResidualFlow(ReluFamily.Relu, 2000).Of(Three));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => InfiniteWidthKernel.ResidualFlow(ReluFamily.Relu, -1));
    }
}
