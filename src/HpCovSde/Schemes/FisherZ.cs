using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// Two inputs of the shaped ReLU limit: half a step of the drift flow, the noise in Fisher's z, half a step of the drift flow. The noise
/// keeps ρ = ±1; the drift keeps ρ = 1 and leads away from ρ = −1.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class FisherZ<T> : FisherZScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _halfKappaStep;

    internal FisherZ(GramMatrix start, double kappa, TimeGrid grid)
        : base(start, null, grid, isOdd: kappa == 0) => _halfKappaStep = kappa * Step / 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        CovarianceBundle<T> covariance = Covariance(bundle);
        covariance.GetPair(out Lanes<T> reference, out Lanes<T> delta);
        delta = AfterHalfDrift(delta);
        AddToLogVariances(covariance, reference, delta, normals);
        delta = MoveFisherZ(covariance, delta, reference * Lanes<T>.Load(normals, 0));
        covariance.SetPair(reference, AfterHalfDrift(delta));
    }

    // Without drift nothing falls. With drift the reference is 1. The δ of a dead input has no meaning but stays in [0, 2].
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private Lanes<T> AfterHalfDrift(Lanes<T> delta) => delta - ArcCosineDrift.Decrease(delta, _halfKappaStep);
}
