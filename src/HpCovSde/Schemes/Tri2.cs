using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Schemes;

/// <summary>
/// Strang's splitting of a covariance SDE: half a step of the drift flow, L' = L T, half a step of the drift flow, T drawn by
/// <see cref="TriangularNoise{T}"/>. Neighbouring halves are one flow. Hence a bundle is kept as it is after the noise, and the half flow
/// that is still to come is applied to a copy when it is observed. A row behind the bundle has the time at which it begins, and 0 where
/// there is none, at the start.
/// <para>The drift may act at every k-th step only, over k steps: then k steps of noise are one of a coarser chain, whose noise is the
/// product of theirs. Chains of different k with the same steps read the same normals. Such a chain is observed after a multiple of k.
/// </para>
/// </summary>
/// <remarks>
/// Weak order 2 of the splitting: Strang 1968; Ninomiya, Victoir 2008.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class Tri2<T> : BundleScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DriftFlow<T> _half;
    private readonly TriangularNoise<T> _noise;
    private readonly uint _stepsOfDrift;

    /// <param name="start">V_0.</param>
    /// <param name="drift">The drift over k steps.</param>
    /// <param name="half">The drift over half of that time.</param>
    /// <param name="grid">The steps of the noise.</param>
    /// <param name="stepsOfDrift">k ≥ 1.</param>
    /// <param name="noise">The noise of a step.</param>
    /// <param name="source">Where its normals come from; null draws them.</param>
    internal Tri2(
        GramMatrix start,
        DriftFlow<T> drift,
        DriftFlow<T> half,
        TimeGrid grid,
        int stepsOfDrift,
        TriangularNoise<T> noise,
        INormalSource<T>? source)
        : base(start, drift, grid, noise.Normals, ownRows: 1, source: source)
    {
        _half = half;
        _noise = noise;
        _stepsOfDrift = (uint)stepsOfDrift;
    }

    public override WorkspaceRequirement Requirement => AdvanceRequirement.Or(
        WorkspaceRequirement.Of<T>(BundleLength).And(_half.Requirement.Or(CovarianceObserver.Requirement<T>(Inputs))));

    protected override WorkspaceRequirement AdvanceRequirement => _noise.Requirement.Or(base.AdvanceRequirement);

    protected override void StartBundle(Span<T> bundle, in RandomStream stream, Workspace workspace)
    {
        base.StartBundle(bundle, stream, workspace);
        Own(bundle).Clear();
    }

    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        CovarianceBundle<T> covariance = Covariance(bundle);
        if (stream.Step % _stepsOfDrift == 0)
        {
            double time = HalfToCome(bundle);
            (time > 0 ? Drift! : _half).Apply(covariance, time, workspace);
        }

        _noise.Apply(covariance, normals, workspace);
        Own(bundle).Fill(T.CreateTruncating((stream.Step + 1 - (_stepsOfDrift / 2.0)) * Step));
    }

    protected override void ObserveBundle(Span<T> bundle, ObservationRows rows, Workspace workspace)
    {
        double time = HalfToCome(bundle);
        if (!(time > 0))
        {
            base.ObserveBundle(bundle, rows, workspace);
            return;
        }

        using WorkspaceFrame frame = workspace.Enter();
        Span<T> copy = frame.Rent<T>(BundleLength);
        bundle.CopyTo(copy);
        _half.Apply(Covariance(copy), time, workspace);
        base.ObserveBundle(copy, rows, workspace);
    }

    private double HalfToCome(Span<T> bundle) => double.CreateTruncating(Own(bundle)[0]);
}
