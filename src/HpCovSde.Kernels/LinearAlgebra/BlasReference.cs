using System.Numerics;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>The three products as plain loops: the definition that the tests compare with.</summary>
internal static class BlasReference
{
    internal static void Gemm<T>(
        Transpose transposeA, Transpose transposeB, int m, int n, int k,
        T alpha, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb, T beta, Span<T> c, int ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T sum = T.Zero;
                for (int p = 0; p < k; p++)
                {
                    T x = transposeA == Transpose.No ? a[(i * lda) + p] : a[(p * lda) + i];
                    T y = transposeB == Transpose.No ? b[(p * ldb) + j] : b[(j * ldb) + p];
                    sum = T.FusedMultiplyAdd(x, y, sum);
                }

                Update(ref c[(i * ldc) + j], alpha, sum, beta);
            }
        }
    }

    internal static void Syrk<T>(int n, int k, T alpha, ReadOnlySpan<T> a, int lda, T beta, Span<T> c, int ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                T sum = T.Zero;
                for (int p = 0; p < k; p++)
                {
                    sum = T.FusedMultiplyAdd(a[(p * lda) + i], a[(p * lda) + j], sum);
                }

                Update(ref c[(i * ldc) + j], alpha, sum, beta);
            }
        }
    }

    internal static void Trmm<T>(int m, int n, ReadOnlySpan<T> l, int ldl, Span<T> b, int ldb)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < m; i++)
        {
            // From the last column to the first: column j needs the old values of columns 0 to j.
            for (int j = n - 1; j >= 0; j--)
            {
                T sum = T.Zero;
                for (int p = 0; p <= j; p++)
                {
                    sum = T.FusedMultiplyAdd(b[(i * ldb) + p], l[(j * ldl) + p], sum);
                }

                b[(i * ldb) + j] = sum;
            }
        }
    }

    private static void Update<T>(ref T c, T alpha, T sum, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        c = beta == T.Zero ? alpha * sum : T.FusedMultiplyAdd(alpha, sum, beta * c);
}
