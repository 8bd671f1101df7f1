using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// Independent randomisations of the points of a Sobol' sequence: a random linear scramble of the digits of each coordinate and a random
/// digital shift. Every point is uniform on the cube, and the 2^k first points of a randomisation are a digital net.
/// </summary>
/// <remarks>
/// <para>A coordinate is ⊕ S v_k over the bits k of the number of the point, ⊕ s, S being lower triangular with a unit diagonal. Column j
/// of S and s are words of Philox at the address (seed, purpose, randomisation, dimension, j). The variance of a mean is that of Owen's
/// nested scramble. Source: Matoušek, "On the L2-discrepancy for anchored boxes", J. Complexity 14 (1998); Owen, "Variance with
/// alternative scramblings of digital nets", ACM Trans. Model. Comput. Simul. 13 (2003).</para>
/// <para>Nothing allocates after construction. Immutable.</para>
/// </remarks>
internal sealed class ScrambledSobol
{
    /// <summary>Points have numbers below 2 to this.</summary>
    internal const int PointBits = 24;

    // Of a coordinate: the directions and the shift.
    private const int Words = PointBits + 1;
    private const int BitsOfLane = 3;

    // Of the distance to the nearer end of the interval. (k + 1/2) 2⁻⁵³ is exact.
    private const int Digits = 52;
    private const double HalfUnit = 1.0 / (1UL << 54);

    private readonly ulong[] _words;

    /// <param name="key">Seed and purpose.</param>
    /// <param name="randomisations">How many.</param>
    /// <param name="dimensions">At most <see cref="SobolDirections.MostDimensions"/>.</param>
    internal ScrambledSobol(RandomKey key, int randomisations, int dimensions)
    {
        Debug.Assert(dimensions <= SobolDirections.MostDimensions, "There are direction numbers for every dimension.");
        Dimensions = dimensions;
        _words = new ulong[randomisations * dimensions * Words];
        Span<ulong> directions = stackalloc ulong[PointBits];
        Span<ulong> random = stackalloc ulong[Words + 1];
        for (int dimension = 0; dimension < dimensions; dimension++)
        {
            SobolDirections.Fill(dimension, directions);
            for (int r = 0; r < randomisations; r++)
            {
                Fill(key.Stream((uint)r, (uint)dimension), random);
                Scramble(directions, random[..Words], _words.AsSpan(((r * dimensions) + dimension) * Words, Words));
            }
        }
    }

    /// <summary>The number of coordinates.</summary>
    internal int Dimensions { get; }

    /// <summary>
    /// The coordinates of eight points as quantiles of N(0, 1): row d, lane j is coordinate d of point <paramref name="first"/> + j.
    /// </summary>
    /// <param name="randomisation">The randomisation.</param>
    /// <param name="first">The first point, a multiple of 8.</param>
    /// <param name="rows"><see cref="Dimensions"/> rows.</param>
    internal void FillNormals(int randomisation, uint first, Span<double> rows)
    {
        for (int d = 0; d < Dimensions; d++)
        {
            NormalOf(Coordinate(randomisation, first, d)).Store(rows, d);
        }
    }

    /// <summary>A coordinate of eight points: the first 64 binary digits.</summary>
    /// <param name="randomisation">The randomisation.</param>
    /// <param name="first">The first point, a multiple of 8.</param>
    /// <param name="dimension">From 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector512<ulong> Coordinate(int randomisation, uint first, int dimension)
    {
        Debug.Assert(first % (1u << BitsOfLane) == 0 && first < 1u << PointBits, "Lanes are eight points of one randomisation.");
        ReadOnlySpan<ulong> words = _words.AsSpan(((randomisation * Dimensions) + dimension) * Words, Words);
        ulong common = words[PointBits];
        for (uint bits = first; bits != 0; bits &= bits - 1)
        {
            common ^= words[BitOperations.TrailingZeroCount(bits)];
        }

        Vector512<ulong> lane = Vector512<ulong>.Indices;
        Vector512<ulong> word = Vector512.Create(common);
        for (int bit = 0; bit < BitsOfLane; bit++)
        {
            Vector512<ulong> isSet = Vector512<ulong>.Zero - ((lane >>> bit) & Vector512<ulong>.One);
            word ^= isSet & Vector512.Create(words[bit]);
        }

        return word;
    }

    // The highest bit is the sign, and the others are folded so that tails have all digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<double> NormalOf(Vector512<ulong> word)
    {
        Vector512<ulong> isUpper = Vector512<ulong>.Zero - (word >>> 63);
        Vector512<ulong> fold = ((word ^ isUpper) << 1) >>> (64 - Digits);
        Vector512<ulong> integer = fold | Vector512.Create(BitConverter.DoubleToUInt64Bits(1UL << Digits));
        Lanes<double> units = new Lanes<double>(integer.AsDouble()) - Lanes<double>.Of(1UL << Digits);
        Lanes<double> tail = Lanes.MultiplyAdd(units, Lanes<double>.Of(2 * HalfUnit), Lanes<double>.Of(HalfUnit));
        return Lanes.CopySign(NormalQuantile.OfTail(tail), new((~word).AsDouble()));
    }

    private static void Fill(in RandomStream stream, Span<ulong> random)
    {
        for (int i = 0; i < random.Length; i += 2)
        {
            (uint w0, uint w1, uint w2, uint w3) = Philox4x32.Block(stream, (uint)i / 2);
            random[i] = w0 | ((ulong)w1 << 32);
            random[i + 1] = w2 | ((ulong)w3 << 32);
        }
    }

    // Column j of S has its 1 at digit j and random digits behind it.
    private static void Scramble(ReadOnlySpan<ulong> directions, ReadOnlySpan<ulong> random, Span<ulong> words)
    {
        for (int k = 0; k < PointBits; k++)
        {
            words[k] = 0;
            for (ulong left = directions[k]; left != 0; left &= left - 1)
            {
                int j = 63 - BitOperations.TrailingZeroCount(left);
                ulong one = 1UL << (63 - j);
                words[k] ^= one | (random[j] & (one - 1));
            }
        }

        words[PointBits] = random[PointBits];
    }
}
