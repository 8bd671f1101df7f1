using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// A layer of a feedforward network with one input by the exact law of V'/V: a few numbers for each layer, whatever n. Lanes = replicas.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TLaw">The law.</typeparam>
internal sealed class ExactVariance<T, TLaw>(GramMatrix start, int width, TLaw law)
    : CovarianceTransition<T>(start, largestRank: width, new(Own: true, MayOppose: false))
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLaw : struct, IVarianceLaw
{
    private readonly TLaw _law = law;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        CovarianceBundle<T> covariance = Covariance(bundle);
        covariance.AddToLogVariance(0, ExactDraws.LogFactor<T, TLaw>(_law, stream, StreamMap.Segments.ExactLayer));

        // The unit vector of an input that died is 0.
        Lanes.Select(covariance.IsDead(0), Lanes<T>.Zero, Lanes<T>.One).Store(covariance.DifferenceGram, 0);
    }
}
