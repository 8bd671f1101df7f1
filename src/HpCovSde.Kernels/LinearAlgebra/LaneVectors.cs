using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// Operations on many short vectors at once, in each lane separately. Vector v of n entries is n rows of <see cref="Lanes{T}.Count"/>
/// numbers, and the vectors follow one another. Matrices are <see cref="PackedLower"/>. Sums run in the order written, with one rounding
/// per term. Nothing allocates.
/// </summary>
internal static class LaneVectors
{
    /// <summary>v ← L·v for each of the vectors, in place.</summary>
    /// <param name="n">The number of entries of a vector and the order of L, ≥ 1.</param>
    /// <param name="lower">L, packed, one matrix per lane.</param>
    /// <param name="vectors">The vectors.</param>
    /// <param name="count">The number of vectors.</param>
    /// <exception cref="ArgumentException">A span is too short, or a number is negative.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyByLower<T>(int n, ReadOnlySpan<T> lower, Span<T> vectors, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BlasArguments.CheckDimension(n, nameof(n));
        BlasArguments.CheckDimension(count, nameof(count));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), lower.Length, nameof(lower));
        BlasArguments.CheckRows<T>((long)n * count, vectors.Length, nameof(vectors));
        ref T l = ref MemoryMarshal.GetReference(lower);
        ref T vector = ref MemoryMarshal.GetReference(vectors);
        nint length = (nint)n * Lanes<T>.Count;
        for (int v = 0; v < count; v++, vector = ref Unsafe.Add(ref vector, length))
        {
            // From the last row to the first, because row i needs only entries 0..i. Four rows share the loads of the vector.
            int i = n - 4;
            for (; i >= 0; i -= 4)
            {
                FourRows<T> rows = new(ref l, i);
                FourSums<T> sums = default;
                nint end = (nint)(i + 1) * Lanes<T>.Count;
                for (nint k = 0; k < end; k += Lanes<T>.Count)
                {
                    sums.Add(in rows, k, Lanes<T>.LoadUnchecked(in vector, k));
                }

                Lanes<T> x1 = Lanes<T>.LoadUnchecked(in vector, end);
                Lanes<T> x2 = Lanes<T>.LoadUnchecked(in vector, end + Lanes<T>.Count);
                Lanes<T> x3 = Lanes<T>.LoadUnchecked(in vector, end + (2 * Lanes<T>.Count));
                sums.S1 = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rows.R1, end), x1, sums.S1);
                sums.S2 = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rows.R2, end), x1, sums.S2);
                sums.S3 = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rows.R3, end), x1, sums.S3);
                sums.S2 = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rows.R2, end + Lanes<T>.Count), x2, sums.S2);
                sums.S3 = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rows.R3, end + Lanes<T>.Count), x2, sums.S3);
                sums.S3 = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rows.R3, end + (2 * Lanes<T>.Count)), x3, sums.S3);
                sums.S0.StoreUnchecked(ref vector, end - Lanes<T>.Count);
                sums.S1.StoreUnchecked(ref vector, end);
                sums.S2.StoreUnchecked(ref vector, end + Lanes<T>.Count);
                sums.S3.StoreUnchecked(ref vector, end + (2 * Lanes<T>.Count));
            }

            for (i += 3; i >= 0; i--)
            {
                ref T row = ref FourRows<T>.Row(ref l, i);
                Lanes<T> sum = Lanes<T>.Zero;
                for (nint k = 0; k <= (nint)i * Lanes<T>.Count; k += Lanes<T>.Count)
                {
                    sum = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in row, k), Lanes<T>.LoadUnchecked(in vector, k), sum);
                }

                sum.StoreUnchecked(ref vector, (nint)i * Lanes<T>.Count);
            }
        }
    }

    /// <summary>gram ← gram + Σ v·vᵀ over the vectors, the lower triangle.</summary>
    /// <param name="n">The number of entries of a vector, ≥ 1.</param>
    /// <param name="vectors">The vectors.</param>
    /// <param name="count">The number of vectors.</param>
    /// <param name="gram">The packed sums, one matrix per lane, in memory that does not overlap the vectors.</param>
    /// <exception cref="ArgumentException">A span is too short, or a number is negative.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void AddGram<T>(int n, ReadOnlySpan<T> vectors, int count, Span<T> gram)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BlasArguments.CheckDimension(n, nameof(n));
        BlasArguments.CheckDimension(count, nameof(count));
        BlasArguments.CheckRows<T>((long)n * count, vectors.Length, nameof(vectors));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), gram.Length, nameof(gram));
        ref T first = ref MemoryMarshal.GetReference(vectors);
        ref T sums = ref MemoryMarshal.GetReference(gram);
        nint length = (nint)n * Lanes<T>.Count;

        // Entries (a, b), (a, b + 1), (a + 1, b), (a + 1, b + 1) at a time: four sums share four loads. For odd n the last pair of rows
        // is the last row twice.
        for (int a = 0; a < n; a += 2)
        {
            int a1 = Math.Min(a + 1, n - 1);
            for (int b = 0; b <= a; b += 2)
            {
                int b1 = Math.Min(b + 1, n - 1);
                ref T x0 = ref Unsafe.Add(ref first, a * Lanes<T>.Count);
                nint toX1 = (nint)(a1 - a) * Lanes<T>.Count;
                nint toY0 = (nint)(b - a) * Lanes<T>.Count;
                nint toY1 = (nint)(b1 - a) * Lanes<T>.Count;
                Lanes<T> s00 = Lanes<T>.Zero;
                Lanes<T> s01 = Lanes<T>.Zero;
                Lanes<T> s10 = Lanes<T>.Zero;
                Lanes<T> s11 = Lanes<T>.Zero;
                for (int v = 0; v < count; v++, x0 = ref Unsafe.Add(ref x0, length))
                {
                    Lanes<T> x = Lanes<T>.LoadUnchecked(in x0);
                    Lanes<T> next = Lanes<T>.LoadUnchecked(in x0, toX1);
                    Lanes<T> y = Lanes<T>.LoadUnchecked(in x0, toY0);
                    Lanes<T> nextY = Lanes<T>.LoadUnchecked(in x0, toY1);
                    s00 = Lanes.MultiplyAdd(x, y, s00);
                    s01 = Lanes.MultiplyAdd(x, nextY, s01);
                    s10 = Lanes.MultiplyAdd(next, y, s10);
                    s11 = Lanes.MultiplyAdd(next, nextY, s11);
                }

                AddTo(ref sums, a, b, s00);
                if (b1 > b && b1 <= a)
                {
                    AddTo(ref sums, a, b1, s01);
                }

                if (a1 > a)
                {
                    AddTo(ref sums, a1, b, s10);
                    if (b1 > b)
                    {
                        AddTo(ref sums, a1, b1, s11);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo<T>(ref T gram, int a, int b, Lanes<T> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint entry = (nint)PackedLower.Index(a, b) * Lanes<T>.Count;
        (Lanes<T>.LoadUnchecked(in gram, entry) + sum).StoreUnchecked(ref gram, entry);
    }
}
