using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// The layer of <see cref="WideResidual{T, TActivation}"/> for few neurons: normals of several layers are drawn at once, and where there are very few, a state holds
/// several bundles of replicas. Same law; Y_0 is the same.
/// </summary>
/// <remarks>
/// <para>A state is the bundles, one after the other, and then their <see cref="StepNormals{T}"/>.</para>
/// <para>What binds: the normals. For n = 4 and one input a layer takes 1.35 ns a normal in double and 0.62 in single, where drawing normals in whole segments takes 0.87 and 0.37:
/// the rest is about 110 instructions a bundle and layer. Drawn layer by layer, a bundle at a time, it took 5.5 and 2.8 (Xeon, Sapphire Rapids; processor time, on a busy machine).</para>
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal sealed class NarrowResidual<T, TActivation> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    private readonly ResidualLayers _layers;
    private readonly TActivation _activation;
    private readonly WideResidual<T, TActivation> _neurons;
    private readonly StepNormals<T> _normals;
    private readonly int _bundles;
    private readonly int _bundleLength;

    internal NarrowResidual(ResidualLayers layers, TActivation activation)
    {
        _layers = layers;
        _activation = activation;
        _neurons = new(layers, activation);
        _normals = layers.NormalsOfSeveralLayers<T>();
        _bundles = layers.NarrowBundles;
        _bundleLength = _neurons.StateLength;
    }

    public int Inputs => _neurons.Inputs;

    public int ReplicasPerState => _bundles * Lanes<T>.Count;

    public int StateLength => (_bundles * _bundleLength) + _normals.Length;

    public WorkspaceRequirement Requirement => _neurons.Requirement;

    public void Start(Span<T> state)
    {
        for (int i = 0; i < _bundles; i++)
        {
            _neurons.Start(Bundle(state, i));
        }

        StepNormals<T>.Forget(Held(state));
    }

    public void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        _normals.Hold(stream, Held(state));
        if (stream.Step == 0)
        {
            Begin(state, stream, workspace);
        }

        Lanes<T> alpha = Lanes<T>.Of(_layers.Branches.Values[(int)stream.Step]);
        if (Inputs > 1)
        {
            for (int i = 0; i < _bundles; i++)
            {
                AddBranch(_neurons.View(Bundle(state, i)), alpha, _normals.Of(i, stream.Step, Held(state)), workspace);
            }
        }
        else if (AddBranchesOfOne(state, alpha, stream.Step))
        {
            for (int i = 0; i < _bundles; i++)
            {
                _neurons.ChangeUnits(_neurons.View(Bundle(state, i)), workspace);
            }
        }
    }

    public void Observe(Span<T> state, Span<double> rows, Workspace workspace)
    {
        int length = Lanes<T>.Count * CovarianceLayout.RowLength(Inputs);
        for (int i = 0; i < _bundles; i++)
        {
            _neurons.Observe(Bundle(state, i), rows.Slice(i * length, length), workspace);
        }
    }

    private Span<T> Bundle(Span<T> state, int i) => state.Slice(i * _bundleLength, _bundleLength);

    private Span<T> Held(Span<T> state) => state[(_bundles * _bundleLength)..];

    private void Begin(Span<T> state, RandomStream stream, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(PackedLower.Length(Inputs) * Lanes<T>.Count);
        for (int i = 0; i < _bundles; i++)
        {
            _neurons.Begin(_neurons.View(Bundle(state, i)), stream with { Replica = stream.Replica + (uint)(i * Lanes<T>.Count) }, factor, workspace);
        }
    }

    // Nothing leaves the registers but the neurons and two sums, and no call comes between, which would put the constants in memory. True if units may change.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool AddBranchesOfOne(Span<T> state, Lanes<T> alpha, uint step)
    {
        TActivation activation = _activation;
        Lanes<T> scale = Lanes<T>.Of(1.0 / _layers.Width);
        ReadOnlySpan<T> held = Held(state);
        Span<Lanes<T>> bundles = Lanes<T>.Rows(state);
        int rows = _bundleLength / Lanes<T>.Count;
        Lanes<T> least = Lanes<T>.One;
        Lanes<T> largest = Lanes<T>.One;
        for (int bundle = 0; bundle < _bundles; bundle++)
        {
            Span<Lanes<T>> own = bundles.Slice(bundle * rows, rows);
            Span<Lanes<T>> y = own[WideResidualState<T>.FirstNeuronOfOne..];
            ReadOnlySpan<Lanes<T>> g = Lanes<T>.Rows(_normals.Of(bundle, step, held))[..y.Length];
            Lanes<T> l = alpha * Lanes.Sqrt(own[WideResidualState<T>.FeatureGramOfOne]);
            Lanes<T> s = Lanes<T>.Zero;
            Lanes<T> r = Lanes<T>.Zero;
            for (int i = 0; i < y.Length; i++)
            {
                Lanes<T> u = Lanes.MultiplyAdd(l, g[i], y[i]);
                y[i] = u;
                Lanes<T> h = activation.Value(u);
                s = Lanes.MultiplyAdd(u, u, s);
                r = Lanes.MultiplyAdd(h, h, r);
            }

            s = scale * s;
            own[WideResidualState<T>.GramOfOne] = s;
            own[WideResidualState<T>.FeatureGramOfOne] = scale * r;
            least = Lanes.Min(s, least);
            largest = Lanes.Max(s, largest);
        }

        return ResidualUnits.MayLeaveRange(least, largest);
    }

    // All neurons are one tile.
    private void AddBranch(WideResidualState<T> view, Lanes<T> alpha, ReadOnlySpan<T> normals, Workspace workspace)
    {
        int packed = PackedLower.Length(Inputs) * Lanes<T>.Count;
        using (WorkspaceFrame frame = workspace.Enter())
        {
            Span<T> factor = frame.Rent<T>(packed);
            Span<T> gram = frame.Rent<T>(packed);
            Span<T> featureGram = frame.Rent<T>(packed);
            Span<T> tile = frame.Rent<T>(normals.Length);
            _neurons.FactorBranch(view, alpha, factor);
            gram.Clear();
            featureGram.Clear();
            normals.CopyTo(tile);
            ResidualTile.Add(Inputs, view.Neurons, tile, factor, _activation, gram, featureGram);
            _neurons.TakeGrams(view, gram, featureGram, !default(LaneMask<T>));
        }

        _neurons.ChangeUnits(view, workspace);
    }
}
