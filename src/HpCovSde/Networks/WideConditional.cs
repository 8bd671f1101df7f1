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
/// A layer of a feedforward network, sampled conditionally, lanes = replicas, for small m. Given V_l, the n neurons
/// (z_i^1, …, z_i^m) of the next layer are iid N(0, V_l), so V_{l+1} = (c/n) Σ_i φ(L g_i) φ(L g_i)ᵀ with V_l = LLᵀ: n·m normals and no weights.
/// Inputs are carried in units of their own standard deviations, which only activations that are not homogeneous get to see.
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal sealed class WideConditional<T, TActivation> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    // Rows of normals drawn at a time: 16 KB, half of an L1 cache. Two loops, one that draws a tile and one that uses it, are faster than
    // one loop that passes each pair of normals to the layer in registers, because its long dependency chain leaves less to overlap:
    // 1.31 against 1.45 ns per normal in double, 0.56 against 0.63 in single (AMD EPYC, Zen 4, n = 100, m = 2).
    private const int TileRows = 256;

    private readonly GramMatrix _start;
    private readonly int _width;
    private readonly bool _isHomogeneous;
    private readonly TActivation _activation;
    private readonly T _scale;

    internal WideConditional(GramMatrix start, LayerShape shape, TActivation activation)
    {
        _start = start;
        _width = shape.Width;
        _isHomogeneous = shape.IsHomogeneous;
        _activation = activation;
        _scale = T.CreateTruncating(shape.Normalization / shape.Width);
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
            return packed.And(packed).And(normals).Or(BundleObserver.Requirement<T>(Inputs));
        }
    }

    public void Start(Span<T> state) => new CovarianceBundle<T>(state, Inputs).Set(_start);

    public void Observe(Span<T> state, Span<double> rows, Workspace workspace) =>
        BundleObserver.Observe(new CovarianceBundle<T>(state, Inputs), _width, rows, workspace);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        int m = Inputs;
        int packed = PackedLower.Length(m) * Lanes<T>.Count;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(packed);
        Span<T> gram = frame.Rent<T>(packed);
        Span<T> normals = frame.Rent<T>(TileRows * Lanes<T>.Count);
        var bundle = new CovarianceBundle<T>(state, m);
        LaneCholesky.Factor(m, bundle.DifferenceGram, factor);
        if (!_isHomogeneous)
        {
            bundle.MoveVariancesTo(factor);
        }

        gram.Clear();

        // Even, so that no pair of normals is split. Sums over many neurons are made in two levels.
        int neuronsPerTile = TileRows / m & ~1;
        NormalLanes<T> source = NormalLanes<T>.OfReplicas(stream);
        for (int neuron = 0, neurons; neuron < _width; neuron += neurons)
        {
            neurons = Math.Min(neuronsPerTile, _width - neuron);
            source.Next(normals[..(StandardNormals.WholePairs(neurons * m) * Lanes<T>.Count)]);
            switch (m)
            {
                case 1:
                    AddGramOfOne(normals, neurons, factor, gram);
                    break;
                case 2:
                    AddGramOfPair(normals, neurons, factor, gram);
                    break;
                default:
                    LaneVectors.MultiplyByLower(m, factor, normals, neurons);
                    FeatureLanes.Activate(m, normals, neurons, _activation);
                    LaneVectors.AddGram(m, normals, neurons, gram);
                    break;
            }
        }

        bundle.TakeDifferenceGram(gram, _scale);
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
    private void AddGramOfPair(ReadOnlySpan<T> normals, int neurons, ReadOnlySpan<T> factor, Span<T> gram)
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
            Lanes<T> f = activation.Increment(u, h, Lanes.MultiplyAdd(l22, g2, l21 * g1));
            s11 = Lanes.MultiplyAdd(h, h, s11);
            s21 = Lanes.MultiplyAdd(f, h, s21);
            s22 = Lanes.MultiplyAdd(f, f, s22);
        }

        (Lanes<T>.Load(gram, 0) + s11).Store(gram, 0);
        (Lanes<T>.Load(gram, 1) + s21).Store(gram, 1);
        (Lanes<T>.Load(gram, 2) + s22).Store(gram, 2);
    }
}
