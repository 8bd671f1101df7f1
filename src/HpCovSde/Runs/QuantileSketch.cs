using System.Diagnostics;

namespace HpCovSde.Runs;

/// <summary>
/// Counts of samples in buckets that are equally wide on a relative scale: 512 in each octave, for both signs. Counts are integers, so the
/// sketch depends neither on the order of the samples nor on how sketches are merged. A quantile read from it has a relative error of at
/// most 2^−10.
/// </summary>
/// <remarks>
/// A bucket is all doubles that agree in sign, exponent and the first 9 bits of the mantissa; its value is its middle. Subnormal numbers,
/// below 2.2e-308 in absolute value, have buckets of equal width, 4.3e-311, and those in the first of them count as 0. Both infinities have
/// buckets of their own. This is the logarithmic histogram of C. Masson, J. E. Rim and H. K. Lee, "DDSketch: a fast and fully-mergeable
/// quantile sketch with relative-error guarantees", PVLDB 12 (2019), with a logarithm that is linear inside an octave.
/// </remarks>
internal sealed class QuantileSketch
{
    private const int MantissaBits = 9;
    private const int Shift = 52 - MantissaBits;
    private const int Octaves = 1 << 12;
    private const int Negative = Octaves / 2;

    // The page of counts of an octave, from 1; 0 where no sample was. An octave is a sign and an exponent.
    private readonly ushort[] _octaves = new ushort[Octaves];
    private long[] _counts = new long[4 * OctaveLength];
    private int _pages;

    /// <summary>Buckets in an octave.</summary>
    internal const int OctaveLength = 1 << MantissaBits;

    /// <summary>The memory of a sketch whose samples are in a few octaves; each further octave takes 4 KB.</summary>
    internal const int LeastBytes = (sizeof(ushort) * Octaves) + (sizeof(long) * 4 * OctaveLength);

    /// <summary>The number of samples.</summary>
    internal long Count { get; private set; }

    /// <summary>The octaves with samples, in a fixed order, with their counts.</summary>
    internal IEnumerable<(int Octave, ReadOnlyMemory<long> Counts)> Pages
    {
        get
        {
            for (int octave = 0; octave < Octaves; octave++)
            {
                if (_octaves[octave] > 0)
                {
                    yield return (octave, _counts.AsMemory(FirstOf(_octaves[octave]), OctaveLength));
                }
            }
        }
    }

    /// <summary>Counts samples; none may be NaN. Allocates only when a sample is in an octave that had none.</summary>
    internal void Add(ReadOnlySpan<double> samples)
    {
        foreach (double sample in samples)
        {
            Debug.Assert(!double.IsNaN(sample), "NaN is no sample.");
            ulong bits = BitConverter.DoubleToUInt64Bits(sample);
            int page = _octaves[(int)(bits >> 52)];
            if (page == 0)
            {
                page = Open((int)(bits >> 52));
            }

            _counts[FirstOf(page) + ((int)(bits >> Shift) & (OctaveLength - 1))]++;
        }

        Count += samples.Length;
    }

    /// <summary>Counts the samples of another sketch.</summary>
    internal void Add(QuantileSketch other)
    {
        foreach ((int octave, ReadOnlyMemory<long> counts) in other.Pages)
        {
            AddPage(octave, counts.Span);
        }
    }

    /// <summary>Counts samples that were counted before.</summary>
    internal void AddPage(int octave, ReadOnlySpan<long> counts)
    {
        int first = FirstOf(_octaves[octave] > 0 ? _octaves[octave] : Open(octave));
        for (int i = 0; i < OctaveLength; i++)
        {
            _counts[first + i] += counts[i];
            Count += counts[i];
        }
    }

    /// <summary>
    /// The quantile of type 7, see <see cref="Statistics.Quantiles"/>, of samples between two known ones; NaN if there are none.
    /// </summary>
    /// <param name="level">0 … 1.</param>
    /// <param name="min">The smallest sample.</param>
    /// <param name="max">The largest sample.</param>
    internal double Quantile(double level, double min, double max)
    {
        if (Count == 0)
        {
            return double.NaN;
        }

        double position = (Count - 1) * level;
        long rank = Math.Min((long)position, Count - 1);
        (double low, double high) = ValuesFrom(rank);
        return Math.Clamp(Statistics.Quantiles.Between(low, high, position - rank), min, max);
    }

    // The values of the samples of two consecutive ranks, from 0; of the last one twice.
    private (double Low, double High) ValuesFrom(long rank)
    {
        long below = 0;
        double low = double.NaN;
        for (int i = Octaves - 1; i >= 0; i--)
        {
            // Negative octaves from the largest absolute value down, then positive ones from the smallest up.
            int octave = i >= Negative ? i : Negative - 1 - i;
            if (_octaves[octave] == 0)
            {
                continue;
            }

            for (int j = 0; j < OctaveLength; j++)
            {
                int bucket = octave >= Negative ? OctaveLength - 1 - j : j;
                below += _counts[FirstOf(_octaves[octave]) + bucket];
                if (double.IsNaN(low) && below > rank)
                {
                    low = Middle(octave, bucket);
                }

                if (below > rank + 1)
                {
                    return (low, Middle(octave, bucket));
                }
            }
        }

        return (low, low);
    }

    private static double Middle(int octave, int bucket)
    {
        ulong lower = ((ulong)octave << 52) | ((ulong)bucket << Shift);
        double value = BitConverter.UInt64BitsToDouble(lower);
        return value == 0 ? 0 : double.IsInfinity(value) ? value : BitConverter.UInt64BitsToDouble(lower + (1UL << (Shift - 1)));
    }

    private static int FirstOf(int page) => (page - 1) * OctaveLength;

    private int Open(int octave)
    {
        if (_pages * OctaveLength == _counts.Length)
        {
            Array.Resize(ref _counts, 2 * _counts.Length);
        }

        return _octaves[octave] = (ushort)++_pages;
    }
}
