using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Chains;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// A layer of a residual network with one input whose activation keeps magnitudes up to a factor, by the exact law of |Y_l|²/|Y_{l−1}|²: a
/// few numbers for each layer, whatever n. Lanes = replicas.
/// </summary>
/// <remarks>
/// The log V^{11} of a bundle is log q_0 plus the logarithms of these ratios. A row behind it holds log(|Y_0|²/(n q_0)), which is drawn at
/// the start: the norm of the features grows as that of Y does, without it.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class ExactResidual<T> : CovarianceTransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ChiSquaredLaw _first;
    private readonly ResidualNormLayer _layer;

    /// <param name="start">q_0 of one input.</param>
    /// <param name="width">n.</param>
    /// <param name="slope">|φ(y)|/|y|.</param>
    /// <param name="branches">α_1 … α_L.</param>
    internal ExactResidual(GramMatrix start, int width, double slope, BranchScaling branches)
        : base(start, largestRank: width, new(Own: true, MayOppose: false), ownRows: 1)
    {
        _first = new(width);
        _layer = new(width, slope, branches);
    }

    protected override void StartBundle(Span<T> bundle, in RandomStream stream, Workspace workspace)
    {
        base.StartBundle(bundle, stream, workspace);
        ExactDraws.LogFactor<T, ChiSquaredLaw>(_first, stream, StreamMap.Segments.ExactStart).Store(Own(bundle), 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace) =>
        Covariance(bundle).AddToLogVariance(0, ExactDraws.LogFactor<T, ResidualNormLayer>(_layer, stream, StreamMap.Segments.ExactLayer));

    protected override void ObserveBundle(Span<T> bundle, ObservationRows rows, Workspace workspace)
    {
        base.ObserveBundle(bundle, rows, workspace);
        double logStart = Math.Log(InitialCovariance.Variance(0));
        for (int lane = 0; lane < Lanes<T>.Count; lane++)
        {
            double first = double.CreateTruncating(Own(bundle)[lane]);
            double log = rows[lane].LogVariance(0);
            rows.SetLogFeatureNorm(lane, 0, 0.5 * (log - logStart));
            rows.SetLogVariance(lane, 0, log + first);
            rows.SetLogDeterminant(lane, rows[lane].LogDeterminant + first);
        }
    }
}
