using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>Transposes 4 × 4 elements in registers.</summary>
internal static unsafe class Transpose4x4
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Run<T>(T* s0, T* s1, T* s2, T* s3, T* d, nint stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Avx.IsSupported && typeof(T) == typeof(double))
        {
            Run((double*)s0, (double*)s1, (double*)s2, (double*)s3, (double*)d, stride);
        }
        else if (Avx.IsSupported && typeof(T) == typeof(float))
        {
            Run((float*)s0, (float*)s1, (float*)s2, (float*)s3, (float*)d, stride);
        }
        else
        {
            for (int p = 0; p < 4; p++)
            {
                d[0] = s0[p];
                d[1] = s1[p];
                d[2] = s2[p];
                d[3] = s3[p];
                d += stride;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run(double* s0, double* s1, double* s2, double* s3, double* d, nint stride)
    {
        Vector256<double> r0 = Vector256.Load(s0), r1 = Vector256.Load(s1), r2 = Vector256.Load(s2), r3 = Vector256.Load(s3);
        Vector256<double> even01 = Avx.UnpackLow(r0, r1), odd01 = Avx.UnpackHigh(r0, r1);
        Vector256<double> even23 = Avx.UnpackLow(r2, r3), odd23 = Avx.UnpackHigh(r2, r3);
        Avx.Permute2x128(even01, even23, 0x20).Store(d);
        Avx.Permute2x128(odd01, odd23, 0x20).Store(d + stride);
        Avx.Permute2x128(even01, even23, 0x31).Store(d + (2 * stride));
        Avx.Permute2x128(odd01, odd23, 0x31).Store(d + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run(float* s0, float* s1, float* s2, float* s3, float* d, nint stride)
    {
        Vector128<float> r0 = Vector128.Load(s0), r1 = Vector128.Load(s1), r2 = Vector128.Load(s2), r3 = Vector128.Load(s3);
        Vector128<float> low01 = Sse.UnpackLow(r0, r1), high01 = Sse.UnpackHigh(r0, r1);
        Vector128<float> low23 = Sse.UnpackLow(r2, r3), high23 = Sse.UnpackHigh(r2, r3);
        Sse.MoveLowToHigh(low01, low23).Store(d);
        Sse.MoveHighToLow(low23, low01).Store(d + stride);
        Sse.MoveLowToHigh(high01, high23).Store(d + (2 * stride));
        Sse.MoveHighToLow(high23, high01).Store(d + (3 * stride));
    }
}
