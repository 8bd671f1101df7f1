using System.Runtime.CompilerServices;
using MathNet.Numerics;

namespace HpCovSde.Statistics;

/// <summary>Two-sided critical values: the half-widths, in standard errors, of confidence intervals.</summary>
internal static class CriticalValues
{
    // Above this the expansion in 1/ν is more accurate than the incomplete beta function, whose log-gamma terms lose digits as ν grows.
    internal const int StudentExpansionFrom = 1000;

    /// <summary>The z with P(|Z| ≤ z) = level for Z ~ N(0, 1).</summary>
    public static double Normal(double level) => Math.Sqrt(2) * SpecialFunctions.ErfcInv(1 - level);

    /// <summary>The t with P(|T| ≤ t) = level for T of Student's law with <paramref name="freedom"/> ≥ 1 degrees of freedom.</summary>
    public static double Student(double level, long freedom) =>
        freedom > StudentExpansionFrom ? StudentExpansion(level, freedom) : StudentInversion(level, freedom);

    /// <summary>Throws unless 0 &lt; level &lt; 1.</summary>
    public static void CheckLevel(double level, [CallerArgumentExpression(nameof(level))] string? name = null)
    {
        if (!(level > 0 && level < 1))
        {
            throw new ArgumentOutOfRangeException(name, level, $"{name} = {level}, but it must be strictly between 0 and 1.");
        }
    }

    /// <summary>Cornish-Fisher expansion in 1/ν around the normal value; Abramowitz and Stegun 26.7.5; error about z⁷/(128 ν³).</summary>
    internal static double StudentExpansion(double level, double freedom)
    {
        double z = Normal(level);
        double z2 = z * z;
        double first = (z2 + 1) / 4;
        double second = ((((5 * z2) + 16) * z2) + 3) / 96;
        return z * (1 + ((first + (second / freedom)) / freedom));
    }

    /// <summary>Bisection on P(|T| &gt; t) = I_x(ν/2, 1/2), x = ν/(ν + t²), down to neighbouring numbers.</summary>
    internal static double StudentInversion(double level, double freedom)
    {
        double tail = 1 - level;
        double low = 0;
        double high = 1;
        while (Tail(high, freedom) > tail)
        {
            low = high;
            high *= 2;
        }

        for (double middle = 0.5 * (low + high); low < middle && middle < high; middle = 0.5 * (low + high))
        {
            if (Tail(middle, freedom) > tail)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return high;

        static double Tail(double t, double freedom) =>
            SpecialFunctions.BetaRegularized(0.5 * freedom, 0.5, freedom / (freedom + (t * t)));
    }
}
