using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Chains;

/// <summary>
/// The common part of all transitions whose lanes are replicas. A bundle holds one replica in each lane, and a state holds one bundle or
/// several. A step of one bundle may be a long chain of dependent operations; the steps of several bundles overlap.
/// </summary>
/// <remarks>
/// A state is the bundles, one after the other, and then their <see cref="StepNormals{T}"/>, if there are any: normals that are drawn for
/// several steps at once, which is faster where a step takes few. Other transitions draw from the stream that they are given.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal abstract class BundledTransition<T> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly StepNormals<T>? _normals;

    /// <param name="inputs">m.</param>
    /// <param name="bundleLength">Elements of one bundle.</param>
    /// <param name="normals">
    /// The normals of several steps, and with them the number of bundles; null for one bundle that draws its own.
    /// </param>
    protected BundledTransition(int inputs, int bundleLength, StepNormals<T>? normals = null)
    {
        Inputs = inputs;
        BundleLength = bundleLength;
        Bundles = normals?.Bundles ?? 1;
        PackedElements = PackedLower.Length(inputs) * Lanes<T>.Count;
        _normals = normals;
    }

    public int Inputs { get; }

    public int ReplicasPerState => Bundles * Lanes<T>.Count;

    public int StateLength => (Bundles * BundleLength) + (_normals?.Length ?? 0);

    public abstract WorkspaceRequirement Requirement { get; }

    /// <summary>Bundles of a state.</summary>
    protected int Bundles { get; }

    /// <summary>Elements of one bundle.</summary>
    protected int BundleLength { get; }

    /// <summary>Elements of a packed lower triangular m×m matrix in lanes.</summary>
    protected int PackedElements { get; }

    public void Start(Span<T> state, RandomStream stream, Workspace workspace)
    {
        for (int i = 0; i < Bundles; i++)
        {
            StartBundle(Bundle(state, i), stream, workspace);
            stream = OfNextBundle(stream);
        }

        if (_normals is not null)
        {
            StepNormals<T>.Forget(Held(state));
        }
    }

    public virtual void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        HoldNormals(stream, state);
        for (int i = 0; i < Bundles; i++)
        {
            AdvanceBundle(Bundle(state, i), stream, NormalsOf(i, stream.Step, state), workspace);
            stream = OfNextBundle(stream);
        }
    }

    public void Observe(Span<T> state, ObservationRows rows, Workspace workspace)
    {
        for (int i = 0; i < Bundles; i++)
        {
            ObserveBundle(Bundle(state, i), rows.Slice(i * Lanes<T>.Count, Lanes<T>.Count), workspace);
        }
    }

    /// <summary>Writes one bundle at step 0; the replica of <paramref name="stream"/> is that of its first lane.</summary>
    protected abstract void StartBundle(Span<T> bundle, in RandomStream stream, Workspace workspace);

    /// <summary>A step of one bundle.</summary>
    /// <param name="bundle">The bundle, in and out.</param>
    /// <param name="stream">The stream of the replica of the first lane.</param>
    /// <param name="normals">Row q is the q-th normal of every lane; empty for a transition that draws its own.</param>
    /// <param name="workspace">At least <see cref="Requirement"/>.</param>
    protected abstract void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace);

    /// <summary>Writes a row for each lane of one bundle.</summary>
    protected abstract void ObserveBundle(Span<T> bundle, ObservationRows rows, Workspace workspace);

    protected Span<T> Bundle(Span<T> state, int i) => state.Slice(i * BundleLength, BundleLength);

    /// <summary>Makes sure that the normals of this step are in the state.</summary>
    protected void HoldNormals(in RandomStream stream, Span<T> state) => _normals?.Hold(stream, Held(state));

    /// <summary>The normals of a bundle for a step whose normals are held.</summary>
    protected ReadOnlySpan<T> NormalsOf(int bundle, uint step, ReadOnlySpan<T> state) =>
        _normals is null ? default : _normals.Of(bundle, step, state[(Bundles * BundleLength)..]);

    private Span<T> Held(Span<T> state) => state[(Bundles * BundleLength)..];

    private static RandomStream OfNextBundle(in RandomStream stream) => stream with { Replica = stream.Replica + (uint)Lanes<T>.Count };
}
