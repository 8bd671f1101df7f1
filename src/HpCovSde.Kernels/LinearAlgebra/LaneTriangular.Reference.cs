using System.Numerics;

namespace HpCovSde.Kernels.LinearAlgebra;

internal static partial class LaneTriangular
{
    /// <summary>One matrix as plain loops; every lane of <see cref="Multiply"/> equals it bit for bit.</summary>
    internal static void MultiplyReference<T>(
        int n, ReadOnlySpan<T> l, ReadOnlySpan<T> columns, ReadOnlySpan<T> diagonal, ReadOnlySpan<T> columnScale, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                T sum = T.Zero;
                for (int k = j + 1; k <= i; k++)
                {
                    sum = T.FusedMultiplyAdd(l[PackedLower.Index(i, k)], columns[PackedLower.ColumnIndex(n, k, j)], sum);
                }

                result[PackedLower.Index(i, j)] = T.FusedMultiplyAdd(l[PackedLower.Index(i, j)], diagonal[j], columnScale[j] * sum);
            }
        }
    }

    /// <summary>One matrix as plain loops; every lane of <see cref="Gram"/> equals it bit for bit.</summary>
    internal static void GramReference<T>(int n, ReadOnlySpan<T> l, Span<T> gram)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                T sum = T.Zero;
                for (int k = 0; k <= j; k++)
                {
                    sum = T.FusedMultiplyAdd(l[PackedLower.Index(i, k)], l[PackedLower.Index(j, k)], sum);
                }

                gram[PackedLower.Index(i, j)] = sum;
            }
        }
    }

    /// <summary>One matrix as plain loops; every lane of <see cref="AddSymmetricProduct"/> equals it bit for bit.</summary>
    internal static void AddSymmetricProductReference<T>(int n, ReadOnlySpan<T> m, ReadOnlySpan<T> l, Span<T> v)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                T sum = v[PackedLower.Index(i, j)];
                for (int k = 0; k <= j; k++)
                {
                    sum = T.FusedMultiplyAdd(m[PackedLower.Index(i, k)], l[PackedLower.Index(j, k)], sum);
                    sum = T.FusedMultiplyAdd(l[PackedLower.Index(i, k)], m[PackedLower.Index(j, k)], sum);
                }

                v[PackedLower.Index(i, j)] = sum;
            }
        }
    }
}
