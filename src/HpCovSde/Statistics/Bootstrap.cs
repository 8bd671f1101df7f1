namespace HpCovSde.Statistics;

/// <summary>
/// Resampling with replacement, expressed as multiplicities: a resample of n sorted samples is given by the counts of how often each was
/// drawn. It needs no sorting.
/// </summary>
/// <remarks>
/// Draws are addressed by counters: draw k of stream (seed, resample, sample) is the finaliser of SplitMix64 (G. L. Steele, D. Lea and
/// C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014) at key + (k + 1)·γ, γ = 2⁶⁴/golden ratio. The index is the
/// high word of draw·n, whose bias is below n/2⁶⁴.
/// </remarks>
internal static class Bootstrap
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>Draws n of n indices and counts how often each occurs. Does not allocate.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="resample">The number of the resample.</param>
    /// <param name="sample">The index of the sample, if several are resampled.</param>
    /// <param name="multiplicities">n counts, whose sum is n.</param>
    public static void Resample(ulong seed, int resample, int sample, Span<int> multiplicities)
    {
        multiplicities.Clear();
        ulong key = Mix(Mix(seed + Gamma) ^ (((ulong)(uint)sample << 32) | (uint)resample));
        ulong n = (ulong)multiplicities.Length;
        for (int k = 0; k < multiplicities.Length; k++)
        {
            key += Gamma;
            multiplicities[(int)Math.BigMul(Mix(key), n, out _)]++;
        }
    }

    /// <summary>The (1 ∓ level)/2 quantiles of the bootstrap distribution. Sorts <paramref name="replicates"/>.</summary>
    public static Interval PercentileInterval(Span<double> replicates, double level)
    {
        replicates.Sort();
        return new(Quantiles.OfSorted(replicates, 0.5 * (1 - level)), Quantiles.OfSorted(replicates, 0.5 * (1 + level)));
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
