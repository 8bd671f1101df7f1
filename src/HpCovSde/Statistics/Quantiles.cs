using MathNet.Numerics;

namespace HpCovSde.Statistics;

/// <summary>Quantiles of an empirical distribution, and distribution-free confidence intervals for the quantiles of its law.</summary>
public static class Quantiles
{
    /// <summary>
    /// The quantile of type 7 of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician
    /// 50 (1996): with h = (n − 1)p, linear interpolation between the order statistics ⌊h⌋ and ⌊h⌋ + 1 (from 0). Does not allocate.
    /// </summary>
    /// <param name="distribution">The sample.</param>
    /// <param name="level">p, 0 ≤ p ≤ 1.</param>
    /// <returns>The quantile; NaN if the sample is empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is outside [0, 1].</exception>
    public static double Of(EmpiricalDistribution distribution, double level)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        CheckLevel(level);
        return OfSorted(distribution.Sorted, level);
    }

    /// <summary>The quantiles at several levels, as <see cref="Of(EmpiricalDistribution, double)"/>. Does not allocate.</summary>
    /// <param name="distribution">The sample.</param>
    /// <param name="levels">Levels in [0, 1], in any order.</param>
    /// <param name="quantiles">Receives the quantiles; as long as <paramref name="levels"/>; may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A level is outside [0, 1].</exception>
    public static void Of(EmpiricalDistribution distribution, ReadOnlySpan<double> levels, Span<double> quantiles)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        if (quantiles.Length != levels.Length)
        {
            throw new ArgumentException(
                $"quantiles has length {quantiles.Length}, levels has length {levels.Length}: the lengths must be equal.",
                nameof(quantiles));
        }

        for (int i = 0; i < levels.Length; i++)
        {
            quantiles[i] = Of(distribution, levels[i]);
        }
    }

    /// <summary>
    /// A confidence interval for the p-quantile of the law of the sample, valid for any law. It is bounded by the order statistics X₍l₎ and
    /// X₍u₎ (from 1). With B ~ Binomial(n, p) and α = 1 − confidence, l is the largest index with P(B &lt; l) ≤ α/2, and u the smallest
    /// with P(B ≥ u) ≤ α/2. The coverage is at least the confidence. An end is infinite if the sample is too small to bound it. O(√n log
    /// n); does not allocate.
    /// </summary>
    /// <param name="distribution">The sample.</param>
    /// <param name="level">p, strictly between 0 and 1.</param>
    /// <param name="confidence">The minimum probability of covering the quantile, such as 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException">A probability is not strictly between 0 and 1.</exception>
    public static Interval ConfidenceInterval(EmpiricalDistribution distribution, double level, double confidence)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        CriticalValues.CheckLevel(level);
        CriticalValues.CheckLevel(confidence);
        ReadOnlySpan<double> sorted = distribution.Sorted;
        double tail = 0.5 * (1 - confidence);
        int n = sorted.Length;

        // Reversing the sign of the samples turns the p-quantile into the (1 − p)-quantile, and u into n + 1 − u.
        int lower = LastWithinTail(n, level, tail);
        int upper = n + 1 - LastWithinTail(n, 1 - level, tail);
        return new(
            lower == 0 ? double.NegativeInfinity : sorted[lower - 1],
            upper > n ? double.PositiveInfinity : sorted[upper - 1]);
    }

    internal static double OfSorted(ReadOnlySpan<double> sorted, double level)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        double position = (sorted.Length - 1) * level;
        int index = Math.Min((int)position, sorted.Length - 1);
        return Between(sorted[index], sorted[Math.Min(index + 1, sorted.Length - 1)], position - index);
    }

    /// <summary>
    /// Linear interpolation from <paramref name="low"/> to <paramref name="high"/>; an infinite end wins over a finite one.
    /// </summary>
    internal static double Between(double low, double high, double fraction)
    {
        // Equal infinities have no difference, and 0 times infinity is NaN.
        if (fraction == 0 || low == high)
        {
            return low;
        }

        // The difference of two large numbers of opposite signs is infinite.
        return double.IsFinite(high - low) ? low + (fraction * (high - low)) : ((1 - fraction) * low) + (fraction * high);
    }

    private static void CheckLevel(double level)
    {
        if (!(level >= 0 && level <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, $"level = {level}, but it must be in [0, 1].");
        }
    }

    // The largest l in 0..n with P(B < l) <= tail, B ~ Binomial(n, p); P(B <= k) = I_{1-p}(n - k, k + 1).
    private static int LastWithinTail(int n, double p, double tail)
    {
        int low = 0;
        int high = n;
        while (low < high)
        {
            int middle = high - ((high - low) / 2);
            if (SpecialFunctions.BetaRegularized(n - middle + 1, middle, 1 - p) <= tail)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
