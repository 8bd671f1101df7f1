using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>Reorders rows of numbers, in which each lane is a segment of one stream, into the order of the stream.</summary>
internal static class SegmentTranspose
{
    /// <summary>destination[j·SegmentLength + r] = lane j of row r, for all SegmentLength rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Store<T>(ReadOnlySpan<Vector512<T>> rows, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> elements = MemoryMarshal.Cast<T, double>(destination);
        if (typeof(T) == typeof(double))
        {
            ReadOnlySpan<Vector512<double>> doubles = MemoryMarshal.Cast<Vector512<T>, Vector512<double>>(rows);
            for (int r = 0; r < StandardNormals.SegmentLength; r += 8)
            {
                StoreEight(
                    doubles[r], doubles[r + 1], doubles[r + 2], doubles[r + 3],
                    doubles[r + 4], doubles[r + 5], doubles[r + 6], doubles[r + 7], elements[r..], StandardNormals.SegmentLength);
            }

            return;
        }

        // Two consecutive singles of a segment are moved as one element of eight bytes.
        const int Stride = StandardNormals.SegmentLength / 2;
        ReadOnlySpan<Vector512<float>> singles = MemoryMarshal.Cast<Vector512<T>, Vector512<float>>(rows);
        for (int r = 0; r < StandardNormals.SegmentLength; r += 16)
        {
            PairUp(singles[r], singles[r + 1], out Vector512<double> low0, out Vector512<double> high0);
            PairUp(singles[r + 2], singles[r + 3], out Vector512<double> low1, out Vector512<double> high1);
            PairUp(singles[r + 4], singles[r + 5], out Vector512<double> low2, out Vector512<double> high2);
            PairUp(singles[r + 6], singles[r + 7], out Vector512<double> low3, out Vector512<double> high3);
            PairUp(singles[r + 8], singles[r + 9], out Vector512<double> low4, out Vector512<double> high4);
            PairUp(singles[r + 10], singles[r + 11], out Vector512<double> low5, out Vector512<double> high5);
            PairUp(singles[r + 12], singles[r + 13], out Vector512<double> low6, out Vector512<double> high6);
            PairUp(singles[r + 14], singles[r + 15], out Vector512<double> low7, out Vector512<double> high7);
            StoreEight(low0, low1, low2, low3, low4, low5, low6, low7, elements[(r / 2)..], Stride);
            StoreEight(high0, high1, high2, high3, high4, high5, high6, high7, elements[((r / 2) + (8 * Stride))..], Stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PairUp(Vector512<float> x, Vector512<float> y, out Vector512<double> low, out Vector512<double> high)
    {
        Shuffle.Interleave(new(x), new(y), out Lanes<float> lowSingles, out Lanes<float> highSingles);
        low = lowSingles.Vector.AsDouble();
        high = highSingles.Vector.AsDouble();
    }

    // Row j of the transposed 8×8 matrix goes to destination[j·stride]. Interleaving the first half of the rows with the second half,
    // three times, is the transposition.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreEight(
        Vector512<double> x0, Vector512<double> x1, Vector512<double> x2, Vector512<double> x3,
        Vector512<double> x4, Vector512<double> x5, Vector512<double> x6, Vector512<double> x7, Span<double> destination, int stride)
    {
        Lanes<double> a0 = new(x0), a1 = new(x1), a2 = new(x2), a3 = new(x3), a4 = new(x4), a5 = new(x5), a6 = new(x6), a7 = new(x7);
        for (int stage = 0; stage < 3; stage++)
        {
            Shuffle.Interleave(a0, a4, out Lanes<double> b0, out Lanes<double> b1);
            Shuffle.Interleave(a1, a5, out Lanes<double> b2, out Lanes<double> b3);
            Shuffle.Interleave(a2, a6, out Lanes<double> b4, out Lanes<double> b5);
            Shuffle.Interleave(a3, a7, out Lanes<double> b6, out Lanes<double> b7);
            (a0, a1, a2, a3, a4, a5, a6, a7) = (b0, b1, b2, b3, b4, b5, b6, b7);
        }

        a0.Vector.CopyTo(destination);
        a1.Vector.CopyTo(destination[stride..]);
        a2.Vector.CopyTo(destination[(2 * stride)..]);
        a3.Vector.CopyTo(destination[(3 * stride)..]);
        a4.Vector.CopyTo(destination[(4 * stride)..]);
        a5.Vector.CopyTo(destination[(5 * stride)..]);
        a6.Vector.CopyTo(destination[(6 * stride)..]);
        a7.Vector.CopyTo(destination[(7 * stride)..]);
    }
}
