namespace HpCovSde.Statistics;

/// <summary>
/// Counts of samples in equal bins of [<see cref="Lower"/>, <see cref="Upper"/>]. Bin i is [Edge(i), Edge(i + 1)), the last one closed;
/// samples outside are counted as below or above. NaN samples are not covered and are not counted.
/// </summary>
public sealed class Histogram
{
    private readonly long[] _counts;

    private Histogram(double lower, double upper, int bins)
    {
        Lower = lower;
        Upper = upper;
        _counts = new long[bins];
    }

    /// <summary>The lower edge of the first bin.</summary>
    public double Lower { get; }

    /// <summary>The upper edge of the last bin.</summary>
    public double Upper { get; }

    /// <summary>The number of bins.</summary>
    public int Bins => _counts.Length;

    /// <summary>The number of samples in each bin.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>The number of samples below <see cref="Lower"/>.</summary>
    public long Underflow { get; private set; }

    /// <summary>The number of samples above <see cref="Upper"/>.</summary>
    public long Overflow { get; private set; }

    /// <summary>The number of covered samples, inside and outside of the bins.</summary>
    public long Total { get; private set; }

    /// <summary>Counts the samples. Allocates the bins.</summary>
    /// <param name="samples">The samples; NaN is skipped.</param>
    /// <param name="lower">The lower edge of the first bin.</param>
    /// <param name="upper">The upper edge of the last bin, above <paramref name="lower"/>.</param>
    /// <param name="bins">The number of bins, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not finite, or <paramref name="bins"/> is less than
    /// 1.</exception>
    public static Histogram Of(ReadOnlySpan<double> samples, double lower, double upper, int bins)
    {
        Histogram histogram = Empty(lower, upper, bins);
        histogram.Add(samples);
        return histogram;
    }

    /// <summary>A histogram without samples.</summary>
    /// <inheritdoc cref="Of" path="/exception"/>
    internal static Histogram Empty(double lower, double upper, int bins)
    {
        if (!double.IsFinite(lower) || !(lower < upper) || !double.IsFinite(upper - lower))
        {
            throw new ArgumentOutOfRangeException(
                nameof(upper), upper, $"[{lower}, {upper}] is not a valid range: lower < upper is needed, both finite.");
        }

        if (bins < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(bins), bins, $"bins = {bins}, but at least 1 is needed.");
        }

        return new Histogram(lower, upper, bins);
    }

    /// <summary>Counts more samples. Does not allocate.</summary>
    internal void Add(ReadOnlySpan<double> samples)
    {
        foreach (double sample in samples)
        {
            Add(sample);
        }
    }

    /// <summary>Counts the samples of a histogram with the same bins. Does not allocate.</summary>
    internal void Add(Histogram other) => Add(other._counts, other.Underflow, other.Overflow);

    /// <summary>Counts samples that were counted before.</summary>
    internal void Add(ReadOnlySpan<long> counts, long underflow, long overflow)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += counts[i];
            Total += counts[i];
        }

        Underflow += underflow;
        Overflow += overflow;
        Total += underflow + overflow;
    }

    /// <summary>Edge i of the bins, 0 ≤ i ≤ <see cref="Bins"/>: Lower + i·(Upper − Lower)/Bins. Does not allocate.</summary>
    public double Edge(int i) => EquidistantGrid.Point(Lower, Upper, i, Bins);

    /// <summary>
    /// The density in bin i, count / (Total · width): its integral over the range is the fraction of samples inside. NaN if no sample is
    /// covered. Does not allocate.
    /// </summary>
    public double Density(int i) => _counts[i] * (Bins / (Upper - Lower)) / Total;

    private void Add(double sample)
    {
        if (double.IsNaN(sample))
        {
            return;
        }

        Total++;
        if (sample < Lower)
        {
            Underflow++;
        }
        else if (sample > Upper)
        {
            Overflow++;
        }
        else
        {
            _counts[BinOf(sample)]++;
        }
    }

    // Rounding may put the quotient into a neighbouring bin. The edges decide.
    private int BinOf(double sample)
    {
        int bin = Math.Min((int)((sample - Lower) / (Upper - Lower) * Bins), Bins - 1);
        if (bin > 0 && sample < Edge(bin))
        {
            return bin - 1;
        }

        return bin < Bins - 1 && sample >= Edge(bin + 1) ? bin + 1 : bin;
    }
}
