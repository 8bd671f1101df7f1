using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// What the schemes share: lanes = replicas, several bundles of them in a state. A step of one bundle is a chain of roots, divisions and
/// polynomials, each waiting for the last; bundles do not wait for each other.
/// </summary>
/// <remarks>A state is the bundles, one after the other, and then their <see cref="StepNormals{T}"/>.</remarks>
/// <typeparam name="T">Precision.</typeparam>
internal abstract class LaneScheme<T> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Beyond three inputs a bundle has enough to do by itself.
    private const int MostInputsOfSeveralBundles = 3;
    private const int SeveralBundles = 4;

    private readonly StepNormals<T> _normals;
    private readonly int _bundles;
    private readonly int _bundleLength;

    /// <param name="start">V_0.</param>
    /// <param name="grid">h, and how often.</param>
    /// <param name="bundleLength">Elements of one bundle.</param>
    /// <param name="normalsPerStep">How many a replica consumes.</param>
    protected LaneScheme(GramMatrix start, TimeGrid grid, int bundleLength, int normalsPerStep)
    {
        InitialCovariance = start;
        Inputs = start.Size;
        PackedElements = PackedLower.Length(Inputs) * Lanes<T>.Count;
        Step = grid.Step;
        _bundleLength = bundleLength;
        _bundles = Inputs <= MostInputsOfSeveralBundles ? SeveralBundles : 1;
        _normals = new StepNormals<T>(normalsPerStep, _bundles, grid.Steps);
    }

    public int Inputs { get; }

    public int ReplicasPerState => _bundles * Lanes<T>.Count;

    public int StateLength => (_bundles * _bundleLength) + _normals.Length;

    public abstract WorkspaceRequirement Requirement { get; }

    /// <summary>V_0.</summary>
    protected GramMatrix InitialCovariance { get; }

    /// <summary>h.</summary>
    protected double Step { get; }

    /// <summary>Elements of a packed lower triangular matrix of lanes.</summary>
    protected int PackedElements { get; }

    public void Start(Span<T> state)
    {
        for (int i = 0; i < _bundles; i++)
        {
            StartBundle(Bundle(state, i));
        }

        StepNormals<T>.Forget(Held(state));
    }

    public void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        _normals.Hold(stream, Held(state));
        for (int i = 0; i < _bundles; i++)
        {
            AdvanceBundle(Bundle(state, i), stream.Step * Step, _normals.Of(i, stream.Step, Held(state)), workspace);
        }
    }

    public void Observe(Span<T> state, Span<double> rows, Workspace workspace)
    {
        int length = rows.Length / _bundles;
        for (int i = 0; i < _bundles; i++)
        {
            ObserveBundle(Bundle(state, i), rows.Slice(i * length, length), workspace);
        }
    }

    /// <summary>Puts V_0 in every lane.</summary>
    protected abstract void StartBundle(Span<T> bundle);

    /// <summary>A step of one bundle, from a time on; row q of <paramref name="normals"/> is the q-th normal of every lane.</summary>
    protected abstract void AdvanceBundle(Span<T> bundle, double time, ReadOnlySpan<T> normals, Workspace workspace);

    /// <summary>A row per lane.</summary>
    protected abstract void ObserveBundle(Span<T> bundle, Span<double> rows, Workspace workspace);

    private Span<T> Bundle(Span<T> state, int i) => state.Slice(i * _bundleLength, _bundleLength);

    private Span<T> Held(Span<T> state) => state[(_bundles * _bundleLength)..];
}
