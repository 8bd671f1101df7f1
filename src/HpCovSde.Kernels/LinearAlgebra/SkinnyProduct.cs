using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// Products of a large matrix, whose vectors are contiguous, with a few vectors, by dot products. The large matrix is
/// read once, in place, since packing it would cost more than the arithmetic. Lane l of a sum takes the inner indices
/// ≡ l modulo the lane count; lanes are added pairwise; the last indices follow one by one.
/// </summary>
internal static unsafe class SkinnyProduct
{
    // Measured at 300 x n x 300 and 1000 x n x 1000: from five vectors on, packing is faster, in both precisions.
    private const int MostVectors = 4;
    private const int Rows = 4;

    // Shorter sums spend most of their time adding lanes; DirectProduct takes them.
    private const int LeastDepth = 64;

    /// <summary>Whether products of <paramref name="large"/> with <paramref name="few"/> vectors are faster here.</summary>
    internal static bool Serves<T>(int few, int k, Operand<T> large)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => few <= MostVectors && k >= LeastDepth && !large.IsPanel;

    internal static WorkspaceRequirement Requirement<T>(int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Math.Min(m, n) <= MostVectors ? WorkspaceRequirement.Of<T>((long)MostVectors * k) : WorkspaceRequirement.None;

    /// <summary>
    /// C ← α·(x·y) + β·C for all pairs of the <paramref name="many"/> vectors x and the <paramref name="few"/> vectors y;
    /// element (x, y) of C at c[x·strideX + y·strideY].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<T>(
        int many, int few, int k, T alpha, Operand<T> large, Operand<T> small,
        T beta, T* c, nint strideX, nint strideY, Workspace workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using WorkspaceFrame frame = workspace.Enter();
        T* vectors = BlockedProduct.Address(frame.Rent<T>(few * k));
        for (int y = 0; y < few; y++)
        {
            // A panel of width 1 is a contiguous vector.
            small.Pack(y, 1, 0, k, vectors + ((nint)y * k), 1);
        }

        T* sums = stackalloc T[2 * Rows];
        for (int x = 0; x < many; x += Rows)
        {
            // Past the end, the last vector is read again: nothing outside the matrix is read, and only existing elements are written.
            int rows = Math.Min(Rows, many - x);
            T* x0 = large.At(x, 0);
            T* x1 = large.At(x + Math.Min(1, rows - 1), 0);
            T* x2 = large.At(x + Math.Min(2, rows - 1), 0);
            T* x3 = large.At(x + Math.Min(3, rows - 1), 0);
            for (int y = 0; y < few; y += 2)
            {
                int pair = Math.Min(2, few - y);
                T* y0 = vectors + ((nint)y * k);
                if (pair == 2)
                {
                    Dots(k, x0, x1, x2, x3, y0, y0 + k, sums);
                }
                else
                {
                    Dots(k, x0, x1, x2, x3, y0, sums);
                }

                for (int r = 0; r < rows; r++)
                {
                    for (int s = 0; s < pair; s++)
                    {
                        T* element = c + ((x + r) * strideX) + ((y + s) * strideY);
                        T sum = sums[(s * Rows) + r];
                        *element = beta == T.Zero ? alpha * sum : T.FusedMultiplyAdd(alpha, sum, beta * *element);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots<T>(int k, T* x0, T* x1, T* x2, T* x3, T* y0, T* y1, T* sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector512<T> s00 = Vector512<T>.Zero, s10 = Vector512<T>.Zero, s20 = Vector512<T>.Zero, s30 = Vector512<T>.Zero;
        Vector512<T> s01 = Vector512<T>.Zero, s11 = Vector512<T>.Zero, s21 = Vector512<T>.Zero, s31 = Vector512<T>.Zero;
        int p = 0;
        for (; p <= k - Vector512<T>.Count; p += Vector512<T>.Count)
        {
            Vector512<T> v0 = Vector512.Load(y0 + p);
            Vector512<T> v1 = Vector512.Load(y1 + p);
            Vector512<T> u = Vector512.Load(x0 + p);
            s00 = Fused.MultiplyAdd(u, v0, s00);
            s01 = Fused.MultiplyAdd(u, v1, s01);
            u = Vector512.Load(x1 + p);
            s10 = Fused.MultiplyAdd(u, v0, s10);
            s11 = Fused.MultiplyAdd(u, v1, s11);
            u = Vector512.Load(x2 + p);
            s20 = Fused.MultiplyAdd(u, v0, s20);
            s21 = Fused.MultiplyAdd(u, v1, s21);
            u = Vector512.Load(x3 + p);
            s30 = Fused.MultiplyAdd(u, v0, s30);
            s31 = Fused.MultiplyAdd(u, v1, s31);
        }

        sums[0] = Finish(s00, x0, y0, p, k);
        sums[1] = Finish(s10, x1, y0, p, k);
        sums[2] = Finish(s20, x2, y0, p, k);
        sums[3] = Finish(s30, x3, y0, p, k);
        sums[4] = Finish(s01, x0, y1, p, k);
        sums[5] = Finish(s11, x1, y1, p, k);
        sums[6] = Finish(s21, x2, y1, p, k);
        sums[7] = Finish(s31, x3, y1, p, k);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots<T>(int k, T* x0, T* x1, T* x2, T* x3, T* y0, T* sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector512<T> s0 = Vector512<T>.Zero, s1 = Vector512<T>.Zero, s2 = Vector512<T>.Zero, s3 = Vector512<T>.Zero;
        int p = 0;
        for (; p <= k - Vector512<T>.Count; p += Vector512<T>.Count)
        {
            Vector512<T> v = Vector512.Load(y0 + p);
            s0 = Fused.MultiplyAdd(Vector512.Load(x0 + p), v, s0);
            s1 = Fused.MultiplyAdd(Vector512.Load(x1 + p), v, s1);
            s2 = Fused.MultiplyAdd(Vector512.Load(x2 + p), v, s2);
            s3 = Fused.MultiplyAdd(Vector512.Load(x3 + p), v, s3);
        }

        sums[0] = Finish(s0, x0, y0, p, k);
        sums[1] = Finish(s1, x1, y0, p, k);
        sums[2] = Finish(s2, x2, y0, p, k);
        sums[3] = Finish(s3, x3, y0, p, k);
    }

    // Written out because the order of addition of Vector512.Sum is not specified.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Finish<T>(Vector512<T> lanes, T* x, T* y, int p, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector256<T> half = lanes.GetLower() + lanes.GetUpper();
        Vector128<T> quarter = half.GetLower() + half.GetUpper();
        T sum = typeof(T) == typeof(double)
            ? quarter[0] + quarter[1]
            : (quarter[0] + quarter[2]) + (quarter[1] + quarter[3]);
        for (; p < k; p++)
        {
            sum = T.FusedMultiplyAdd(x[p], y[p], sum);
        }

        return sum;
    }
}
