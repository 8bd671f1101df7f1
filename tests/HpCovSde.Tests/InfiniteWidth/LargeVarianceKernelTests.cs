using HpCovSde.Activations;
using HpCovSde.InfiniteWidth;

namespace HpCovSde.Tests.InfiniteWidth;

/// <summary>
/// Layers at variances for which a fixed quadrature does not resolve φ. The values were computed by mpmath with 40 digits: from the closed
/// forms, or by adaptive quadrature of E φ(σg)².
/// </summary>
public sealed class LargeVarianceKernelTests
{
    private const double Roundings = 4e-14;

    // a, b, 1 − ρ; E φ(U)², and 1 − ρ' for variances a and b.
    public static TheoryData<string, double, double, double, double, double> ClosedForms => new()
    {
        { "sin", 65025, 65025, 0.7, 0.5, 1.0 },
        { "sin", 65025, 40000, 1e-3, 0.5, 1.0 },
        { "sin", 1e8, 1e8, 1e-9, 0.5, 0.095162581964040432 },
        { "sin", 1e8, 0.25, 0.5, 0.5, 1.0 },
        { "sin", 4e9, 4e9, 1.9, 0.5, 1.0 },
        { "sin", 5000, 5000, 1e-12, 0.5, 4.9999999874999999e-9 },
        { "erf", 65025, 65025, 0.7, 0.99750345987170904, 0.80554270096272653 },
        { "erf", 65025, 40000, 1e-3, 0.99750345987170904, 0.025849645089591651 },
        { "erf", 1e8, 1e8, 1e-9, 0.99993633802289587, 6.0766115814076143e-6 },
        { "erf", 1e8, 0.25, 0.5, 0.99993633802289587, 0.59917655090913306 },
        { "erf", 4e9, 4e9, 1.9, 0.99998993415757963, 1.7128745892615614 },
        { "erf", 5000, 5000, 1e-12, 0.99099721194603312, 4.5423629652533218e-11 },
        { "gelu", 65025, 65025, 0.7, 32512.499264462046, 0.51726037489105244 },
        { "gelu", 65025, 40000, 1e-3, 32512.499264462046, 0.00099076357415490583 },
        { "gelu", 1e8, 1e8, 1e-9, 49999999.999981243, 1.0000082948751091e-9 },
        { "gelu", 1e8, 0.25, 0.5, 49999999.999981243, 0.48046499798061115 },
        { "gelu", 4e9, 4e9, 1.9, 1999999999.999997, 0.99046160119001491 },
        { "gelu", 5000, 5000, 1e-12, 2499.9973481018305, 1.0015913123944586e-12 },
    };

    // The variance, and E φ(σg)².
    public static TheoryData<string, double, double> MeanSquares => new()
    {
        { "tanh", 1e-8, 0.0000000099999998000000059 },
        { "tanh", 400, 0.9601466983062407 },
        { "tanh", 65025, 0.99687106072604413 },
        { "tanh", 1e8, 0.99992021154424783 },
        { "tanh", 4e9, 0.9999873843373912 },
        { "sigmoid", 1e-8, 0.250000000625 },
        { "sigmoid", 400, 0.48013421585762917 },
        { "sigmoid", 65025, 0.49843556004346961 },
        { "sigmoid", 1e8, 0.49996010577261609 },
        { "sigmoid", 4e9, 0.49999369216869754 },
        { "silu", 1e-8, 0.0000000025000000187499999 },
        { "silu", 400, 199.93548845066856 },
        { "silu", 65025, 32512.494853615427 },
        { "silu", 1e8, 49999999.999868753 },
        { "silu", 4e9, 1999999999.9999792 },
        { "softplus", 1e-8, 0.48045301815106938 },
        { "softplus", 400, 200.04765817529495 },
        { "softplus", 65025, 32512.503761041808 },
        { "softplus", 1e8, 50000000.00009591 },
        { "softplus", 4e9, 2000000000.0000152 },
        { "elu", 1e-8, 0.0000000099992022029312191 },
        { "elu", 400, 200.47017210389165 },
        { "elu", 65025, 32512.997653325813 },
        { "elu", 1e8, 50000000.499940159 },
        { "elu", 4e9, 2000000000.4999905 },
    };

