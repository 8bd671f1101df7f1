using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// A layer of a residual network with one input whose activation keeps magnitudes up to a factor, by the exact law of |Y_l|²/|Y_{l−1}|²: a few numbers a layer, whatever
/// n; lanes = replicas.
/// </summary>
/// <remarks>
/// A state is a bundle, where log V^{11} is log q_0 and the sum of the logarithms of these ratios, and then a row with log(|Y_0|²/(n q_0)): features grow as Y does.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class ExactResidual<T> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GramMatrix _start;
    private readonly int _width;
    private readonly ChiSquaredLaw _first;
    private readonly ResidualNormLayer _layer;

    /// <param name="start">q_0 of one input.</param>
    /// <param name="width">n.</param>
    /// <param name="slope">|φ(y)|/|y|.</param>
    /// <param name="branches">α_1 … α_L.</param>
    internal ExactResidual(GramMatrix start, int width, double slope, BranchScaling branches)
    {
        _start = start;
        _width = width;
        _first = new(width);
        _layer = new(width, slope, branches);
    }

    public int Inputs => 1;

    public int ReplicasPerState => Lanes<T>.Count;

    public int StateLength => CovarianceBundle<T>.Length(1) + Lanes<T>.Count;

    public WorkspaceRequirement Requirement => BundleObserver.Requirement<T>(1);

    public void Start(Span<T> state)
    {
        new CovarianceBundle<T>(state, 1).Set(_start);
        Lanes<T>.Zero.Store(First(state), 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        if (stream.Step == 0)
        {
            ExactDraws.LogFactor<T, ChiSquaredLaw>(_first, stream, ExactDraws.StartSegment).Store(First(state), 0);
        }

        new CovarianceBundle<T>(state, 1).AddToLogVariance(0, ExactDraws.LogFactor<T, ResidualNormLayer>(_layer, stream, ExactDraws.LayerSegment));
    }

    public void Observe(Span<T> state, Span<double> rows, Workspace workspace)
    {
        var bundle = new CovarianceBundle<T>(state, 1);
        BundleObserver.Observe(bundle, _width, rows, workspace);
        double logStart = Math.Log(_start.Variance(0));
        for (int lane = 0; lane < Lanes<T>.Count; lane++)
        {
            Span<double> row = rows.Slice(lane * CovarianceLayout.RowLength(1), CovarianceLayout.RowLength(1));
            double first = double.CreateTruncating(First(state)[lane]);
            row[CovarianceLayout.LogFeatureNorm(1, 0)] = 0.5 * (row[CovarianceLayout.LogVariance(0)] - logStart);
            row[CovarianceLayout.LogVariance(0)] += first;
            row[CovarianceLayout.LogDeterminant(1)] += first;
        }
    }

    private static Span<T> First(Span<T> state) => state[CovarianceBundle<T>.Length(1)..];
}
