using HpCovSde.InfiniteWidth;

namespace HpCovSde.Laws;

/// <summary>
/// The equation of the correlation ρ = cos θ of two inputs in the limit of depth and width. In z = artanh ρ it is
/// <code>
/// dz = [ρ/2 + κ ψ(θ) − c/(1 + ρ)] dt + dB,   ψ = (sin θ − θ cos θ)/sin² θ.
/// </code>
/// κ = 0 is a linear network. c = 0, unless features are centred over the neurons of a layer: then c = κ.
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
/// <remarks>
/// With a width n it is the equation of the finite network, up to terms of the order 1/n², with the κ_n of its slopes:
/// <code>
/// dz = [a ρ/2 + κ ψ/(1 + (7 − κ θ)/(2n))] dt + √a dB,   a = 1 + (3/2 + κ (2π − 3θ))/n.
/// </code>
/// It is that of n log P, where P is the transition of a layer, expanded in 1/n. docs/laws.md has the derivation. A linear network gets
/// the time T (1 + 3/(2n)).
/// </remarks>
/// <param name="Kappa">κ = (c₊ − c₋)²/(2π) ≥ 0; with a width κ_n = n (s₊ − s₋)²/(π (s₊² + s₋²)).</param>
/// <param name="Centering">c, from 0 to κ; 0 with a width.</param>
/// <param name="Width">n; infinite for the limit.</param>
public readonly record struct PairDrift(double Kappa, double Centering = 0, double Width = double.PositiveInfinity)
{
    /// <summary>The least width.</summary>
    public const double LeastWidth = 4;

    /// <summary>The largest κ/n with a width: 1/20. Above it the terms of the order 1/n² count.</summary>
    public const double LargestKappaOverWidth = 0.05;

    /// <summary>sin² θ times the drift at ρ = −1. Unless it is 0, opposite inputs part at once.</summary>
    internal double AtOpposite => (Math.PI * Kappa / Damping(Math.PI)) - (2 * Centering);

    /// <summary>Whether it is that of a finite network.</summary>
    public bool HasWidth => double.IsFinite(Width);

    /// <summary>The largest κ/(1 + (7 − κθ)/(2n)).</summary>
    internal double LargestKappa => Kappa / Damping(Math.PI);

    /// <summary>The largest square of the noise, a at ρ = 1.</summary>
    internal double LargestNoise => SquaredNoise(0);

    /// <summary>The drift of artanh ρ besides a ρ/2, to full relative accuracy of each term.</summary>
    internal double OfFisherZ(CorrelationPoint point)
    {
        double delta = point.OneMinusRho;
        double other = point.OnePlusRho;
        double rate = Kappa > 0 ? Kappa / Damping(point.Angle) * ArcCosineMap.Rate(delta) / (delta * other) : 0;

        // Where 1 − ρ is below the smallest number the rate is √(2δ³)/(3δ·2).
        return (double.IsFinite(rate) ? rate : 0) - (Centering > 0 ? Centering / other : 0);
    }

    /// <summary>a, the square of the noise of artanh ρ, and its derivative in artanh ρ: dθ/dz = −sin θ.</summary>
    internal (double Square, double Slope) Noise(CorrelationPoint point) => HasWidth
        ? (SquaredNoise(point.Angle), 3 * Kappa / Width / Math.Cosh(point.FisherZ))
        : (1, 0);

    /// <exception cref="ArgumentOutOfRangeException">κ is negative or not finite, or c or n is out of its range.</exception>
    internal void Check()
    {
        if (!(Kappa >= 0 && double.IsFinite(Kappa)))
        {
            throw new ArgumentOutOfRangeException(nameof(Kappa), Kappa, $"kappa = {Kappa}, but it must be finite and at least 0.");
        }

        double largest = HasWidth ? 0 : Kappa;
        if (!(Centering >= 0 && Centering <= largest))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Centering), Centering, $"centering = {Centering}, but it must be in [0, {largest}].");
        }

        double least = Math.Max(LeastWidth, Kappa / LargestKappaOverWidth);
        if (!(Width >= least))
        {
            throw new ArgumentOutOfRangeException(nameof(Width), Width, $"width = {Width}, but it must be at least {least}.");
        }
    }

    private double SquaredNoise(double angle) => 1 + ((1.5 + (Kappa * ((2 * Math.PI) - (3 * angle)))) / Width);

    private double Damping(double angle) => 1 + ((7 - (Kappa * angle)) / (2 * Width));
}
