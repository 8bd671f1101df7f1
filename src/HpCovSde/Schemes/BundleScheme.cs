using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>What the schemes share that keep V as <see cref="Covariances.CovarianceBundle{T}"/>s.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal abstract class BundleScheme<T> : CovarianceTransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="start">V_0.</param>
    /// <param name="drift">The drift over a step, or over the part of a step that the scheme asks for at a time.</param>
    /// <param name="grid">h, and how many steps.</param>
    /// <param name="normalsPerStep">How many normals a step of one replica takes.</param>
    /// <param name="ownRows">Rows of lanes that a bundle holds behind the covariances.</param>
    /// <param name="isOdd">
    /// Whether nearly opposite inputs remain so, if the drift is not given here; see <see cref="DriftFlow{T}.IsOdd"/>.
    /// </param>
    /// <param name="source">Where the normals come from; null draws them.</param>
    protected BundleScheme(
        GramMatrix start,
        DriftFlow<T>? drift,
        TimeGrid grid,
        int normalsPerStep,
        int ownRows = 0,
        bool isOdd = true,
        INormalSource<T>? source = null)
        : base(
            start,
            largestRank: start.Size,
            new(Own: true, MayOppose: drift?.IsOdd ?? isOdd),
            ownRows,
            SchemeNormals.Of(start.Size, normalsPerStep, grid, source))
    {
        Step = grid.Step;
        Drift = drift;
    }

    /// <summary>h.</summary>
    protected double Step { get; }

    /// <summary>The drift; null if there is none, or if the scheme computes it itself.</summary>
    protected DriftFlow<T>? Drift { get; }

    protected override WorkspaceRequirement AdvanceRequirement => Drift?.Requirement ?? WorkspaceRequirement.None;

    protected override void ObserveBundle(Span<T> bundle, ObservationRows rows, Workspace workspace)
    {
        base.ObserveBundle(bundle, rows, workspace);
        for (int lane = 0; lane < Lanes<T>.Count; lane++)
        {
            rows.SetExplosionTime(lane, Covariance(bundle).ExplosionTime(lane));
        }
    }
}
