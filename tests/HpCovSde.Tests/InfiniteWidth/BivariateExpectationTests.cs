using HpCovSde.Activations;
using HpCovSde.InfiniteWidth;
using HpCovSde.TestSupport;
using MathNet.Numerics;

namespace HpCovSde.Tests.InfiniteWidth;

public sealed class BivariateExpectationTests
{
    // The sums have at most 6400 terms of similar size with independent rounding errors; six standard deviations.
    private const double Roundings = 6 * 80 * 0.58 * 1.1e-16;

    [Fact]
    public void The_ReLU_family_has_the_arc_cosine_kernel_at_every_angle()
    {
        foreach (double slope in (double[])[0, 0.3, -1, 1])
        {
            var activation = ReluFamily.LeakyRelu(slope);
            foreach (double delta in (double[])[0, 1e-12, 1e-3, 0.7, 1, 1.9, 2])
            {
                double exact = 6 * (1 - delta + (activation.ArcCosineStrength * ArcCosineMap.Rate(delta))) / activation.Normalization;
                Quadrature value = BivariateExpectation.OfProduct(activation.Apply, 4, 9, delta);
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
        Quadrature value = BivariateExpectation.OfProduct(SpecialFunctions.Erf, qa, qb, delta);
        Assert.Equal(exact, value.Value, Roundings + value.Error);
        Assert.InRange(value.Error, 0, 1e-12);
    }

    [Fact]
    public void A_function_too_steep_for_the_panels_is_reported()
    {
        Quadrature value = BivariateExpectation.OfProduct(x => Math.Sin(3000 * x), 1, 1, 0.5);
        Assert.True(value.Error > 1e-6);
    }
}
