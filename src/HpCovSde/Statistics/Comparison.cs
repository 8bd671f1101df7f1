namespace HpCovSde.Statistics;

/// <summary>
/// Distances between the laws of one quantity in two independent ensembles, x (a finite network) and y (its limit). Samples that are
/// NaN are not covered; if nothing is covered on one side, everything is NaN.
/// </summary>
/// <param name="Ks">The Kolmogorov-Smirnov distance.</param>
/// <param name="P">Its p-value, see <see cref="KolmogorovSmirnov"/>.</param>
/// <param name="Wasserstein1">The Wasserstein-1 distance, in units of the samples.</param>
/// <param name="Wasserstein1Interval">Its <see cref="Wasserstein.ConfidenceInterval"/> of level <see cref="IntervalLevel"/>.</param>
/// <param name="MeanDifference">Mean of x minus mean of y.</param>
public sealed record Comparison(double Ks, double P, double Wasserstein1, Interval Wasserstein1Interval, Estimate MeanDifference)
{
    /// <summary>The confidence level of <see cref="Wasserstein1Interval"/>.</summary>
    public const double IntervalLevel = 0.95;

    /// <summary>The number of bootstrap resamples behind <see cref="Wasserstein1Interval"/>.</summary>
    public const int Resamples = 200;

    private const ulong BootstrapSeed = 0;

    /// <summary>Compares two samples given in replica order; allocates sorted copies and the scratch of the bootstrap.</summary>
    public static Comparison Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        Of(EmpiricalDistribution.Of(x), EmpiricalDistribution.Of(y));

    /// <summary>Compares two samples already sorted; allocates the scratch of the bootstrap, which takes most of the time.</summary>
    public static Comparison Of(EmpiricalDistribution x, EmpiricalDistribution y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        KolmogorovSmirnovResult test = KolmogorovSmirnov.Compare(x, y);
        return new(
            test.Statistic,
            test.PValue,
            Wasserstein.Distance(x, y),
            Wasserstein.ConfidenceInterval(x, y, IntervalLevel, Resamples, BootstrapSeed),
            Estimate.OfMean(x.Moments) - Estimate.OfMean(y.Moments));
    }
}
