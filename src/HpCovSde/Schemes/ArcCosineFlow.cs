using System.Numerics;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Schemes;

/// <summary>
/// The deterministic limit for exponents below 1/2: dρ/dt = ν(ρ) with V^{aa} constant, by the second-order definite flow map. Every
/// replica is the same; as a chain it can be recorded, plotted and compared like any other.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class ArcCosineFlow<T> : BundleScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ArcCosineFlow(GramMatrix start, double kappa, TimeGrid grid)
        : base(start, new ArcCosineDriftFlow<T>(start.Size, kappa * grid.Step), grid, normalsPerStep: 0)
    {
    }

    protected override WorkspaceRequirement AdvanceRequirement => WorkspaceRequirement.None;

    protected override void AdvanceBundle(Span<T> bundle, ReadOnlySpan<T> normals, Workspace workspace) =>
        Drift!.Apply(new CovarianceBundle<T>(bundle, Inputs), workspace);
}
