using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// A layer of a residual network, sampled conditionally, lanes = replicas, for small m. Given Y the rows of W φ(Y) are iid N(0, R),
/// R = φ(Y)ᵀφ(Y)/n, so Y ← Y + α G Cᵀ with R = CCᵀ: n·m normals and no weights. One pass over the neurons adds the branch and sums the Gram matrices of
/// the neurons and of their features, which is all that the next layer needs to know of them.
/// Source: Hayou 2022 (arXiv 2210.00688) for the network; the increments given Y are Gaussian.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal sealed class WideResidual<T, TActivation> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    // As in the feedforward layer: 16 KB of normals, half of an L1 cache.
    private const int TileRows = 256;

    private readonly ResidualLayers _layers;
    private readonly int _width;
    private readonly TActivation _activation;

    internal WideResidual(ResidualLayers layers, TActivation activation)
    {
        _layers = layers;
        _width = layers.Width;
        _activation = activation;
    }

    public int Inputs => _layers.Start.Size;

    public int ReplicasPerState => Lanes<T>.Count;

    public int StateLength => (int)WideResidualState<T>.Length(Inputs, _width);

    public WorkspaceRequirement Requirement
    {
        get
        {
            var packed = WorkspaceRequirement.Of<T>(PackedLower.Length(Inputs) * Lanes<T>.Count);
            var coefficients = WorkspaceRequirement.Of<T>(Inputs * Lanes<T>.Count);
            WorkspaceRequirement sums = packed.And(packed).And(WorkspaceRequirement.Of<T>(TileRows * Lanes<T>.Count));
            WorkspaceRequirement observe = WorkspaceRequirement.Of<T>(CovarianceBundle<T>.Length(Inputs)).And(BundleObserver.Requirement<T>(Inputs));
            return packed.And(coefficients).And(coefficients).And(sums).Or(observe);
        }
    }

    // Even, so that no pair of normals is split. Sums over many neurons are made in two levels.
    private int NeuronsPerTile => TileRows / Inputs & ~1;

    public void Start(Span<T> state) => View(state).Units.Set(_layers.Start);

    public void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(PackedLower.Length(Inputs) * Lanes<T>.Count);
        WideResidualState<T> view = View(state);
        if (stream.Step == 0)
        {
            Begin(view, stream, factor, workspace);
        }

        FactorBranch(view, Lanes<T>.Of(_layers.Branches.Values[(int)stream.Step]), factor);
        AddGaussian(view, factor, NormalLanes<T>.OfReplicas(stream), workspace);
        ChangeUnits(view, workspace);
    }

    public void Observe(Span<T> state, Span<double> rows, Workspace workspace)
    {
        int m = Inputs;
        int length = CovarianceLayout.RowLength(m);
        using WorkspaceFrame frame = workspace.Enter();
        WideResidualState<T> view = View(state);
        Span<T> copy = frame.Rent<T>(CovarianceBundle<T>.Length(m));
        state[..copy.Length].CopyTo(copy);
        var covariance = new CovarianceBundle<T>(copy, m);
        covariance.TakeDifferenceGram(view.Units.DifferenceGram, Lanes<T>.One);
        BundleObserver.Observe(covariance, _width, rows, workspace);
        for (int a = 0; a < m; a++)
        {
            Lanes<T> now = view.FeatureSquare(a);
            Lanes<T> start = Lanes<T>.Load(view.StartSquares, a);
            double startUnit = _layers.LogStartUnit(a);
            for (int lane = 0; lane < Lanes<T>.Count; lane++)
            {
                double ratio = double.CreateTruncating(now[lane]) / double.CreateTruncating(start[lane]);
                rows[(lane * length) + CovarianceLayout.LogFeatureNorm(m, a)] = 0.5 * (Math.Log(ratio) + (view.Units.LogVariance(a, lane) - startUnit));
            }
        }
    }

    internal WideResidualState<T> View(Span<T> state) => new(state, Inputs, _width);

    /// <summary>Y_0, its rows iid N(0, V_0). <paramref name="factor"/> is scratch.</summary>
    internal void Begin(WideResidualState<T> view, RandomStream stream, Span<T> factor, Workspace workspace)
    {
        view.Neurons.Clear();
        LaneCholesky.Factor(Inputs, view.Units.DifferenceGram, factor);
        if (!_layers.HasUnits)
        {
            view.Units.MoveVariancesTo(factor);
        }

        AddGaussian(view, factor, NormalLanes<T>.OfReplicas(stream, ResidualNetwork.StartSegment), workspace);
        for (int a = 0; a < Inputs; a++)
        {
            view.FeatureSquare(a).Store(view.StartSquares, a);
        }
    }

    /// <summary>α C with R = CCᵀ.</summary>
    internal void FactorBranch(WideResidualState<T> view, Lanes<T> alpha, Span<T> factor)
    {
        LaneCholesky.Factor(Inputs, view.FeatureGram, factor);
        KeepZeros(_layers.ZeroInputs, factor);
        for (int row = 0; row < PackedLower.Length(Inputs); row++)
        {
            (alpha * Lanes<T>.Load(factor, row)).Store(factor, row);
        }
    }

    /// <summary>The rows of inputs that are zero and stay so: minus the first to the bit.</summary>
    internal static void KeepZeros(ReadOnlySpan<int> zeroInputs, Span<T> factor)
    {
        Lanes<T> first = Lanes<T>.Load(factor, 0);
        foreach (int a in zeroInputs)
        {
            factor.Slice(PackedLower.Index(a, 0) * Lanes<T>.Count, (a + 1) * Lanes<T>.Count).Clear();
            (-first).Store(factor, PackedLower.Index(a, 0));
        }
    }

    /// <summary>y ← y + L g for every neuron, and the new Gram matrices.</summary>
    internal void AddGaussian(WideResidualState<T> view, ReadOnlySpan<T> factor, NormalLanes<T> source, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> gram = frame.Rent<T>(PackedLower.Length(m) * Lanes<T>.Count);
        Span<T> featureGram = frame.Rent<T>(PackedLower.Length(m) * Lanes<T>.Count);
        Span<T> tile = frame.Rent<T>(TileRows * Lanes<T>.Count);
        gram.Clear();
        featureGram.Clear();
        for (int neuron = 0, neurons; neuron < _width; neuron += neurons)
        {
            neurons = Math.Min(NeuronsPerTile, _width - neuron);
            Span<T> y = Tile(view.Neurons, neuron, neurons);
            source.Next(tile[..(StandardNormals.WholePairs(neurons * m) * Lanes<T>.Count)]);
            ResidualTile.Add(m, y, tile, factor, _activation, gram, featureGram);
        }

        TakeGrams(view, gram, featureGram, !default(LaneMask<T>));
    }

    /// <summary>Takes other units where numbers ask for them, see <see cref="ResidualUnits"/>; leaves absolute ones alone.</summary>
    internal void ChangeUnits(WideResidualState<T> view, Workspace workspace)
    {
        if (!_layers.HasUnits)
        {
            return;
        }

        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> ofDifference = frame.Rent<T>(m * Lanes<T>.Count);
        Span<T> ofFirst = frame.Rent<T>(m * Lanes<T>.Count);
        LaneMask<T> changes = ResidualUnits.Change(m, view.Units.DifferenceGram, ofDifference, ofFirst);
        if (!Lanes.Any(changes))
        {
            return;
        }

        for (int a = 0; a < m; a++)
        {
            Lanes<T> p = Lanes<T>.Load(ofDifference, a);
            view.Units.MultiplyVariance(a, Lanes<T>.One / (p * p));
        }

        Span<T> gram = frame.Rent<T>(PackedLower.Length(m) * Lanes<T>.Count);
        Span<T> featureGram = frame.Rent<T>(PackedLower.Length(m) * Lanes<T>.Count);
        Span<T> tile = frame.Rent<T>(TileRows * Lanes<T>.Count);
        gram.Clear();
        featureGram.Clear();
        for (int neuron = 0, neurons; neuron < _width; neuron += neurons)
        {
            neurons = Math.Min(NeuronsPerTile, _width - neuron);
            Span<T> y = Tile(view.Neurons, neuron, neurons);
            ResidualTile.Rescale(m, y, ofDifference, ofFirst);
            ResidualTile.AddGrams(m, y, tile, _activation, gram, featureGram);
        }

        TakeGrams(view, gram, featureGram, changes);
    }

    /// <summary>Gram matrices of this layer from their sums, in the lanes of a mask.</summary>
    internal void TakeGrams(WideResidualState<T> view, ReadOnlySpan<T> gram, ReadOnlySpan<T> featureGram, LaneMask<T> where)
    {
        Lanes<T> scale = Lanes<T>.Of(1.0 / _width);
        Span<T> k = view.Units.DifferenceGram;
        Span<T> r = view.FeatureGram;
        for (int row = 0; row < PackedLower.Length(Inputs); row++)
        {
            Lanes.Select(where, scale * Lanes<T>.Load(gram, row), Lanes<T>.Load(k, row)).Store(k, row);
            Lanes.Select(where, scale * Lanes<T>.Load(featureGram, row), Lanes<T>.Load(r, row)).Store(r, row);
        }
    }

    private Span<T> Tile(Span<T> neurons, int first, int count) =>
        neurons.Slice(first * Inputs * Lanes<T>.Count, count * Inputs * Lanes<T>.Count);
}
