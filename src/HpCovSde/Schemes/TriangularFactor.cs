using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Schemes;

/// <summary><see cref="MultiplicativeTriangular{T}"/> without drift: the factor is kept, and never multiplied out.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class TriangularFactor<T> : FactorTransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TriangularStep<T> _triangle;

    internal TriangularFactor(GramMatrix start, TimeGrid grid)
        : this(start, grid, new(start.Size, grid.Step))
    {
    }

    private TriangularFactor(GramMatrix start, TimeGrid grid, TriangularStep<T> triangle)
        : base(
            start,
            largestRank: start.Size,
            triangle.ColumnScale,
            SchemeNormals.Of<T>(start.Size, PackedLower.Length(start.Size), grid),
            shrinkage: (start.Size - 1) * grid.Step / 2) => _triangle = triangle;

    protected override WorkspaceRequirement FillRequirement => WorkspaceRequirement.None;

    protected override ReadOnlySpan<T> Fill(
        in RandomStream stream, ReadOnlySpan<T> normals, Span<T> columns, Span<T> diagonal, Workspace workspace)
    {
        _triangle.FillDiagonal(normals, diagonal);
        return normals[..PackedElements];
    }
}
