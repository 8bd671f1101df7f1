using System.Numerics;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Chains;

/// <summary>A transition whose bundles begin with a <see cref="CovarianceBundle{T}"/>. It starts as V_0, and it is observed.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal abstract class CovarianceTransition<T> : BundledTransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="start">V_0.</param>
    /// <param name="largestRank">A bound on the rank of V: the width of a network, m for an SDE.</param>
    /// <param name="units">How the differences of inputs are kept.</param>
    /// <param name="ownRows">Rows of lanes that a bundle holds behind the covariances.</param>
    /// <param name="normals">
    /// The normals of several steps, and with them the number of bundles; null for one bundle that draws its own.
    /// </param>
    protected CovarianceTransition(
        GramMatrix start, int largestRank, DifferenceUnits units, int ownRows = 0, StepNormals<T>? normals = null)
        : base(start.Size, CovarianceBundle<T>.Length(start.Size) + (ownRows * Lanes<T>.Count), normals)
    {
        InitialCovariance = start;
        LargestRank = largestRank;
        Units = units;
    }

    public override WorkspaceRequirement Requirement => AdvanceRequirement.Or(CovarianceObserver.Requirement<T>(Inputs));

    /// <summary>V_0.</summary>
    protected GramMatrix InitialCovariance { get; }

    /// <summary>A bound on the rank of V.</summary>
    protected int LargestRank { get; }

    /// <summary>How the differences of inputs are kept.</summary>
    protected DifferenceUnits Units { get; }

    /// <summary>Scratch of a start or a step.</summary>
    protected virtual WorkspaceRequirement AdvanceRequirement => WorkspaceRequirement.None;

    protected override void StartBundle(Span<T> bundle, in RandomStream stream, Workspace workspace) =>
        Covariance(bundle).Set(InitialCovariance);

    protected override void ObserveBundle(Span<T> bundle, ObservationRows rows, Workspace workspace) =>
        CovarianceObserver.Observe(Covariance(bundle), LargestRank, rows, workspace);

    protected CovarianceBundle<T> Covariance(Span<T> bundle) => new(bundle, Inputs, Units);

    /// <summary>What a bundle holds behind the covariances.</summary>
    protected Span<T> Own(Span<T> bundle) => bundle[CovarianceBundle<T>.Length(Inputs)..];
}
