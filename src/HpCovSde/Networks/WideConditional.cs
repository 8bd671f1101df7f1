using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Ensembles;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// A layer of a feedforward network, sampled conditionally, lanes = replicas, for small m. Given V_l, the n neurons
/// (z_i^1, …, z_i^m) of the next layer are iid N(0, V_l), so V_{l+1} = (c/n) Σ_i φ(L g_i) φ(L g_i)ᵀ with V_l = LLᵀ: n·m normals and no weights.
/// The activation is homogeneous, so every input is carried in units of its own standard deviation.
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Activation, positively homogeneous.</typeparam>
internal sealed class WideConditional<T, TActivation> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    // Neurons per visit of the generator: a multiple of every block length, small enough that normals stay in the L1 cache, and
    // the length of the inner sums, so that sums over many neurons are made in two levels.
    private const int ChunkNeurons = 32;

    private readonly GramMatrix _start;
    private readonly int _width;
    private readonly TActivation _activation;
    private readonly T _scale;

    internal WideConditional(GramMatrix start, int width, TActivation activation, double normalization)
    {
        _start = start;
        _width = width;
        _activation = activation;
        _scale = T.CreateTruncating(normalization / width);
    }

    public int Inputs => _start.Size;

    public int ReplicasPerState => Lanes<T>.Count;

    public int StateLength => CovarianceBundle<T>.Length(Inputs);

    public WorkspaceRequirement Requirement
    {
        get
        {
            var packed = WorkspaceRequirement.Of<T>(PackedLower.Length(Inputs) * Lanes<T>.Count);
            var normals = WorkspaceRequirement.Of<T>(ChunkNeurons * Inputs * Lanes<T>.Count);
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
        Span<T> normals = frame.Rent<T>(ChunkNeurons * m * Lanes<T>.Count);
        var bundle = new CovarianceBundle<T>(state, m);
        bundle.DifferenceGram.CopyTo(factor);
        LaneCholesky.Factor(m, factor);
        gram.Clear();

        int perBlock = StandardNormals.PerBlock<T>();
        for (int neuron = 0, neurons; neuron < _width; neuron += neurons)
        {
            neurons = Math.Min(ChunkNeurons, _width - neuron);
            uint firstBlock = (uint)((long)neuron * m / perBlock);
            int rows = (int)StandardNormals.Blocks<T>((long)neurons * m) * perBlock;
            StandardNormals.FillLanes(stream, firstBlock, normals[..(rows * Lanes<T>.Count)]);
            switch (m)
            {
                case 1:
                    AddGramOfOne(normals, neurons, factor, gram);
                    break;
                case 2:
                    AddGramOfPair(normals, neurons, factor, gram);
                    break;
                default:
                    Activate(normals, neurons, factor);
                    AddGram(normals, neurons, gram);
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
            Lanes<T> f = activation.Increment(u, Lanes.MultiplyAdd(l22, g2, l21 * g1));
            s11 = Lanes.MultiplyAdd(h, h, s11);
            s21 = Lanes.MultiplyAdd(f, h, s21);
            s22 = Lanes.MultiplyAdd(f, f, s22);
        }

        (Lanes<T>.Load(gram, 0) + s11).Store(gram, 0);
        (Lanes<T>.Load(gram, 1) + s21).Store(gram, 1);
        (Lanes<T>.Load(gram, 2) + s22).Store(gram, 2);
    }

    // In place, neuron by neuron: g ← (φ(u_1), φ(u_1 + e_2) − φ(u_1), …) with (u_1, e_2, …) = L g. From the last input to the
    // first, since coordinate a needs the normals 1..a only.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Activate(Span<T> normals, int neurons, ReadOnlySpan<T> factor)
    {
        TActivation activation = _activation;
        int m = Inputs;
        for (int i = 0; i < neurons; i++)
        {
            Span<T> neuron = normals.Slice(i * m * Lanes<T>.Count, m * Lanes<T>.Count);
            Lanes<T> first = Lanes<T>.Load(factor, 0) * Lanes<T>.Load(neuron, 0);
            for (int a = m - 1; a > 0; a--)
            {
                int row = PackedLower.Index(a, 0);
                Lanes<T> e = Lanes<T>.Load(factor, row) * Lanes<T>.Load(neuron, 0);
                for (int b = 1; b <= a; b++)
                {
                    e = Lanes.MultiplyAdd(Lanes<T>.Load(factor, row + b), Lanes<T>.Load(neuron, b), e);
                }

                activation.Increment(first, e).Store(neuron, a);
            }

            activation.Value(first).Store(neuron, 0);
        }
    }

    // Entries (a, b), (a, b + 1), (a + 1, b), (a + 1, b + 1) at a time: four sums share four loads.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddGram(ReadOnlySpan<T> features, int neurons, Span<T> gram)
    {
        int m = Inputs;
        for (int a = 0; a < m; a += 2)
        {
            // For odd m the last pair of rows is one row twice, and its doubles are not stored.
            int a1 = Math.Min(a + 1, m - 1);
            for (int b = 0; b <= a; b += 2)
            {
                int b1 = Math.Min(b + 1, m - 1);
                Lanes<T> s00 = Lanes<T>.Zero;
                Lanes<T> s01 = Lanes<T>.Zero;
                Lanes<T> s10 = Lanes<T>.Zero;
                Lanes<T> s11 = Lanes<T>.Zero;
                for (int i = 0; i < neurons; i++)
                {
                    Lanes<T> x0 = Lanes<T>.Load(features, (i * m) + a);
                    Lanes<T> x1 = Lanes<T>.Load(features, (i * m) + a1);
                    Lanes<T> y0 = Lanes<T>.Load(features, (i * m) + b);
                    Lanes<T> y1 = Lanes<T>.Load(features, (i * m) + b1);
                    s00 = Lanes.MultiplyAdd(x0, y0, s00);
                    s01 = Lanes.MultiplyAdd(x0, y1, s01);
                    s10 = Lanes.MultiplyAdd(x1, y0, s10);
                    s11 = Lanes.MultiplyAdd(x1, y1, s11);
                }

                AddTo(gram, a, b, s00);
                if (b1 > b && b1 <= a)
                {
                    AddTo(gram, a, b1, s01);
                }

                if (a1 > a)
                {
                    AddTo(gram, a1, b, s10);
                    if (b1 > b)
                    {
                        AddTo(gram, a1, b1, s11);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(Span<T> gram, int a, int b, Lanes<T> sum)
    {
        int entry = PackedLower.Index(a, b);
        (Lanes<T>.Load(gram, entry) + sum).Store(gram, entry);
    }
}
