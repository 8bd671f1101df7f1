using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>Products of packed lower triangular matrices of lanes.</summary>
internal static class LowerTriangular
{
    /// <summary>L ← L·T in place, both m×m lower triangular.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void MultiplyBy<T>(int m, Span<T> l, ReadOnlySpan<T> t)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < m; i++)
        {
            // Column j of the product reads columns j..i of L only, so columns may be overwritten from the left.
            for (int j = 0; j <= i; j++)
            {
                Lanes<T> sum = Lanes<T>.Load(l, PackedLower.Index(i, j)) * Lanes<T>.Load(t, PackedLower.Index(j, j));
                for (int k = j + 1; k <= i; k++)
                {
                    sum = Lanes.MultiplyAdd(Lanes<T>.Load(l, PackedLower.Index(i, k)), Lanes<T>.Load(t, PackedLower.Index(k, j)), sum);
                }

                sum.Store(l, PackedLower.Index(i, j));
            }
        }
    }

    /// <summary>The packed lower triangle of L·Lᵀ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Gram<T>(int m, ReadOnlySpan<T> l, Span<T> gram)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                Lanes<T> sum = Lanes<T>.Load(l, PackedLower.Index(i, 0)) * Lanes<T>.Load(l, PackedLower.Index(j, 0));
                for (int k = 1; k <= j; k++)
                {
                    sum = Lanes.MultiplyAdd(Lanes<T>.Load(l, PackedLower.Index(i, k)), Lanes<T>.Load(l, PackedLower.Index(j, k)), sum);
                }

                sum.Store(gram, PackedLower.Index(i, j));
            }
        }
    }
}
