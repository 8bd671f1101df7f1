using System.Runtime.CompilerServices;

namespace HpCovSde.Laws;

/// <summary>The Gamma law with density rate^a x^{a−1} e^{−rate x} / Γ(a), x &gt; 0. Immutable; nothing allocates.</summary>
public sealed record GammaLaw
{
    /// <summary>The law by its two parameters.</summary>
    /// <param name="shape">a &gt; 0.</param>
    /// <param name="rate">The inverse of the scale, &gt; 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not positive and finite.</exception>
    public GammaLaw(double shape, double rate)
    {
        Check(shape);
        Check(rate);
        Shape = shape;
        Rate = rate;
    }

    /// <summary>a.</summary>
    public double Shape { get; }

    /// <summary>The inverse of the scale.</summary>
    public double Rate { get; }

    /// <summary>a/rate.</summary>
    public double Mean => Shape / Rate;

    /// <summary>a/rate².</summary>
    public double Variance => Shape / Rate / Rate;

    /// <summary>The density at <paramref name="x"/>; 0 for x &lt; 0, infinite at 0 if a &lt; 1.</summary>
    public double Density(double x) => x < 0 ? 0 : Rate * IncompleteGamma.Density(Shape, Rate * x);

    /// <summary>P(X ≤ x) = γ(a, rate x)/Γ(a); 0 for x ≤ 0.</summary>
    public double Cdf(double x) => x <= 0 ? 0 : IncompleteGamma.Lower(Shape, Rate * x);

    private static void Check(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} = {value}, but it must be positive and finite.");
        }
    }
}
