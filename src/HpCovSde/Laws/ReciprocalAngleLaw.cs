using HpCovSde.Activations;
using SpecialFunctions = MathNet.Numerics.SpecialFunctions;

namespace HpCovSde.Laws;

/// <summary>
/// Moments of the reciprocal angle x_l = 1/(n √(1 − ρ_l)) of two inputs of an unshaped network of the ReLU family. Its limit at t = l/n is
/// dx = (a + q x) dt + √q x dB with a = √2 ε/3 and q = κ₄/3. In law, x_t = x_0 e^{qt/2 + √q B_t} + a ∫₀ᵗ e^{qs/2 + √q B_s} ds. Nothing
/// allocates.
/// Sources: Li and Nica 2023 (arXiv 2310.12079), Jakub and Nica 2023 (arXiv 2302.09712).
/// </summary>
public static class ReciprocalAngleLaw
{
    // The mean of 1/χ_{K−1} exists only from three active neurons on.
    private const int FewestActive = 3;

    /// <summary>E x_t = e^{qt} x_0 + a (e^{qt} − 1)/q.</summary>
    /// <param name="activation">The activation, which determines ε and κ₄.</param>
    /// <param name="start">x_0 ≥ 0.</param>
    /// <param name="time">t ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or not finite.</exception>
    public static double Mean(ReluFamily activation, double start, double time)
    {
        (double a, double q) = Coefficients(activation, start, time);
        double growth = Grown(q, time);
        return ((1 + growth) * start) + (a * growth / q);
    }

    /// <summary>
    /// E x_t², which solves y' = 2a E x + 3q y. With E = e^{qt} − 1 it is (1 + E)³ x_0² + a x_0 E(E + 1)(E + 2)/q + a² E²(E + 3)/(3q²).
    /// </summary>
    /// <param name="activation">The activation, which determines ε and κ₄.</param>
    /// <param name="start">x_0 ≥ 0.</param>
    /// <param name="time">t ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or not finite.</exception>
    public static double MeanSquare(ReluFamily activation, double start, double time)
    {
        (double a, double q) = Coefficients(activation, start, time);
        double e = Grown(q, time);
        double ratio = a / q;
        return ((1 + e) * (1 + e) * (1 + e) * start * start)
            + (ratio * start * e * (e + 1) * (e + 2))
            + (ratio * ratio * e * e * (e + 3) / 3);
    }

    /// <summary>
    /// The factor by which a ReLU layer of width n multiplies the mean of a large x: E √(χ²_K/χ²_{K−1}) with K ~ Binomial(n, 1/2)
    /// conditional on K ≥ 3. The factor in the limit is e^{2/n}.
    /// </summary>
    /// <param name="width">n ≥ 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">n &lt; 3.</exception>
    public static double LayerGrowth(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, FewestActive);
        double total = 0;
        double excess = 0;
        // Beyond 20√n, 40 standard deviations, the weights are below e^{−800}.
        int reach = (int)(20 * Math.Sqrt(width));
        int last = (int)Math.Min(width, (width / 2L) + reach);
        for (int k = Math.Max(FewestActive, (width / 2) - reach); k <= last; k++)
        {
            double weight = Math.Exp(SpecialFunctions.BinomialLn(width, k) - (width * Math.Log(2)));
            total += weight;
            excess += weight * ElementaryFunctions.Expm1(LogChiRatio(k));
        }

        return 1 + (excess / total);
    }

    // log of E χ_K E χ_{K−1}⁻¹ = Γ((K+1)/2) Γ((K−2)/2)/(Γ(K/2) Γ((K−1)/2)). With f(y) = log(Γ(y + 1/2)/Γ(y)) and y = K/2 it is f(y) −
    // f(y − 1). For large y it is found by the series f = ½ log y − 1/(8y) + 1/(192y³) − …, because log Γ has lost its digits.
    private static double LogChiRatio(int k)
    {
        const int SeriesFrom = 2000;
        if (k < SeriesFrom)
        {
            return SpecialFunctions.GammaLn((k + 1) / 2.0) - SpecialFunctions.GammaLn(k / 2.0)
                - (SpecialFunctions.GammaLn((k - 1) / 2.0) - SpecialFunctions.GammaLn((k - 2) / 2.0));
        }

        double y = k / 2.0;
        double product = y * (y - 1);
        return (-0.5 * ElementaryFunctions.Log1p(-1 / y)) + (0.125 / product) - ((1 + (3 * product)) / (192 * product * product * product));
    }

    /// <summary>
    /// E x_l of a ReLU network of width n at small angles, x_0 = 1/(n √(1 − ρ_0)): g^l x_0 + √2/(3πn) (g^l − 1)/(g − 1) with
    /// g = <see cref="LayerGrowth"/>. It is closer to finite networks than <see cref="Mean"/>, which it approaches like 1/n.
    /// </summary>
    /// <param name="width">n ≥ 3.</param>
    /// <param name="layers">l ≥ 0.</param>
    /// <param name="start">x_0 ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">n &lt; 3, or a number is negative or not finite.</exception>
    public static double MeanAfter(int width, int layers, double start)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layers);
        (double a, _) = Coefficients(ReluFamily.Relu, start, 0);
        double growth = LayerGrowth(width);
        double grown = ElementaryFunctions.Expm1(layers * ElementaryFunctions.Log1p(growth - 1));
        return ((1 + grown) * start) + (a / width * grown / (growth - 1));
    }

    private static double Grown(double q, double time) => ElementaryFunctions.Expm1(q * time);

    private static (double A, double Q) Coefficients(ReluFamily activation, double start, double time)
    {
        ArgumentNullException.ThrowIfNull(activation);
        Check(start, nameof(start));
        Check(time, nameof(time));
        return (Math.Sqrt(2) * activation.ArcCosineStrength / 3, activation.FourthMomentRatio / 3);
    }

    private static void Check(double value, string name)
    {
        if (!(value >= 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} = {value}, but it must be finite and at least 0.");
        }
    }
}
