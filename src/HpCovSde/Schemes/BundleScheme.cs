using System.Numerics;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Schemes;

/// <summary>What the schemes whose bundles are <see cref="CovarianceBundle{T}"/>s share.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal abstract class BundleScheme<T> : LaneScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected BundleScheme(GramMatrix start, DriftFlow<T>? drift, TimeGrid grid, int normalsPerStep)
        : base(start, grid, CovarianceBundle<T>.Length(start.Size), normalsPerStep) => Drift = drift;

    public override WorkspaceRequirement Requirement =>
        AdvanceRequirement.And(Drift?.Requirement ?? WorkspaceRequirement.None).Or(BundleObserver.Requirement<T>(Inputs));

    /// <summary>The drift over a step; null where there is none.</summary>
    protected DriftFlow<T>? Drift { get; }

    /// <summary>What a step needs besides the drift.</summary>
    protected abstract WorkspaceRequirement AdvanceRequirement { get; }

    protected override void StartBundle(Span<T> bundle) => new CovarianceBundle<T>(bundle, Inputs).Set(InitialCovariance);

    protected override void ObserveBundle(Span<T> bundle, Span<double> rows, Workspace workspace) =>
        BundleObserver.Observe(new CovarianceBundle<T>(bundle, Inputs), largestRank: Inputs, rows, workspace);
}
