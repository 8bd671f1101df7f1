using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>A layer of a feedforward network with one input by the exact law of V'/V: a few numbers a layer, whatever n; lanes = replicas.</summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TLaw">The law.</typeparam>
internal sealed class ExactVariance<T, TLaw> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLaw : struct, IVarianceLaw
{
    private readonly GramMatrix _start;
    private readonly int _width;
    private readonly TLaw _law;

    internal ExactVariance(GramMatrix start, int width, TLaw law)
    {
        _start = start;
        _width = width;
        _law = law;
    }

    public int Inputs => 1;

    public int ReplicasPerState => Lanes<T>.Count;

    public int StateLength => CovarianceBundle<T>.Length(1);

    public WorkspaceRequirement Requirement => BundleObserver.Requirement<T>(1);

    public void Start(Span<T> state) => new CovarianceBundle<T>(state, 1).Set(_start);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        var bundle = new CovarianceBundle<T>(state, 1);
        bundle.AddToLogVariance(0, ExactDraws.LogFactor<T, TLaw>(_law, stream, ExactDraws.LayerSegment));

        // The unit vector of an input that died is 0.
        Lanes.Select(bundle.IsDead(0), Lanes<T>.Zero, Lanes<T>.One).Store(bundle.DifferenceGram, 0);
    }

    public void Observe(Span<T> state, Span<double> rows, Workspace workspace) =>
        BundleObserver.Observe(new CovarianceBundle<T>(state, 1), _width, rows, workspace);
}
