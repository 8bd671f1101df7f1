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
        return new(test.Statistic, test.PValue, Wasserstein.Distance(x, y), difference);
    }
}
