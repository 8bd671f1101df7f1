using HpCovSde.Statistics;

namespace HpCovSde.Statistical;

/// <summary>
/// Whether intervals of 95 % cover the exact value in 93 to 97 % of 1000 seeds. The count of a right interval is binomial with standard
/// deviation 6.9, and is outside 930 … 970 for one choice of seeds in 330. A standard error that is too small by 20 % covers in 88.3 %, one
/// that is too large by 30 % in 98.9 %; their counts are 4.6 and 5.9 of their standard deviations outside, and both must be found out.
/// </summary>
internal static class IntervalCoverage
{
    private const int Seeds = 1000;
    private const int Fewest = 930;
    private const int Most = 970;
    private const double Level = 0.95;
    private const double TooSmall = 0.8;
    private const double TooLarge = 1.3;

    /// <summary>Checks an estimator.</summary>
    /// <param name="estimate">The estimate for a seed; called from several threads.</param>
    /// <param name="exact">The exact value.</param>
    internal static void Check(Func<ulong, Estimate> estimate, double exact)
    {
        var estimates = new Estimate[Seeds];
        _ = Parallel.For(0, Seeds, seed => estimates[seed] = estimate((ulong)seed));
        int Covered(double factor) => estimates.Count(one =>
            (one with { StandardError = factor * one.StandardError }).ConfidenceInterval(Level).Contains(exact));
        Assert.InRange(Covered(1), Fewest, Most);
        Assert.InRange(Covered(TooSmall), 0, Fewest - 1);
        Assert.InRange(Covered(TooLarge), Most + 1, Seeds);
    }
}
