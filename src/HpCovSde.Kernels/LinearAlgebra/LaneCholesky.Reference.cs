using System.Numerics;

namespace HpCovSde.Kernels.LinearAlgebra;

internal static partial class LaneCholesky
{
    /// <summary>
    /// One matrix, <see cref="PackedLower.Length"/> numbers, as plain loops: the definition that every lane of <see cref="Factor"/>
    /// equals bit for bit.
    /// </summary>
    internal static void FactorReference<T>(int n, Span<T> packedLower)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T tolerance = SemidefinitePivot.Tolerance<T>(n);
        for (int j = 0; j < n; j++)
        {
            int rowJ = PackedLower.Index(j, 0);
            T pivot = packedLower[rowJ + j];
            for (int k = 0; k < j; k++)
            {
                pivot = T.FusedMultiplyAdd(-packedLower[rowJ + k], packedLower[rowJ + k], pivot);
            }

            bool isZero = SemidefinitePivot.IsZero(pivot, packedLower[rowJ + j], tolerance);
            T root = isZero ? T.Zero : T.Sqrt(pivot);
            T inverse = isZero ? T.Zero : T.One / root;
            packedLower[rowJ + j] = root;
            for (int i = j + 1; i < n; i++)
            {
                int row = PackedLower.Index(i, 0);
                T sum = packedLower[row + j];
                for (int k = 0; k < j; k++)
                {
                    sum = T.FusedMultiplyAdd(-packedLower[rowJ + k], packedLower[row + k], sum);
                }

                packedLower[row + j] = sum * inverse;
            }
        }
    }
}
