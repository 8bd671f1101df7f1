using HpCovSde.InfiniteWidth;

namespace HpCovSde.Laws;

/// <summary>
/// The drift of the correlation of two inputs in the limit of depth and width, besides that of the noise,
/// <code>
/// dρ = [ν(ρ) − c (1 − ρ) − ρ(1 − ρ²)/2] dt + (1 − ρ²) dB,   ν(ρ) = κ (√(1 − ρ²) − ρ arccos ρ).
/// </code>
/// κ = 0 is a linear network. c = 0, unless features are centred over the neurons of a layer: then c = ν(0) = κ.
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
/// <param name="Kappa">κ = (c₊ − c₋)²/(2π) ≥ 0.</param>
/// <param name="Centering">c, from 0 to κ.</param>
public readonly record struct PairDrift(double Kappa, double Centering = 0)
{
    /// <summary>ν − c(1 − ρ) at ρ = −1: κπ − 2c. Unless it is 0, opposite inputs part at once.</summary>
    internal double AtOpposite => (Math.PI * Kappa) - (2 * Centering);

    /// <summary>(ν(ρ) − c (1 − ρ))/(1 − ρ²), the drift of artanh ρ besides tanh(z)/2, to full relative accuracy of each term.</summary>
    internal double OfFisherZ(CorrelationPoint point)
    {
        double delta = point.OneMinusRho;
        double other = point.OnePlusRho;
        double rate = Kappa > 0 ? Kappa * ArcCosineMap.Rate(delta) / (delta * other) : 0;

        // Where 1 − ρ is below the smallest number the rate is √(2δ³)/(3δ·2).
        return (double.IsFinite(rate) ? rate : 0) - (Centering > 0 ? Centering / other : 0);
    }

    /// <exception cref="ArgumentOutOfRangeException">κ is negative or not finite, or c is not in [0, κ].</exception>
    internal void Check()
    {
        if (!(Kappa >= 0 && double.IsFinite(Kappa)))
        {
            throw new ArgumentOutOfRangeException(nameof(Kappa), Kappa, $"kappa = {Kappa}, but it must be finite and at least 0.");
        }

        if (!(Centering >= 0 && Centering <= Kappa))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Centering), Centering, $"centering = {Centering}, but it must be in [0, kappa] = [0, {Kappa}].");
        }
    }
}
