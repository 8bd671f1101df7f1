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
/// A layer of a feedforward network, sampled conditionally, lanes = replicas, for small m. Given V_l, the n neurons (z_i^1, …, z_i^m) of
/// the next layer are iid N(0, V_l), so V_{l+1} = (c/n) Σ_i φ(L g_i) φ(L g_i)ᵀ with V_l = LLᵀ: n·m normals and no weights. Inputs are kept
/// in units of their own standard deviations, unless the activation is not homogeneous.
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal sealed class WideConditional<T, TActivation> : CovarianceTransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    private readonly int _width;
    private readonly TActivation _activation;
    private readonly T _scale;

    internal WideConditional(GramMatrix start, LayerShape shape, TActivation activation)
        : base(start, largestRank: shape.Width, HomogeneousRange.Of<T, TActivation>(shape.Units, activation))
    {
        _width = shape.Width;
        _activation = activation;
        _scale = T.CreateTruncating(shape.Normalization / shape.Width);
    }

    protected override WorkspaceRequirement AdvanceRequirement
    {
        get
        {
            var packed = WorkspaceRequirement.Of<T>(PackedElements);
            return packed.And(packed).And(NeuronTile.Requirement<T>());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(PackedElements);
        Span<T> gram = frame.Rent<T>(PackedElements);
        Span<T> tile = frame.Rent<T>(NeuronTile.Length<T>());
        CovarianceBundle<T> covariance = Covariance(bundle);
        do
        {
            LaneCholesky.Factor(m, covariance.DifferenceGram, factor);
            if (!Units.Own)
            {
                covariance.MultiplyByDeviations(factor);
            }

            SumFeatures(stream, factor, covariance.References, tile, gram);
        }
        while (covariance.ReleaseCancelling(gram));

        if (!Units.Own)
        {
            covariance.RemoveDeviations();
        }

        covariance.TakeDifferenceGram(gram, _scale);
    }

    // The Gram matrix of the features of all neurons.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumFeatures(
        in RandomStream stream, ReadOnlySpan<T> factor, InputReferences<T> references, Span<T> tile, Span<T> gram)
    {
        int m = Inputs;
        gram.Clear();
        NormalLanes<T> source = NormalLanes<T>.OfReplicas(stream);
        for (int neuron = 0, neurons; neuron < _width; neuron += neurons)
        {
            neurons = NeuronTile.Neurons(m, neuron, _width);
            NeuronTile.Draw(ref source, m, neurons, tile);
            switch (m)
            {
                case 1:
                    AddGramOfOne(tile, neurons, factor, gram);
                    break;
                case 2:
                    AddGramOfPair(tile, neurons, factor, new(references.Row(1), references.AreIncrements), gram);
                    break;
                default:
                    LaneVectors.MultiplyByLower(m, factor, tile, neurons);
                    FeatureLanes.Activate(m, tile, neurons, references, _activation);
                    LaneVectors.AddGram(m, tile, neurons, gram);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddGramOfOne(ReadOnlySpan<T> normals, int neurons, ReadOnlySpan<T> factor, Span<T> gram)
    {
        TActivation activation = _activation;
        Lanes<T> l = Lanes<T>.Load(factor, 0);
        Lanes<T> sum = Lanes<T>.Zero;
        for (int i = 0; i < neurons; i++)
        {
            Lanes<T> h = activation.Value(l * Lanes<T>.Load(normals, i));
            sum = Lanes.MultiplyAdd(h, h, sum);
        }

        (Lanes<T>.Load(gram, 0) + sum).Store(gram, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddGramOfPair(
        ReadOnlySpan<T> normals, int neurons, ReadOnlySpan<T> factor, NearInput<T> second, Span<T> gram)
    {
        TActivation activation = _activation;
        Lanes<T> l11 = Lanes<T>.Load(factor, 0);
        Lanes<T> l21 = Lanes<T>.Load(factor, 1);
        Lanes<T> l22 = Lanes<T>.Load(factor, 2);
        Lanes<T> s11 = Lanes<T>.Zero;
        Lanes<T> s21 = Lanes<T>.Zero;
        Lanes<T> s22 = Lanes<T>.Zero;
        for (int i = 0; i < neurons; i++)
        {
            Lanes<T> g1 = Lanes<T>.Load(normals, 2 * i);
            Lanes<T> g2 = Lanes<T>.Load(normals, (2 * i) + 1);
            Lanes<T> u = l11 * g1;
            Lanes<T> h = activation.Value(u);
            Lanes<T> f = second.Feature(activation, u, h, Lanes.MultiplyAdd(l22, g2, l21 * g1));
            s11 = Lanes.MultiplyAdd(h, h, s11);
            s21 = Lanes.MultiplyAdd(f, h, s21);
            s22 = Lanes.MultiplyAdd(f, f, s22);
        }

        (Lanes<T>.Load(gram, 0) + s11).Store(gram, 0);
        (Lanes<T>.Load(gram, 1) + s21).Store(gram, 1);
        (Lanes<T>.Load(gram, 2) + s22).Store(gram, 2);
    }
}
