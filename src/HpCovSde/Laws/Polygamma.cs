namespace HpCovSde.Laws;

/// <summary>
/// The trigamma function for x &gt; 0: the variance of the logarithm of a Gamma variable. MathNet.Numerics has the digamma function only.
/// </summary>
internal static class Polygamma
{
    // From here on the asymptotic series is exact to rounding.
    private const double AsymptoticFrom = 12;

    /// <summary>ψ'(x) = d² log Γ(x) / dx², by recurrence and DLMF 5.15.8.</summary>
    internal static double Trigamma(double x)
    {
        double sum = 0;
        for (; x < AsymptoticFrom; x++)
        {
            sum += 1 / (x * x);
        }

        double r = 1 / (x * x);
        double tail = (1.0 / 30) - (r * ((5.0 / 66) - (r * 691 / 2730)));
        double series = r * ((1.0 / 6) - (r * ((1.0 / 30) - (r * ((1.0 / 42) - (r * tail))))));
        return sum + ((1 + (0.5 / x) + series) / x);
    }
}
