namespace HpCovSde.Covariances;

/// <summary>K of the inputs, see <see cref="CovarianceBundle{T}"/>, from their variances and 1 − ρ.</summary>
internal static class InitialDifferenceGram
{
    /// <summary>c_a of an input after the first: 1, −1 or 0.</summary>
    internal static int Reference(GramMatrix gram, int a, DifferenceUnits units)
    {
        double ratio = Math.Sqrt(gram.Variance(a) / gram.Variance(0));
        if (!IsAlive(gram, 0) || !IsAlive(gram, a) || (!units.Own && !(Math.Max(ratio, 1 / ratio) < DifferenceUnits.LargestRatio)))
        {
            return 0;
        }

        double delta = gram.OneMinusCorrelation(a, 0);
        return delta < DifferenceUnits.MostOfReference ? 1
            : units.MayOppose && 2 - delta < DifferenceUnits.MostOfReference ? -1
            : 0;
    }

    /// <summary>K_ab, a ≥ b. A zero input has the vector 0.</summary>
    internal static double Entry(GramMatrix gram, int a, int b, DifferenceUnits units)
    {
        if (!IsAlive(gram, a) || !IsAlive(gram, b))
        {
            return 0;
        }

        int ca = a == 0 ? 0 : Reference(gram, a, units);
        int cb = b == 0 ? 0 : Reference(gram, b, units);
        if (ca == 0 && cb == 0)
        {
            return a == b ? 1 : 1 - gram.OneMinusCorrelation(a, b);
        }

        // With w_a = r_a u_a − c_a u_1, in 1 − |ρ| so that nearly parallel inputs keep their digits.
        (double excessA, double farA) = Difference(gram, a, ca, units);
        (double excessB, double farB) = Difference(gram, b, cb, units);
        if (b == 0)
        {
            return ca * (excessA - ((1 + excessA) * farA));
        }

        if (ca == 0 || cb == 0)
        {
            double inner = (1 + excessA) * (1 + excessB) * (1 - gram.OneMinusCorrelation(a, b));
            return inner - (ca * (1 - gram.OneMinusCorrelation(b, 0))) - (cb * (1 - gram.OneMinusCorrelation(a, 0)));
        }

        int sign = ca * cb;
        double between = a == b ? 0 : sign > 0 ? gram.OneMinusCorrelation(a, b) : 2 - gram.OneMinusCorrelation(a, b);
        double radial = excessA * excessB;
        return sign * (radial + ((1 + excessA) * farA) + ((1 + excessB) * farB) - ((1 + excessA) * (1 + excessB) * between));
    }

    // r − 1, and 1 − cρ. Without a reference r is 1.
    private static (double Excess, double Far) Difference(GramMatrix gram, int a, int reference, DifferenceUnits units)
    {
        if (reference == 0)
        {
            return (0, 0);
        }

        double delta = gram.OneMinusCorrelation(a, 0);
        double first = gram.Variance(0);
        double ratio = Math.Sqrt(gram.Variance(a) / first);
        double excess = units.Own ? 0 : (gram.Variance(a) - first) / first / (ratio + 1);
        return (excess, reference > 0 ? delta : 2 - delta);
    }

    private static bool IsAlive(GramMatrix gram, int a) => gram.Variance(a) > 0;
}
