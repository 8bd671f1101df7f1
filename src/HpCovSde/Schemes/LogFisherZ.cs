using System.Numerics;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// Two inputs of a shaped smooth network: (log A, log B, z), z = artanh ρ, by half a step of the drift flow, the noise of
/// <see cref="FisherZScheme{T}"/>, and half a step of the drift flow. The flow takes the drift of log A, β(A − 1), and of ρ, φ″(0)²/(4a²)
/// (√(AB)(1 + 2ρ²) − 3/2 ρ(A + B)).
/// </summary>
/// <remarks>
/// Each log variance by itself has weak order 2, from two exact flows. So has ρ for odd activations, which only the noise moves. Jointly,
/// and for ρ where φ″(0) ≠ 0, the order is 1: that of the flow of correlations, and of noise taken at the start of a step.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class LogFisherZ<T> : FisherZScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal LogFisherZ(GramMatrix start, SmoothDrift drift, TimeGrid grid)
        : base(start, new SmoothDriftFlow<T>(2, drift, grid.Step / 2), grid)
    {
    }

    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        CovarianceBundle<T> covariance = Covariance(bundle);
        double time = stream.Step * Step;
        Drift!.Apply(covariance, time, workspace);
        covariance.GetPair(out Lanes<T> reference, out Lanes<T> delta);
        AddToLogVariances(covariance, reference, delta, normals);
        covariance.SetPair(reference, MoveFisherZ(covariance, delta, reference * Lanes<T>.Load(normals, 0)));
        Drift.Apply(covariance, time + (Step / 2), workspace);
    }
}
