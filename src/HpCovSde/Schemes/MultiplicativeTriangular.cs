using System.Numerics;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// L' = L T, then the drift flow, see <see cref="TriangularStep{T}"/>. V stays definite. Weak order 1.
/// </summary>
/// <remarks>
/// L is the Cholesky factor in difference coordinates. Multiplication from the right commutes with the change of coordinates.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class MultiplicativeTriangular<T> : BundleScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TriangularStep<T> _triangle;

    internal MultiplicativeTriangular(GramMatrix start, DriftFlow<T> drift, TimeGrid grid)
        : base(start, drift, grid, PackedLower.Length(start.Size)) => _triangle = new(start.Size, Step);

    protected override WorkspaceRequirement AdvanceRequirement =>
        WorkspaceRequirement.Of<T>(PackedElements).And(WorkspaceRequirement.Of<T>(Inputs * Lanes<T>.Count)).And(base.AdvanceRequirement);

    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(PackedElements);
        Span<T> diagonal = frame.Rent<T>(m * Lanes<T>.Count);
        _triangle.FillDiagonal(normals, diagonal);
        CovarianceBundle<T> covariance = Covariance(bundle);
        _ = LaneCholesky.Factor(m, covariance.DifferenceGram, factor);
        LaneTriangular.Multiply(m, factor, normals, diagonal, _triangle.ColumnScale, factor);
        LaneTriangular.Gram(m, factor);
        covariance.TakeDifferenceGram(factor, Lanes<T>.One);
        Drift!.Apply(covariance, stream.Step * Step, workspace);
    }
}
