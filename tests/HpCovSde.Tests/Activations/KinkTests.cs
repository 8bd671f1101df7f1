using HpCovSde.Activations;
using HpCovSde.InfiniteWidth;

namespace HpCovSde.Tests.Activations;

/// <summary>Activations say where they have kinks, and quadratures cut their panels there.</summary>
public sealed class KinkTests
{
    // E φ(g)² of ELU recentred at x0, by mpmath with 25 digits.
    [Theory]
    [InlineData(-0.3, 0.99846588433557815)]
    [InlineData(-3, 4.8597432493675317)]
    [InlineData(2, 0.98812546573281497)]
    public void The_normalization_of_a_recentred_kink_has_all_digits(double center, double meanSquare)
    {
        Activation elu = Activation.Elu.CenteredAt(center);
        Assert.Equal([-center], elu.Kinks);
        Assert.Equal(1, elu.Normalization * meanSquare, 4e-14);
    }

    [Theory]
    [InlineData(-0.3, 1)]
    [InlineData(-3, 20)]
    [InlineData(2, 5)]
    public void A_layer_keeps_the_variance_of_a_recentred_kink(double center, int depth)
    {
        KernelRecord record = InfiniteWidthKernel.Feedforward(Activation.Elu.CenteredAt(center), depth).Path(GramMatrix.Single(1)).Single();

        // Errors of rounding are amplified where V = 1 is not stable.
        Assert.Equal(1, record.Covariance[0, 0], 1e-13 * Math.Pow(3, depth));
    }

    [Fact]
    public void The_correlations_of_a_recentred_kink_agree_with_quadrature()
    {
        Activation elu = Activation.Elu.CenteredAt(-0.3);
        var gram = GramMatrix.FromCorrelations([1, 2], [0.4]);
        KernelRecord record = InfiniteWidthKernel.Feedforward(elu, 1).Path(gram).Single();

        // E φ(U)φ(V) with V = ρ' U + …, by an inner and an outer expectation cut at the kink.
        double root = Math.Sqrt(2 - (0.36 * 2));
        double mean = GaussianExpectation.Of(
            u => elu.Apply(u) * GaussianExpectation.Of(
                w => elu.Apply((0.6 * Math.Sqrt(2) * u) + (root * w)), [(0.3 - (0.6 * Math.Sqrt(2) * u)) / root]),
            [0.3]);
        Assert.Equal(mean * elu.Normalization, record.Covariance[0, 1], 1e-11);
    }

    [Fact]
    public void The_built_in_activations_and_their_shapes_name_their_kinks()
    {
        Assert.Equal([0], ReluFamily.Relu.Kinks);
        Assert.Empty(ReluFamily.Linear.Kinks);
        Assert.Equal([0], Activation.Elu.Kinks);
        Assert.Empty(Activation.Gelu.Kinks);
        Assert.Equal([-5], new SmoothShape(Activation.Elu, 0.5, center: 0.5).At(400).Kinks);
    }

    [Fact]
    public void A_user_names_kinks_but_one_at_zero_is_found()
    {
        Assert.Equal([0], Activation.Of("relu by a delegate", x => Jet.PositivePart(x)).Kinks);
        Assert.Equal([1, 0], Activation.Of("both", x => Jet.PositivePart(x) + Jet.PositivePart(x - Jet.Constant(1)), [1]).Kinks);
        Assert.Equal([1.5], Activation.Of("formula", new Hinge()).Kinks);
        Assert.Contains(
            "NaN", Assert.Throws<ArgumentException>(() => Activation.Of("bad", x => x, [double.NaN])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expectation_is_right_for_kinks_that_nobody_named_and_for_steep_functions()
    {
        // E max(g − 0.3, 0) = φ(0.3) − 0.3 Φ(−0.3), and E tanh(100 g)², by mpmath.
        Assert.Equal(0.26676124211720988, GaussianExpectation.Of(g => Math.Max(g - 0.3, 0)), 1e-15);
        Assert.Equal(0.26676124211720988, GaussianExpectation.Of(g => Math.Max(g - 0.3, 0), [0.3]), 1e-15);
        Assert.Equal(0.99202148248051304, GaussianExpectation.Of(g => Math.Tanh(100 * g) * Math.Tanh(100 * g)), 1e-14);
    }

    [Fact]
    public void A_steep_shape_is_normalized()
    {
        // tanh(100 x)/100.
        Activation steep = new SmoothShape(Activation.Tanh, 0.01).At(1);
        Assert.Equal(1, steep.Normalization * 0.99202148248051304e-4, 1e-13);
    }

    private readonly struct Hinge : IActivationFormula
    {
        public IReadOnlyList<double> Kinks => [1.5];

        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => TNumber.PositivePart(x - TNumber.Constant(1.5));
    }
}
