namespace HpCovSde.Statistics;

/// <summary>
/// The empirical distribution of a Monte Carlo sample: the covered samples in ascending order, and their moments. Statistics that
/// need sorted samples (quantiles, Kolmogorov-Smirnov, Wasserstein, kernel density) take this type, so that a sample is sorted once.
/// </summary>
/// <remarks>A sample is NaN if its replica ended early. Such a sample is not covered. Infinite samples are covered.</remarks>
public sealed class EmpiricalDistribution
{
    private readonly double[] _sorted;

    private EmpiricalDistribution(double[] sorted, int total, Moments moments)
    {
        _sorted = sorted;
        Total = total;
        Moments = moments;
    }

    /// <summary>The number of covered samples: those that are not NaN.</summary>
    public int Count => _sorted.Length;

    /// <summary>The number of samples given, covered or not.</summary>
    public int Total { get; }

    /// <summary>The moments of the covered samples, summed in the order given (replica order).</summary>
    public Moments Moments { get; }

    /// <summary>The covered samples in ascending order, length <see cref="Count"/>.</summary>
    public ReadOnlySpan<double> Sorted => _sorted;

    /// <summary>Copies the covered samples and sorts the copy. O(n log n); allocates the copy.</summary>
    /// <param name="samples">One number per replica, in replica order; NaN where the replica is not covered.</param>
    public static EmpiricalDistribution Of(ReadOnlySpan<double> samples)
    {
        int count = 0;
        foreach (double sample in samples)
        {
            count += double.IsNaN(sample) ? 0 : 1;
        }

        var covered = new double[count];
        int next = 0;
        foreach (double sample in samples)
        {
            if (!double.IsNaN(sample))
            {
                covered[next++] = sample;
            }
        }

        Moments moments = Moments.Of(covered);
        Array.Sort(covered);
        return new(covered, samples.Length, moments);
    }
}
