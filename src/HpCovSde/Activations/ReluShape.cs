namespace HpCovSde.Activations;

/// <summary>
/// How the slopes of a shaped ReLU depend on the width n: s₊ = 1 + c₊ n^−p, s₋ = 1 + c₋ n^−p.
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768), with p = 1/2 there.
/// </summary>
/// <param name="CPlus">c₊.</param>
/// <param name="CMinus">c₋.</param>
/// <param name="Exponent">p.</param>
public sealed record ReluShape(double CPlus, double CMinus, double Exponent = 0.5)
{
    /// <summary>κ = (c₊ − c₋)² / (2π): the strength of the drift ν(ρ) = κ (√(1 − ρ²) − ρ arccos ρ) in the limit.</summary>
    public double Kappa => (CPlus - CMinus) * (CPlus - CMinus) / (2 * Math.PI);

    /// <summary>The activation at width n.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive, or a parameter is not finite.</exception>
    public ReluFamily At(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (!double.IsFinite(CPlus) || !double.IsFinite(CMinus) || !double.IsFinite(Exponent))
        {
            throw new ArgumentOutOfRangeException(nameof(width), $"c+ = {CPlus}, c- = {CMinus}, p = {Exponent}: all three must be finite.");
        }

        double shrink = Math.Pow(width, -Exponent);
        return new(1 + (CPlus * shrink), 1 + (CMinus * shrink));
    }
}
