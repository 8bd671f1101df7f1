using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Schemes;

/// <summary>
/// The deterministic limit for exponents below 1/2: dρ/dt = ν(ρ) with V^{aa} constant, by the second-order definite flow map. Every
/// replica is the same; as a chain it can be recorded, plotted and compared like any other.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class ArcCosineFlow<T> : BundleScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ArcCosineFlow(GramMatrix start, double kappa, double step)
        : base(start, kappa, step)
    {
    }

    protected override WorkspaceRequirement AdvanceRequirement => WorkspaceRequirement.None;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Advance(Span<T> state, RandomStream stream, Workspace workspace) =>
        Drift(new CovarianceBundle<T>(state, Inputs), KappaStep, workspace);
}
