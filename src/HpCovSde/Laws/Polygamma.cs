namespace HpCovSde.Laws;

/// <summary>The digamma and trigamma functions for x &gt; 0: mean and variance of the logarithm of a Gamma variable. DLMF 5.11 and 5.15.</summary>
internal static class Polygamma
{
    // From here on the asymptotic series are exact to rounding.
    private const double AsymptoticFrom = 12;

    /// <summary>ψ(x) = d log Γ(x) / dx.</summary>
    internal static double Digamma(double x)
    {
        double sum = 0;
        for (; x < AsymptoticFrom; x++)
        {
            sum -= 1 / x;
        }

        double r = 1 / (x * x);
        double series = r * ((1.0 / 12) - (r * ((1.0 / 120) - (r * ((1.0 / 252) - (r * ((1.0 / 240) - (r * ((1.0 / 132) - (r * 691 / 32760))))))))));
        return sum + Math.Log(x) - (0.5 / x) - series;
    }

    /// <summary>ψ'(x).</summary>
    internal static double Trigamma(double x)
    {
        double sum = 0;
        for (; x < AsymptoticFrom; x++)
        {
            sum += 1 / (x * x);
        }

        double r = 1 / (x * x);
        double series = r * ((1.0 / 6) - (r * ((1.0 / 30) - (r * ((1.0 / 42) - (r * ((1.0 / 30) - (r * ((5.0 / 66) - (r * 691 / 2730))))))))));
        return sum + ((1 + (0.5 / x) + series) / x);
    }
}