    [Theory]
    [MemberData(nameof(ClosedForms))]
    public void Closed_forms_have_the_digits_of_mpmath(string name, double a, double b, double delta, double meanSquare, double expected)
    {
        Activation activation = Named(name);
        KernelRecord record = Layer(activation, GramMatrix.FromCorrelations([a, b], [delta]));
        Assert.Equal(0, record.Error);
        Assert.Equal(1, record.Covariance[0, 0] / (meanSquare * activation.Normalization), Roundings);

        // The difference of two variances costs an absolute error of rounding.
        double absolute = a == b ? 0 : 1e-15;
        Assert.Equal(expected, record.Covariance.OneMinusCorrelation(0, 1), absolute + (2e-12 * expected));
    }

    [Theory]
    [InlineData("sin", 900, 1e-3)]
    [InlineData("erf", 29, 1e-6)]
    [InlineData("gelu", 59, 0.3)]
    public void The_closed_form_continues_the_series(string name, double variance, double delta)
    {
        // The first variance decides; the pair of interest is the same.
        Activation activation = Named(name);
        double[] deltas = [0.5, 0.5, delta];
        GramMatrix series = Layer(activation, GramMatrix.FromCorrelations([1, variance, variance], deltas)).Covariance;
        GramMatrix closed = Layer(activation, GramMatrix.FromCorrelations([2000, variance, variance], deltas)).Covariance;
        Assert.Equal(1, closed[1, 1] / series[1, 1], Roundings);
        Assert.Equal(1, closed.OneMinusCorrelation(1, 2) / series.OneMinusCorrelation(1, 2), 1e-11);
    }

    [Fact]
    public void A_stretched_activation_has_the_closed_form_of_the_original()
    {
        Activation shaped = new SmoothShape(Activation.Sin, 0.5).At(16);
        GramMatrix after = Layer(shaped, GramMatrix.FromCorrelations([4 * 65025, 4 * 65025], [0.7])).Covariance;
        Assert.Equal(4 * 0.5 * shaped.Normalization, after[0, 0], Roundings * 10);
        Assert.Equal(1, after.OneMinusCorrelation(0, 1), Roundings);
    }

    [Theory]
    [MemberData(nameof(MeanSquares))]
    public void Variances_have_the_digits_of_mpmath(string name, double variance, double meanSquare)
    {
        Activation activation = Named(name);
        KernelRecord record = Layer(activation, GramMatrix.Single(variance));
        Assert.Equal(1, record.Covariance[0, 0] / (meanSquare * activation.Normalization), Roundings + record.Error);
        Assert.InRange(record.Error, 0, 1e-12);
    }

    [Theory]
    [InlineData("tanh")]
    [InlineData("sigmoid")]
    [InlineData("silu")]
    [InlineData("softplus")]
    [InlineData("elu")]
    [InlineData("ou")]
    public void A_unit_of_variance_may_be_as_small_as_a_subnormal_number(string name)
    {
        Activation activation = Named(name);
        GramMatrix after = Layer(activation, GramMatrix.FromCorrelations([1e-310, 1e-310], [0.7])).Covariance;
        double slope = activation.At(0).First;
        double expected = activation.Apply(0) == 0 ? 1e-310 * slope * slope : activation.Apply(0) * activation.Apply(0);
        Assert.Equal(1, after[0, 0] / activation.Normalization / expected, name == "elu" ? 2e-3 : 1e-10);
        Assert.InRange(after.OneMinusCorrelation(0, 1), 0, 0.7000001);
    }

    [Fact]
    public void An_activation_that_oscillates_too_fast_has_an_error_that_says_so()
    {
        // x + sin² x at σ = 255: E φ² = V + E sin⁴ = V + 3/8 up to e^{−V}. No closed form is known to the library.
        var snake = Activation.Of("snake", x => x + (Jet.Sin(x) * Jet.Sin(x)));
        KernelRecord record = Layer(snake, GramMatrix.FromCorrelations([65025, 65025], [1e-5]));
        Assert.InRange(record.Error, 1e-10, 2);
        Assert.Equal(1, record.Covariance[0, 0] / snake.Normalization / (65025 + 0.375), Math.Min(1, record.Error) + Roundings);
    }

    private static Activation Named(string name) => Activation.BuiltIn.Single(activation => activation.Name == name);

    private static KernelRecord Layer(Activation activation, GramMatrix gram) =>
        InfiniteWidthKernel.Feedforward(activation, 1).Path(gram).Single();
}
