using MathNet.Numerics;

namespace HpCovSde.Statistics;

/// <summary>A Kolmogorov-Smirnov distance and its significance.</summary>
/// <param name="Statistic">D, the largest difference of the two distribution functions, in [0, 1]; NaN if a sample is empty.</param>
/// <param name="PValue">The probability of a difference at least as large if the laws are equal and continuous; NaN if a sample is
/// empty.</param>
public readonly record struct KolmogorovSmirnovResult(double Statistic, double PValue);

/// <summary>The Kolmogorov-Smirnov tests of one and of two samples.</summary>
/// <remarks>
/// <para>Two samples of the same size n: the p-value is exact, P(nD ≥ k) = 2 Σ_{j≥1} (−1)^{j−1} C(2n, n − jk) / C(2n, n); B. V. Gnedenko
/// and V. S. Korolyuk, "On the maximum discrepancy between two empirical distributions", Doklady Akademii Nauk SSSR 80 (1951).</para>
/// <para>Otherwise it is the asymptotic value with the small-sample correction of M. A. Stephens, "Use of the Kolmogorov-Smirnov,
/// Cramér-von Mises and related statistics without extensive tables", JRSS B 32 (1970): p = 1 − K((√n + 0.12 + 0.11/√n)·D), K of
/// <see cref="KolmogorovDistribution"/>, where n is the sample size, or n_x·n_y/(n_x + n_y) for two samples. For n ≥ 4 the error of
/// one-sample p-values is below 0.025, and below 0.005 for p &lt; 0.2. The error of two-sample p-values is below 0.3/√n.</para>
/// <para>Atoms of the law make the distance smaller and the p-value conservative.</para>
/// </remarks>
public static class KolmogorovSmirnov
{
    // The terms alternate and decrease, so the first omitted term bounds the error.
    private const double NegligibleTerm = 1e-20;

    /// <summary>
    /// D = sup |F_x − F_y| of the two empirical distribution functions. It is exact, also with ties within and between the samples, because
    /// the difference is computed in integers. O(n_x + n_y); does not allocate.
    /// </summary>
    public static KolmogorovSmirnovResult Compare(EmpiricalDistribution x, EmpiricalDistribution y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count == 0 || y.Count == 0)
        {
            return new(double.NaN, double.NaN);
        }

        ReadOnlySpan<double> sortedX = x.Sorted;
        ReadOnlySpan<double> sortedY = y.Sorted;
        long largest = 0;
        int i = 0;
        int j = 0;
        while (i < sortedX.Length && j < sortedY.Length)
        {
            double at = Math.Min(sortedX[i], sortedY[j]);
            while (i < sortedX.Length && sortedX[i] == at)
            {
                i++;
            }

            while (j < sortedY.Length && sortedY[j] == at)
            {
                j++;
            }

            largest = Math.Max(largest, Math.Abs(((long)i * sortedY.Length) - ((long)j * sortedX.Length)));
        }

        double product = (double)sortedX.Length * sortedY.Length;
        double statistic = largest / product;
        double p = sortedX.Length == sortedY.Length
            ? EqualSizesPValue(largest / sortedX.Length, sortedX.Length)
            : AsymptoticPValue(statistic, product / (sortedX.Length + (double)sortedY.Length));
        return new(statistic, p);
    }

    /// <summary>
    /// D = sup |F_x − F| against a continuous distribution function. O(n) calls of <paramref name="cdf"/>; does not allocate by itself.
    /// </summary>
    /// <param name="x">The sample.</param>
    /// <param name="cdf">F, continuous, with values in [0, 1].</param>
    /// <exception cref="ArgumentException"><paramref name="cdf"/> returned a value outside [0, 1].</exception>
    public static KolmogorovSmirnovResult Compare(EmpiricalDistribution x, Func<double, double> cdf)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(cdf);
        if (x.Count == 0)
        {
            return new(double.NaN, double.NaN);
        }

        ReadOnlySpan<double> sorted = x.Sorted;
        double n = sorted.Length;
        double statistic = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double value = cdf(sorted[i]);
            if (!(value >= 0 && value <= 1))
            {
                throw new ArgumentException($"cdf({sorted[i]}) = {value}, but it must be in [0, 1].", nameof(cdf));
            }

            statistic = Math.Max(statistic, Math.Max(((i + 1) / n) - value, value - (i / n)));
        }

        return new(statistic, AsymptoticPValue(statistic, n));
    }

    internal static double EqualSizesPValue(long k, long n)
    {
        if (k == 0)
        {
            return 1;
        }

        double center = 2 * SpecialFunctions.GammaLn(n + 1);
        double sum = 0;
        double sign = 2;
        for (long shift = k; shift <= n; shift += k)
        {
            double term = Math.Exp(center - SpecialFunctions.GammaLn(n - shift + 1) - SpecialFunctions.GammaLn(n + shift + 1));
            if (term < NegligibleTerm)
            {
                // Add it anyway: the first term dominates a tiny p-value.
                return Math.Min(sum + (sign * term), 1);
            }

            sum += sign * term;
            sign = -sign;
        }

        return Math.Min(sum, 1);
    }

    internal static double AsymptoticPValue(double statistic, double effectiveCount)
    {
        double root = Math.Sqrt(effectiveCount);
        return KolmogorovDistribution.ComplementaryCdf((root + 0.12 + (0.11 / root)) * statistic);
    }
}
