using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Schemes;

/// <summary><see cref="Tri2{T}"/> without drift: the factor is kept, and never multiplied out.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class TriangularFactor<T> : FactorTransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TriangularNoise<T> _noise;

    internal TriangularFactor(GramMatrix start, TimeGrid grid, TriangularNoise<T> noise, INormalSource<T>? source)
        : base(
            start,
            largestRank: start.Size,
            Ones(start.Size),
            SchemeNormals.Of(start.Size, noise.Normals, grid, source),
            shrinkage: (start.Size - 1) * grid.Step / 2) => _noise = noise;

    protected override WorkspaceRequirement FillRequirement => WorkspaceRequirement.None;

    protected override ReadOnlySpan<T> Fill(
        in RandomStream stream, ReadOnlySpan<T> normals, Span<T> columns, Span<T> diagonal, Workspace workspace)
    {
        _noise.Fill(normals, columns, diagonal);
        return columns;
    }
}
