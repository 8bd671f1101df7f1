using System.Numerics;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>What the schemes whose bundles are <see cref="CovarianceBundle{T}"/>s share.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal abstract class BundleScheme<T> : LaneScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="start">V_0.</param>
    /// <param name="drift">The drift over a step, or the part of one that the scheme asks for at a time.</param>
    /// <param name="grid">h, and how often.</param>
    /// <param name="normalsPerStep">How many a replica consumes.</param>
    /// <param name="ownRows">Rows of lanes that a bundle holds behind the covariances.</param>
    protected BundleScheme(GramMatrix start, DriftFlow<T>? drift, TimeGrid grid, int normalsPerStep, int ownRows = 0)
        : base(start, grid, CovarianceBundle<T>.Length(start.Size) + (ownRows * Lanes<T>.Count), normalsPerStep) => Drift = drift;

    public override WorkspaceRequirement Requirement =>
        AdvanceRequirement.And(Drift?.Requirement ?? WorkspaceRequirement.None).Or(BundleObserver.Requirement<T>(Inputs));

    /// <summary>The drift; null where there is none, or none of its own.</summary>
    protected DriftFlow<T>? Drift { get; }

    /// <summary>What a step needs besides the drift.</summary>
    protected abstract WorkspaceRequirement AdvanceRequirement { get; }

    /// <summary>What a bundle holds behind the covariances.</summary>
    protected Span<T> Own(Span<T> bundle) => bundle[CovarianceBundle<T>.Length(Inputs)..];

    protected override void StartBundle(Span<T> bundle) => new CovarianceBundle<T>(bundle, Inputs).Set(InitialCovariance);

    protected override void ObserveBundle(Span<T> bundle, Span<double> rows, Workspace workspace)
    {
        var covariance = new CovarianceBundle<T>(bundle, Inputs);
        BundleObserver.Observe(covariance, largestRank: Inputs, rows, workspace);
        int length = CovarianceLayout.RowLength(Inputs);
        for (int lane = 0; lane < Lanes<T>.Count; lane++)
        {
            rows[(lane * length) + CovarianceLayout.ExplosionTime(Inputs)] = covariance.ExplosionTime(lane);
        }
    }
}
