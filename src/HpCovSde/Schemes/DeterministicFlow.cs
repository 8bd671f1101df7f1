using System.Numerics;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Schemes;

/// <summary>
/// The deterministic limit for exponents below 1/2, dV = b(V) dt, by the flow map of its drift. All replicas are equal. As a chain it can
/// be recorded, plotted and compared like any other.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class DeterministicFlow<T> : BundleScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal DeterministicFlow(GramMatrix start, DriftFlow<T>? drift, TimeGrid grid)
        : base(start, drift, grid, normalsPerStep: 0)
    {
    }

    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace) =>
        Drift?.Apply(Covariance(bundle), stream.Step * Step, workspace);
}
