using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HpCovSde.Kernels.Simd;

/// <summary>Moves numbers between lanes. Only kernels whose lanes are not replicas need it.</summary>
internal static class Shuffle
{
    /// <summary>x₀ y₀ x₁ y₁ … : <paramref name="low"/> holds the first half of the sequence, <paramref name="high"/> the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Interleave(Lanes<double> x, Lanes<double> y, out Lanes<double> low, out Lanes<double> high)
    {
        if (Avx512F.IsSupported)
        {
            low = new(Avx512F.PermuteVar8x64x2(x.Vector, Vector512.Create(0L, 8, 1, 9, 2, 10, 3, 11), y.Vector));
            high = new(Avx512F.PermuteVar8x64x2(x.Vector, Vector512.Create(4L, 12, 5, 13, 6, 14, 7, 15), y.Vector));
            return;
        }

        low = new(Interleave(x.Vector.GetLower(), y.Vector.GetLower()));
        high = new(Interleave(x.Vector.GetUpper(), y.Vector.GetUpper()));
    }

    /// <inheritdoc cref="Interleave(Lanes{double}, Lanes{double}, out Lanes{double}, out Lanes{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Interleave(Lanes<float> x, Lanes<float> y, out Lanes<float> low, out Lanes<float> high)
    {
        if (Avx512F.IsSupported)
        {
            Vector512<int> lower = Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            Vector512<int> upper = Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
            low = new(Avx512F.PermuteVar16x32x2(x.Vector, lower, y.Vector));
            high = new(Avx512F.PermuteVar16x32x2(x.Vector, upper, y.Vector));
            return;
        }

        low = new(Interleave(x.Vector.GetLower(), y.Vector.GetLower()));
        high = new(Interleave(x.Vector.GetUpper(), y.Vector.GetUpper()));
    }

    // Four doubles of each.
    private static Vector512<double> Interleave(Vector256<double> x, Vector256<double> y)
    {
        if (Avx.IsSupported)
        {
            Vector256<double> even = Avx.UnpackLow(x, y);
            Vector256<double> odd = Avx.UnpackHigh(x, y);
            return Vector512.Create(Avx.Permute2x128(even, odd, 0x20), Avx.Permute2x128(even, odd, 0x31));
        }

        return Vector512.Create(x[0], y[0], x[1], y[1], x[2], y[2], x[3], y[3]);
    }

    // Eight singles of each.
    private static Vector512<float> Interleave(Vector256<float> x, Vector256<float> y)
    {
        if (Avx.IsSupported)
        {
            Vector256<float> low = Avx.UnpackLow(x, y);
            Vector256<float> high = Avx.UnpackHigh(x, y);
            return Vector512.Create(Avx.Permute2x128(low, high, 0x20), Avx.Permute2x128(low, high, 0x31));
        }

        return Vector512.Create(x[0], y[0], x[1], y[1], x[2], y[2], x[3], y[3], x[4], y[4], x[5], y[5], x[6], y[6], x[7], y[7]);
    }
}
