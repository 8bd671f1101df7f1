using System.Numerics;

namespace HpCovSde.Statistics;

/// <summary>
/// Count, mean, central moments up to the fourth, minimum and maximum of a sample, in a form that can be merged.
/// The <see langword="default"/> value is the empty sample: its count is 0, and all other members are NaN.
/// </summary>
/// <remarks>
/// <para>The state is n, the mean x̄ and the sums M_k = Σ (x_i − x̄)^k, k = 2, 3, 4. Merging follows P. Pébay, "Formulas for robust,
/// one-pass parallel computation of covariances and arbitrary-order statistical moments", Sandia report SAND2008-6212.</para>
/// <para><see cref="Of"/> cuts the sample into chunks of <see cref="ChunkLength"/> and merges them by a binary tree whose shape depends on
/// the length alone. The bits therefore depend only on the values and their order.</para>
/// <para>NaN marks a replica that is not covered. The caller removes NaN samples, as <see cref="EmpiricalDistribution"/> does; here a
/// single NaN makes all members except the count NaN. Infinite samples are allowed: the mean is then their sum (±∞, or NaN if both signs
/// occur), and all central moments are NaN. Nothing throws. The fourth moment overflows for finite samples with a spread above about 1e77,
/// and the variance above about 1e154.</para>
/// </remarks>
public readonly record struct Moments
{
    /// <summary>The length of the chunks of <see cref="Of"/>.</summary>
    public const int ChunkLength = 1024;

    private readonly double _mean;
    private readonly double _sum2;
    private readonly double _sum3;
    private readonly double _sum4;
    private readonly double _min;
    private readonly double _max;

    private Moments(long count, double mean, double sum2, double sum3, double sum4, double min, double max)
    {
        Count = count;
        _mean = mean;
        _sum2 = sum2;
        _sum3 = sum3;
        _sum4 = sum4;
        _min = min;
        _max = max;
    }

    /// <summary>n, the number of samples.</summary>
    public long Count { get; }

    /// <summary>x̄ = Σ x_i / n; NaN if n = 0.</summary>
    public double Mean => Count == 0 ? double.NaN : _mean;

    /// <summary>The smallest sample; NaN if n = 0.</summary>
    public double Min => Count == 0 ? double.NaN : _min;

    /// <summary>The largest sample; NaN if n = 0.</summary>
    public double Max => Count == 0 ? double.NaN : _max;

    /// <summary>Σ (x_i − x̄)² / n; NaN if n = 0.</summary>
    public double CentralMoment2 => _sum2 / Count;

    /// <summary>Σ (x_i − x̄)³ / n; NaN if n = 0.</summary>
    public double CentralMoment3 => _sum3 / Count;

    /// <summary>Σ (x_i − x̄)⁴ / n; NaN if n = 0.</summary>
    public double CentralMoment4 => _sum4 / Count;

    /// <summary>The unbiased variance s² = Σ (x_i − x̄)² / (n − 1); NaN if n &lt; 2.</summary>
    public double Variance => Count < 2 ? double.NaN : _sum2 / (Count - 1);

    /// <summary>s, the root of <see cref="Variance"/>; NaN if n &lt; 2.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>The standard error of the mean, s / √n; NaN if n &lt; 2.</summary>
    public double StandardError => Math.Sqrt(Variance / Count);

    /// <summary>m₃ / m₂^{3/2} with m_k the central moments (the biased g₁); NaN if all samples are equal or n = 0.</summary>
    public double Skewness => CentralMoment3 / (CentralMoment2 * Math.Sqrt(CentralMoment2));

    /// <summary>m₄ / m₂² with m_k the central moments: 3 for a Gaussian; NaN if all samples are equal or n = 0.</summary>
    public double Kurtosis => CentralMoment4 / (CentralMoment2 * CentralMoment2);

    /// <summary>The moments of <paramref name="samples"/>, in fixed chunks merged by a fixed tree. Does not allocate.</summary>
    public static Moments Of(ReadOnlySpan<double> samples)
    {
        if (samples.Length <= ChunkLength)
        {
            return OfChunk(samples);
        }

        // The left subtree is the largest full one, so that appending samples does not move earlier cuts.
        int left = ChunkLength << BitOperations.Log2((uint)((samples.Length - 1) / ChunkLength));
        return Merge(Of(samples[..left]), Of(samples[left..]));
    }

    /// <summary>
    /// The moments of the union of two samples. The operation is symmetric and associative only up to rounding. For reproducible bits,
    /// merge in a fixed order. Does not allocate.
    /// </summary>
    public static Moments Merge(Moments x, Moments y)
    {
        if (x.Count == 0)
        {
            return y;
        }

        if (y.Count == 0)
        {
            return x;
        }

        double min = Math.Min(x._min, y._min);
        double max = Math.Max(x._max, y._max);
        long count = x.Count + y.Count;
        if (!double.IsFinite(x._mean) || !double.IsFinite(y._mean))
        {
            return new(count, x._mean + y._mean, double.NaN, double.NaN, double.NaN, min, max);
        }

        double n = count;
        double nx = x.Count;
        double ny = y.Count;
        double delta = y._mean - x._mean;
        double step = delta / n;
        double cross = delta * step * nx * ny;
        double mean = x._mean + (step * ny);
        double sum2 = x._sum2 + y._sum2 + cross;
        double sum3 = x._sum3 + y._sum3 + (cross * step * (nx - ny)) + (3 * step * ((nx * y._sum2) - (ny * x._sum2)));
        double sum4 = x._sum4 + y._sum4
            + (cross * step * step * ((nx * nx) - (nx * ny) + (ny * ny)))
            + (6 * step * step * ((nx * nx * y._sum2) + (ny * ny * x._sum2)))
            + (4 * step * ((nx * y._sum3) - (ny * x._sum3)));
        return new(count, mean, sum2, sum3, sum4, min, max);
    }

    /// <summary>The moments of this sample with <paramref name="sample"/> appended. Does not allocate.</summary>
    public Moments Add(double sample) => Merge(this, OfChunk([sample]));

    /// <summary>
    /// The interval x̄ ± t·s/√n with Student's t for n − 1 degrees of freedom. It is exact for Gaussian samples, and asymptotic for other
    /// samples with finite variance. The ends are NaN if n &lt; 2. Does not allocate.
    /// </summary>
    /// <param name="level">The probability of covering the true mean, such as 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not strictly between 0 and 1.</exception>
    public Interval ConfidenceInterval(double level)
    {
        CriticalValues.CheckLevel(level);
        return Count < 2
            ? new(double.NaN, double.NaN)
            : Interval.Around(Mean, CriticalValues.Student(level, Count - 1) * StandardError);
    }

    // Two passes. The first is relative to the first sample, so that a constant sample has variance exactly 0.
    private static Moments OfChunk(ReadOnlySpan<double> chunk)
    {
        if (chunk.IsEmpty)
        {
            return default;
        }

        double pivot = double.IsFinite(chunk[0]) ? chunk[0] : 0;
        double sum = 0;
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        foreach (double sample in chunk)
        {
            sum += sample - pivot;
            min = Math.Min(min, sample);
            max = Math.Max(max, sample);
        }

        double mean = pivot + (sum / chunk.Length);
        double sum2 = 0;
        double sum3 = 0;
        double sum4 = 0;
        foreach (double sample in chunk)
        {
            double deviation = sample - mean;
            double square = deviation * deviation;
            sum2 += square;
            sum3 += square * deviation;
            sum4 += square * square;
        }

        return new(chunk.Length, mean, sum2, sum3, sum4, min, max);
    }
}
