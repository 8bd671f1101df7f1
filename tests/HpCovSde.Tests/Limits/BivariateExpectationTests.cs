using HpCovSde.Activations;
using HpCovSde.Limits;
using MathNet.Numerics;

namespace HpCovSde.Tests.Limits;

public sealed class BivariateExpectationTests
{
    // The sums have 6400 terms of one size or fewer, whose roundings walk at random: six standard deviations.
    private const double Roundings = 6 * 80 * 0.58 * 1.1e-16;

    [Fact]
    public void The_ReLU_family_has_the_arc_cosine_kernel_whatever_the_angle()
    {
        foreach (double slope in (double[])[0, 0.3, -1, 1])
        {
            var activation = ReluFamily.LeakyRelu(slope);
            foreach (double delta in (double[])[0, 1e-12, 1e-3, 0.7, 1, 1.9, 2])
            {
                double exact = 6 * (1 - delta + (activation.ArcCosineStrength * ArcCosineMap.Rate(delta))) / activation.Normalization;
                QuadratureValue value = BivariateExpectation.OfProduct(activation.Apply, 4, 9, delta);
                Assert.Equal(exact, value.Value, Roundings * 6);
                Assert.InRange(value.Error, 0, 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 0.3)]
    [InlineData(0.1, 2, 1.4)]
    [InlineData(20, 5, 1e-4)]
    public void The_error_function_has_its_arc_sine_kernel(double qa, double qb, double delta)
    {
        double qab = Math.Sqrt(qa * qb) * (1 - delta);
        double exact = 2 / Math.PI * Math.Asin(2 * qab / Math.Sqrt((1 + (2 * qa)) * (1 + (2 * qb))));
        QuadratureValue value = BivariateExpectation.OfProduct(SpecialFunctions.Erf, qa, qb, delta);
        Assert.Equal(exact, value.Value, Roundings + value.Error);
        Assert.InRange(value.Error, 0, 1e-12);
    }

    [Fact]
    public void A_function_too_steep_for_the_panels_is_reported()
    {
        QuadratureValue value = BivariateExpectation.OfProduct(x => Math.Sin(3000 * x), 1, 1, 0.5);
        Assert.True(value.Error > 1e-6);
    }

    [Fact]
    public void Layers_of_the_ReLU_family_are_those_in_closed_form()
    {
        var inputs = GramMatrix.FromMatrix(new[,] { { 1, -0.2, 0.9 }, { -0.2, 4, 0.1 }, { 0.9, 0.1, 1 } });
        var leaky = ReluFamily.LeakyRelu(0.2);
        GramMatrix forward = LipschitzKernel.FeedforwardLayer(inputs, leaky.Apply, leaky.Normalization);
        GramMatrix residual = LipschitzKernel.ResidualLayer(inputs, leaky.Apply, 0.6);
        GramMatrix exactForward = FeedforwardKernel.After(inputs, leaky, 1);
        GramMatrix exactResidual = ResidualKernel.After(inputs, leaky, BranchScaling.FromValues(0.6));
        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++)
            {
                Assert.Equal(exactForward[a, b], forward[a, b], Roundings * 4);
                Assert.Equal(exactResidual[a, b], residual[a, b], Roundings * 6);
            }
        }
    }

    [Fact]
    public void Nearly_parallel_inputs_keep_the_digits_that_differences_have()
    {
        // For tanh, E (f(U) − f(V))² = 2δ E f'(U)² (1 + O(δ)): the ratio of the two must not depend on δ.
        double Ratio(double delta) =>
            LipschitzKernel.FeedforwardLayer(GramMatrix.FromCorrelations([1, 1], [delta]), Math.Tanh, 1.3).OneMinusCorrelation(0, 1) / delta;
        Assert.Equal(Ratio(1e-8), Ratio(1e-12), 1e-7);
    }

    [Fact]
    public void Zero_inputs_give_what_the_activation_has_at_zero()
    {
        GramMatrix zero = GramMatrix.FromMatrix(new double[,] { { 0, 0 }, { 0, 1 } });
        Assert.Equal((0, 1), (LipschitzKernel.FeedforwardLayer(zero, Math.Tanh, 1)[0, 0], LipschitzKernel.FeedforwardLayer(zero, Math.Tanh, 1).OneMinusCorrelation(0, 1)));
        Assert.Equal(1, LipschitzKernel.FeedforwardLayer(zero, Math.Cos, 1)[0, 0], Roundings);

        // E cos g = e^{−1/2}.
        Assert.Equal(Math.Exp(-0.5), LipschitzKernel.FeedforwardLayer(zero, Math.Cos, 1)[0, 1], Roundings);
    }

    [Fact]
    public void What_is_not_a_covariance_is_refused()
    {
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => BivariateExpectation.OfProduct(Math.Tanh, -1, 1, 0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => BivariateExpectation.OfProduct(Math.Tanh, 1, double.NaN, 0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => BivariateExpectation.OfProduct(Math.Tanh, 1, 1, 3));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => LipschitzKernel.FeedforwardLayer(GramMatrix.Pair(0), Math.Tanh, 0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => LipschitzKernel.ResidualLayer(GramMatrix.Pair(0), Math.Tanh, double.NaN));
        _ = Assert.Throws<ArithmeticException>(() => LipschitzKernel.FeedforwardLayer(GramMatrix.Pair(0), _ => double.NaN, 1));
    }
}
