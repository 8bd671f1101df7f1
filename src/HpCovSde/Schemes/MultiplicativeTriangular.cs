using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// L' = L T with T lower triangular, T_ii = exp((√(2h) g_i − i h)/2) and T_ij = √(e^{−(j−1)h} (1 − e^{−h})) g_ij for j &lt; i (i, j from
/// 1), then the drift flow. E TTᵀ = I, so E V is exact without drift; log det V = Σ 2 log L_ii is exact in law; V stays definite.
/// </summary>
/// <remarks>
/// L is the Cholesky factor in difference coordinates. Multiplication from the right commutes with the change of coordinates. Weak order 1.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class MultiplicativeTriangular<T> : BundleScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _diagonalScale;
    private readonly T[] _diagonalShift;
    private readonly T[] _columnScale;

    internal MultiplicativeTriangular(GramMatrix start, DriftFlow<T>? drift, TimeGrid grid)
        : base(start, drift, grid, PackedLower.Length(start.Size))
    {
        _diagonalScale = T.CreateTruncating(Math.Sqrt(Step / 2));
        _diagonalShift = new T[Inputs];
        _columnScale = new T[Inputs];
        for (int i = 0; i < Inputs; i++)
        {
            _diagonalShift[i] = T.CreateTruncating(-(i + 1) * Step / 2);
            _columnScale[i] = T.CreateTruncating(Math.Sqrt(Math.Exp(-i * Step) * -double.ExpM1(-Step)));
        }
    }

    protected override WorkspaceRequirement AdvanceRequirement =>
        WorkspaceRequirement.Of<T>(PackedElements).And(WorkspaceRequirement.Of<T>(Inputs * Lanes<T>.Count)).And(base.AdvanceRequirement);

    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(PackedElements);
        Span<T> diagonal = frame.Rent<T>(m * Lanes<T>.Count);
        FillDiagonal(normals, diagonal);
        CovarianceBundle<T> covariance = Covariance(bundle);
        _ = LaneCholesky.Factor(m, covariance.DifferenceGram, factor);
        LaneTriangular.Multiply(m, factor, normals, diagonal, _columnScale, factor);
        LaneTriangular.Gram(m, factor);
        covariance.TakeDifferenceGram(factor, Lanes<T>.One);
        Drift?.Apply(covariance, stream.Step * Step, workspace);
    }

    // T_ii.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void FillDiagonal(ReadOnlySpan<T> normals, Span<T> diagonal)
    {
        for (int i = 0; i < Inputs; i++)
        {
            Lanes<T> normal = Lanes<T>.Load(normals, PackedLower.ColumnIndex(Inputs, i, i));
            VectorMath.Exp(Lanes.MultiplyAdd(_diagonalScale, normal, _diagonalShift[i])).Store(diagonal, i);
        }
    }
}
