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
/// A layer of a <see cref="ShapedResidualNetwork"/>, lanes = replicas. With V = LLᵀ and R = CCᵀ the rows of the new Y are y_i = λ √n (Lᵀ)_i + γ C g_i, where only
/// the first m rows of √n Lᵀ are not 0. Every input is in units of its own standard deviation, in difference coordinates throughout.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation, positively homogeneous.</typeparam>
internal sealed class WideShapedResidual<T, TActivation> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    // As in the feedforward layer: 16 KB of normals, half of an L1 cache.
    private const int TileRows = 256;

    private readonly GramMatrix _start;
    private readonly int _width;
    private readonly TActivation _activation;
    private readonly int[] _zeroInputs;
    private readonly T _skip;
    private readonly T _branch;

    internal WideShapedResidual(GramMatrix start, ShapedResidualNetwork network, TActivation activation)
    {
        _start = start;
        _width = network.Width;
        _activation = activation;
        _zeroInputs = InitialDifferenceGram.ZeroInputs(start);

        // λ √n, for the rows of √n Lᵀ, and γ √(c/n), for R from the sum of the features' products.
        _skip = T.CreateTruncating(network.Skip * Math.Sqrt(_width));
        _branch = T.CreateTruncating(network.Branch * Math.Sqrt(network.Normalization / _width));
    }

    public int Inputs => _start.Size;

    public int ReplicasPerState => Lanes<T>.Count;

    public int StateLength => CovarianceBundle<T>.Length(Inputs);

    public WorkspaceRequirement Requirement
    {
        get
        {
            var packed = WorkspaceRequirement.Of<T>(PackedLower.Length(Inputs) * Lanes<T>.Count);
            var normals = WorkspaceRequirement.Of<T>(TileRows * Lanes<T>.Count);
            return packed.And(packed).And(packed).And(normals).Or(BundleObserver.Requirement<T>(Inputs));
        }
    }

    // Even, so that no pair of normals is split, and never less than the m rows of Lᵀ. Sums over many neurons are made in two levels.
    private int NeuronsPerTile => TileRows / Inputs & ~1;

    public void Start(Span<T> state) => new CovarianceBundle<T>(state, Inputs).Set(_start);

    public void Observe(Span<T> state, Span<double> rows, Workspace workspace) =>
        BundleObserver.Observe(new CovarianceBundle<T>(state, Inputs), _width, rows, workspace);

    public void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        int m = Inputs;
        int packed = PackedLower.Length(m) * Lanes<T>.Count;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(packed);
        Span<T> branchFactor = frame.Rent<T>(packed);
        Span<T> gram = frame.Rent<T>(packed);
        Span<T> tile = frame.Rent<T>(TileRows * Lanes<T>.Count);
        var bundle = new CovarianceBundle<T>(state, m);
        NormalLanes<T> source = NormalLanes<T>.OfReplicas(stream);
        LaneCholesky.Factor(m, bundle.DifferenceGram, factor);

        gram.Clear();
        for (int neuron = 0, neurons; neuron < _width; neuron += neurons)
        {
            neurons = Draw(neuron, factor, ref source, tile);
            FeatureLanes.Activate(m, tile, neurons, _activation);
            LaneVectors.AddGram(m, tile, neurons, gram);
        }

        LaneCholesky.Factor(m, gram, branchFactor);
        WideResidual<T, TActivation>.KeepZeros(_zeroInputs, branchFactor);
        for (int row = 0; row < PackedLower.Length(m); row++)
        {
            (_branch * Lanes<T>.Load(branchFactor, row)).Store(branchFactor, row);
        }

        gram.Clear();
        for (int neuron = 0, neurons; neuron < _width; neuron += neurons)
        {
            neurons = Draw(neuron, branchFactor, ref source, tile);
            if (neuron == 0)
            {
                AddSkip(factor, tile);
            }

            LaneVectors.AddGram(m, tile, neurons, gram);
        }

        bundle.TakeDifferenceGram(gram, Lanes<T>.Of(1.0 / _width));
    }

    // The next neurons, L g; how many.
    private int Draw(int neuron, ReadOnlySpan<T> factor, ref NormalLanes<T> source, Span<T> tile)
    {
        int neurons = Math.Min(NeuronsPerTile, _width - neuron);
        source.Next(tile[..(StandardNormals.WholePairs(neurons * Inputs) * Lanes<T>.Count)]);
        LaneVectors.MultiplyByLower(Inputs, factor, tile, neurons);
        return neurons;
    }

    // Row i of Lᵀ is column i of L.
    private void AddSkip(ReadOnlySpan<T> factor, Span<T> tile)
    {
        for (int i = 0; i < Inputs; i++)
        {
            for (int a = i; a < Inputs; a++)
            {
                int row = (i * Inputs) + a;
                Lanes.MultiplyAdd((Lanes<T>)_skip, Lanes<T>.Load(factor, PackedLower.Index(a, i)), Lanes<T>.Load(tile, row)).Store(tile, row);
            }
        }
    }
}
