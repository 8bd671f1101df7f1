using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// The random triangle of <see cref="Schemes.MultiplicativeTriangular"/>: T_ii = exp((√(2h) g_i − i h)/2), and T_ij = √(e^{−(j−1)h} (1 −
/// e^{−h})) g_ij for j &lt; i (i, j from 1). E TTᵀ = I, so E V is exact without drift; log det TTᵀ is exact in law.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class TriangularStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _diagonalScale;
    private readonly T[] _diagonalShift;

    /// <param name="inputs">m.</param>
    /// <param name="step">h.</param>
    internal TriangularStep(int inputs, double step)
    {
        _diagonalScale = T.CreateTruncating(Math.Sqrt(step / 2));
        _diagonalShift = new T[inputs];
        ColumnScale = new T[inputs];
        for (int i = 0; i < inputs; i++)
        {
            _diagonalShift[i] = T.CreateTruncating(-(i + 1) * step / 2);
            ColumnScale[i] = T.CreateTruncating(Math.Sqrt(Math.Exp(-i * step) * -ElementaryFunctions.Expm1(-step)));
        }
    }

    /// <summary>√(e^{−(j−1)h} (1 − e^{−h})) of every column.</summary>
    internal T[] ColumnScale { get; }

    /// <summary>T_ii, a row of lanes for each i.</summary>
    /// <param name="normals">m(m + 1)/2 rows, stored by columns.</param>
    /// <param name="diagonal">m rows.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal void FillDiagonal(ReadOnlySpan<T> normals, Span<T> diagonal)
    {
        int inputs = _diagonalShift.Length;
        for (int i = 0; i < inputs; i++)
        {
            Lanes<T> normal = Lanes<T>.Load(normals, PackedLower.ColumnIndex(inputs, i, i));
            VectorMath.Exp(Lanes.MultiplyAdd(_diagonalScale, normal, _diagonalShift[i])).Store(diagonal, i);
        }
    }
}
