namespace HpCovSde.Statistics;

/// <summary>
/// The reported statistics of one quantity over the replicas. Samples that are NaN are not covered. Without a covered sample all statistics
/// are NaN. With a single one the standard deviation and the standard error are NaN, and the other statistics equal that sample.
/// </summary>
/// <param name="Covered">The number of samples that are not NaN, from which the statistics are computed.</param>
/// <param name="Total">The number of samples.</param>
/// <param name="Mean">The mean; infinite if a sample is infinite.</param>
/// <param name="StandardDeviation">The root of the unbiased variance; NaN if a sample is infinite.</param>
/// <param name="StandardError">The standard error of the mean; NaN if a sample is infinite.</param>
/// <param name="Min">The smallest sample.</param>
/// <param name="Quantile05">The 5 % quantile (all quantiles of type 7, <see cref="Quantiles"/>).</param>
/// <param name="Quantile25">The lower quartile.</param>
/// <param name="Median">The median.</param>
/// <param name="Quantile75">The upper quartile.</param>
/// <param name="Quantile95">The 95 % quantile.</param>
/// <param name="Max">The largest sample.</param>
public sealed record Summary(
    long Covered,
    long Total,
    double Mean,
    double StandardDeviation,
    double StandardError,
    double Min,
    double Quantile05,
    double Quantile25,
    double Median,
    double Quantile75,
    double Quantile95,
    double Max)
{
    /// <summary>Whether <see cref="StandardError"/> says little, see <see cref="Moments.HasHeavyTail"/>.</summary>
    public bool HasHeavyTail { get; init; }

    /// <summary>Summarises <paramref name="samples"/>, given in replica order. Allocates a sorted copy.</summary>
    public static Summary Of(ReadOnlySpan<double> samples) => Of(EmpiricalDistribution.Of(samples));

    /// <summary>Summarises a sorted sample. Allocates only the result.</summary>
    public static Summary Of(EmpiricalDistribution sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        Moments moments = sample.Moments;
        return new(
            sample.Count,
            sample.Total,
            moments.Mean,
            moments.StandardDeviation,
            moments.StandardError,
            moments.Min,
            Quantiles.Of(sample, 0.05),
            Quantiles.Of(sample, 0.25),
            Quantiles.Of(sample, 0.5),
            Quantiles.Of(sample, 0.75),
            Quantiles.Of(sample, 0.95),
            moments.Max)
        {
            HasHeavyTail = moments.HasHeavyTail,
        };
    }
}
