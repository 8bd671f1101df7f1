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
/// A layer of a <see cref="ShapedResidualNetwork"/>, lanes = replicas. With V = LLᵀ and R = CCᵀ the rows of the new Y are y_i = λ √n (Lᵀ)_i
/// + γ C g_i, where only the first m rows of √n Lᵀ are not 0. Every input is in units of its own standard deviation, in difference
/// coordinates throughout.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation, positively homogeneous.</typeparam>
internal sealed class WideShapedResidual<T, TActivation> : CovarianceTransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    private readonly int _width;
    private readonly TActivation _activation;
    private readonly T _skip;
    private readonly T _branch;

    internal WideShapedResidual(GramMatrix start, ShapedResidualNetwork network, TActivation activation)
        : base(start, largestRank: network.Width, LayerShape.UnitsOf(network.Activation))
    {
        _width = network.Width;
        _activation = activation;

        // λ √n, for the rows of √n Lᵀ, and γ √(c/n), for R from the sum of the features' products.
        _skip = T.CreateTruncating(network.Skip * Math.Sqrt(_width));
        _branch = T.CreateTruncating(network.Branch * Math.Sqrt(network.Normalization / _width));
    }

    protected override WorkspaceRequirement AdvanceRequirement
    {
        get
        {
            var packed = WorkspaceRequirement.Of<T>(PackedElements);
            return packed.And(packed).And(packed).And(NeuronTile.Requirement<T>());
        }
    }

    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(PackedElements);
        Span<T> branchFactor = frame.Rent<T>(PackedElements);
        Span<T> gram = frame.Rent<T>(PackedElements);
        Span<T> tile = frame.Rent<T>(NeuronTile.Length<T>());
        CovarianceBundle<T> covariance = Covariance(bundle);
        NormalLanes<T> source = NormalLanes<T>.OfReplicas(stream);
        LaneCholesky.Factor(m, covariance.DifferenceGram, factor);

        gram.Clear();
        for (int neuron = 0, neurons; neuron < _width; neuron += neurons)
        {
            neurons = Draw(neuron, factor, ref source, tile);
            FeatureLanes.Activate(m, tile, neurons, covariance.References, _activation);
            LaneVectors.AddGram(m, tile, neurons, gram);
        }

        LaneCholesky.Factor(m, gram, branchFactor);
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

        covariance.TakeDifferenceGram(gram, Lanes<T>.Of(1.0 / _width));
    }

    // Draws the next neurons, L g, and returns how many. The first tile has at least m neurons, to which the m rows of Lᵀ are added.
    private int Draw(int neuron, ReadOnlySpan<T> factor, ref NormalLanes<T> source, Span<T> tile)
    {
        int neurons = NeuronTile.Neurons(Inputs, neuron, _width);
        NeuronTile.Draw(ref source, Inputs, neurons, tile);
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
                var entry = Lanes<T>.Load(factor, PackedLower.Index(a, i));
                Lanes.MultiplyAdd((Lanes<T>)_skip, entry, Lanes<T>.Load(tile, row)).Store(tile, row);
            }
        }
    }
}
