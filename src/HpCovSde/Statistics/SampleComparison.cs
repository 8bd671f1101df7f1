namespace HpCovSde.Statistics;

/// <summary>
/// Distances between the laws of one quantity in two independent ensembles, x (a finite network) and y (its limit). Samples that are
/// NaN are not covered. If one side has no covered sample, all members are NaN.
/// </summary>
/// <remarks>For a confidence interval of the Wasserstein distance see <see cref="Wasserstein.ConfidenceInterval"/>.</remarks>
/// <param name="Ks">The Kolmogorov-Smirnov distance.</param>
/// <param name="P">Its p-value, see <see cref="KolmogorovSmirnov"/>.</param>
/// <param name="Wasserstein1">The Wasserstein-1 distance, in units of the samples.</param>
/// <param name="MeanDifference">Mean of x minus mean of y.</param>
public sealed record SampleComparison(double Ks, double P, double Wasserstein1, Estimate MeanDifference)
{
    /// <summary>Whether <see cref="P"/> is exact; otherwise it is asymptotic.</summary>
    public bool IsPExact { get; init; }

    /// <summary>
    /// Whether the standard error of <see cref="MeanDifference"/> says little, because a sample has a heavy tail, see
    /// <see cref="Moments.HasHeavyTail"/>.
    /// </summary>
    public bool HasHeavyTail { get; init; }

    /// <summary>Compares two samples in replica order. Allocates sorted copies and their merged order.</summary>
    public static SampleComparison Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        Of(EmpiricalDistribution.Of(x), EmpiricalDistribution.Of(y));

    /// <summary>Compares two sorted samples. Allocates their merged order.</summary>
    public static SampleComparison Of(EmpiricalDistribution x, EmpiricalDistribution y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        KolmogorovSmirnovResult test = KolmogorovSmirnov.Compare(x, y);
        Estimate difference = Estimate.OfMean(x.Moments) - Estimate.OfMean(y.Moments);
        return new(test.Statistic, test.PValue, Wasserstein.Distance(x, y), difference)
        {
            IsPExact = test.IsExact,
            HasHeavyTail = x.Moments.HasHeavyTail || y.Moments.HasHeavyTail,
        };
    }

    /// <summary>
    /// Compares a sample with a law that is one number, such as a flow without noise. Then the standard error of the difference of the
    /// means is that of the sample, and the p-value is 1 if every sample equals the number, otherwise 0. Allocates the merged order.
    /// </summary>
    /// <param name="x">The sample.</param>
    /// <param name="y">The number; if it is NaN all members are NaN.</param>
    public static SampleComparison WithNumber(EmpiricalDistribution x, double y)
    {
        SampleComparison one = Of(x, EmpiricalDistribution.Of([y]));
        double p = double.IsNaN(one.Ks) ? double.NaN : one.Ks == 0 ? 1 : 0;
        return one with { P = p, IsPExact = true, MeanDifference = new(one.MeanDifference.Value, x.Moments.StandardError) };
    }
}
