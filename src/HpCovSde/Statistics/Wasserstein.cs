namespace HpCovSde.Statistics;

/// <summary>The Wasserstein-1 distance of two samples, W₁ = ∫ |F_x(t) − F_y(t)| dt, exact also for samples of different sizes.</summary>
public static class Wasserstein
{
    /// <summary>
    /// W₁ between the two empirical distributions. The weights are exact integers. The sum runs over the merged order statistics, with a
    /// relative rounding error below (n_x + n_y)·2⁻⁵³. Infinite samples are allowed: W₁ is ∞ unless both samples have the same mass there.
    /// O(n_x + n_y); allocates the merged order.
    /// </summary>
    /// <returns>W₁; NaN if a sample is empty.</returns>
    public static double Distance(EmpiricalDistribution x, EmpiricalDistribution y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var multiplicities = new int[x.Count + y.Count];
        multiplicities.AsSpan().Fill(1);
        return new MergedOrder(x.Sorted, y.Sorted).Distance(multiplicities);
    }

    /// <summary>
    /// The percentile bootstrap interval for W₁ between the laws of the samples. Both samples are resampled with replacement.
    /// O(resamples·(n_x + n_y)); allocates the merged order, one integer per sample and one number per resample.
    /// </summary>
    /// <remarks>
    /// The interval is asymptotically exact if the laws differ by more than the noise. For equal or nearly equal laws W₁ of two samples,
    /// and of their resamples, is positive and of order n^(−1/2). The interval then lies above 0. It shows how large the distance may be,
    /// not that it differs from 0. To test for a difference use <see cref="KolmogorovSmirnov"/>. With few samples or heavy tails it covers
    /// too rarely: measured 91.7 % instead of 95 %. See <see cref="Moments.HasHeavyTail"/>.
    /// </remarks>
    /// <param name="x">The first sample.</param>
    /// <param name="y">The second sample.</param>
    /// <param name="level">The probability of covering the distance, such as 0.95.</param>
    /// <param name="resamples">The number of resamples, at least 2.</param>
    /// <param name="seed">The seed. The interval depends only on the samples, <paramref name="resamples"/> and the seed.</param>
    /// <returns>The interval; its ends are NaN if a sample is empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> or <paramref name="resamples"/> is not allowed.</exception>
    public static Interval ConfidenceInterval(EmpiricalDistribution x, EmpiricalDistribution y, double level, int resamples, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        CriticalValues.CheckLevel(level);
        if (resamples < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(resamples), resamples, $"resamples = {resamples}, but at least 2 are needed.");
        }

        var order = new MergedOrder(x.Sorted, y.Sorted);
        var multiplicities = new int[x.Count + y.Count];
        var distances = new double[resamples];
        for (int b = 0; b < distances.Length; b++)
        {
            Bootstrap.Resample(seed, b, sample: 0, multiplicities.AsSpan(0, x.Count));
            Bootstrap.Resample(seed, b, sample: 1, multiplicities.AsSpan(x.Count));
            distances[b] = order.Distance(multiplicities);
        }

        return Bootstrap.PercentileInterval(distances, level);
    }

    /// <summary>
    /// Both samples in one ascending order. It is the same for all resamples. Merging once keeps mispredicted branches out of the
    /// bootstrap.
    /// </summary>
    private readonly struct MergedOrder
    {
        private const int LargestExponent = 800;

        private readonly int _countX;
        private readonly int _countY;

        // Position k of the order holds sample _source[k] of x₀, x₁, ..., y₀, y₁, ...; _gap[k] is its distance from position k − 1.
        private readonly int[] _source;
        private readonly double[] _gap;

        // Gaps are those of samples·2^-_exponent, so that neither they nor their sum leave the range of numbers.
        private readonly int _exponent;

        public MergedOrder(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
        {
            _countX = x.Length;
            _countY = y.Length;
            _source = new int[x.Length + y.Length];
            _gap = new double[x.Length + y.Length];
            int i = 0;
            int j = 0;
            _exponent = Math.Max(ExponentOf(x), ExponentOf(y));
            double previous = double.NaN;
            for (int k = 0; k < _source.Length; k++)
            {
                bool fromX = j == y.Length || (i < x.Length && x[i] <= y[j]);
                double at = fromX ? x[i] : y[j];
                _source[k] = fromX ? i++ : x.Length + j++;

                // Equal infinities have distance 0. Before the first position there is no mass.
                _gap[k] = at > previous ? Math.ScaleB(at, -_exponent) - Math.ScaleB(previous, -_exponent) : 0;
                previous = at;
            }
        }

        // Between two positions |F_x − F_y| = |mass| / (n_x n_y) is constant. If it is 0 the gap may be infinite.
        public double Distance(ReadOnlySpan<int> multiplicities)
        {
            if (_countX == 0 || _countY == 0)
            {
                return double.NaN;
            }

            long mass = 0;
            double sum = 0;
            for (int k = 0; k < _source.Length; k++)
            {
                sum += mass == 0 ? 0 : Math.Abs(mass) * _gap[k];
                int source = _source[k];
                mass += multiplicities[source] * (source < _countX ? _countY : -(long)_countX);
            }

            return Math.ScaleB(sum / ((double)_countX * _countY), _exponent);
        }

        // A power of two that brings the largest finite sample below 2^800; 0 if it is there already.
        private static int ExponentOf(ReadOnlySpan<double> sorted)
        {
            double largest = 0;
            foreach (double end in sorted)
            {
                largest = double.IsFinite(end) ? Math.Max(largest, Math.Abs(end)) : largest;
            }

            return largest == 0 ? 0 : Math.Max(Math.ILogB(largest) - LargestExponent, 0);
        }
    }
}
