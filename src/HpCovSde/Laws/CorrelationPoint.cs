namespace HpCovSde.Laws;

/// <summary>
/// A correlation ρ in (−1, 1) by its Fisher transform z = artanh ρ, which keeps its digits next to ±1. Its functions have full relative
/// accuracy, except next to their zeros. Nothing allocates.
/// </summary>
/// <param name="FisherZ">z.</param>
public readonly record struct CorrelationPoint(double FisherZ)
{
    /// <summary>ρ = tanh z.</summary>
    public double Rho => Math.Tanh(FisherZ);

    /// <summary>1 − ρ = 2/(1 + e^{2z}).</summary>
    public double OneMinusRho => 2 / (1 + Math.Exp(2 * FisherZ));

    /// <summary>1 + ρ.</summary>
    public double OnePlusRho => 2 / (1 + Math.Exp(-2 * FisherZ));

    /// <summary>log(1 − ρ) = log 2 − log(1 + e^{2z}), at any z.</summary>
    public double LogOneMinusRho =>
        Math.Log(2) - Math.Max(0, 2 * FisherZ) - ElementaryFunctions.Log1p(Math.Exp(-Math.Abs(2 * FisherZ)));

    /// <summary>log(1 + ρ).</summary>
    public double LogOnePlusRho => new CorrelationPoint(-FisherZ).LogOneMinusRho;

    /// <summary>arcsin ρ, the Gudermannian of z.</summary>
    public double Arcsine => 2 * Math.Atan(Math.Tanh(FisherZ / 2));

    /// <summary>θ = arccos ρ.</summary>
    public double Angle => 2 * Math.Atan(Math.Exp(-FisherZ));

    /// <summary>The point of a value of 1 − ρ.</summary>
    /// <param name="oneMinusRho">1 − ρ in [0, 2]; z is infinite at the ends.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 2].</exception>
    public static CorrelationPoint OfOneMinusRho(double oneMinusRho) => oneMinusRho is >= 0 and <= 2
        ? new((Math.Log(2 - oneMinusRho) - Math.Log(oneMinusRho)) / 2)
        : throw new ArgumentOutOfRangeException(
            nameof(oneMinusRho), oneMinusRho, $"oneMinusRho = {oneMinusRho}, but it must be in [0, 2].");

    /// <summary>The point of a value of log(1 − ρ), which may be far below the logarithm of the smallest number.</summary>
    /// <param name="logOneMinusRho">log(1 − ρ) ≤ log 2.</param>
    public static CorrelationPoint OfLogOneMinusRho(double logOneMinusRho)
    {
        double half = Math.Min(logOneMinusRho - Math.Log(2), 0);
        return new((ElementaryFunctions.Log1p(-Math.Exp(half)) - half) / 2);
    }
}
