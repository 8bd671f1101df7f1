using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// The operations on a tile of neurons of a residual network, lanes = replicas, in difference coordinates: neuron i of input a is row i·m +
/// a.
/// </summary>
internal static class ResidualTile
{
    /// <summary>y ← y + L g for every neuron; the Gram matrices of the neurons and of their features are added to the sums.</summary>
    /// <param name="inputs">m.</param>
    /// <param name="y">The neurons.</param>
    /// <param name="normals">g, as many rows, or one more; overwritten.</param>
    /// <param name="factor">L, packed.</param>
    /// <param name="references">c, m rows.</param>
    /// <param name="activation">φ.</param>
    /// <param name="gram">Σ y yᵀ, packed.</param>
    /// <param name="featureGram">Σ φ(y) φ(y)ᵀ, packed.</param>
    internal static void Add<T, TActivation>(
        int inputs,
        Span<T> y,
        Span<T> normals,
        ReadOnlySpan<T> factor,
        InputReferences<T> references,
        TActivation activation,
        Span<T> gram,
        Span<T> featureGram)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        switch (inputs)
        {
            case 1:
                AddToOne(y, normals, factor, activation, gram, featureGram);
                break;
            case 2:
                AddToPair(y, normals, factor, new(references.Row(1), references.AreIncrements), activation, gram, featureGram);
                break;
            default:
                LaneVectors.MultiplyByLower(inputs, factor, normals, Rows<T>(y) / inputs);
                for (int row = 0; row < Rows<T>(y); row++)
                {
                    (Lanes<T>.Load(y, row) + Lanes<T>.Load(normals, row)).Store(y, row);
                }

                AddGrams(inputs, y, normals, references, activation, gram, featureGram);
                break;
        }
    }

    /// <summary>The Gram matrices alone; <paramref name="features"/> is left with φ(y).</summary>
    internal static void AddGrams<T, TActivation>(
        int inputs,
        ReadOnlySpan<T> y,
        Span<T> features,
        InputReferences<T> references,
        TActivation activation,
        Span<T> gram,
        Span<T> featureGram)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        int neurons = Rows<T>(y) / inputs;
        y.CopyTo(features);
        LaneVectors.AddGram(inputs, y, neurons, gram);
        FeatureLanes.Activate(inputs, features, neurons, references, activation);
        LaneVectors.AddGram(inputs, features, neurons, featureGram);
    }

    /// <summary>y_1 ← p_1 y_1 and w_a ← p_a w_a + q_a y_1 (the old y_1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Rescale<T>(int inputs, Span<T> y, ReadOnlySpan<T> ofDifference, ReadOnlySpan<T> ofFirst)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int row = 0; row < Rows<T>(y); row += inputs)
        {
            Lanes<T> first = Lanes<T>.Load(y, row);
            for (int a = 0; a < inputs; a++)
            {
                Lanes<T> fromFirst = Lanes<T>.Load(ofFirst, a) * first;
                Lanes.MultiplyAdd(Lanes<T>.Load(ofDifference, a), Lanes<T>.Load(y, row + a), fromFirst).Store(y, row + a);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddToOne<T, TActivation>(
        Span<T> y, ReadOnlySpan<T> normals, ReadOnlySpan<T> factor, TActivation activation, Span<T> gram, Span<T> featureGram)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        Lanes<T> l = Lanes<T>.Load(factor, 0);
        Lanes<T> s = Lanes<T>.Zero;
        Lanes<T> r = Lanes<T>.Zero;
        for (int row = 0; row < Rows<T>(y); row++)
        {
            Lanes<T> u = Lanes.MultiplyAdd(l, Lanes<T>.Load(normals, row), Lanes<T>.Load(y, row));
            u.Store(y, row);
            Lanes<T> h = activation.Value(u);
            s = Lanes.MultiplyAdd(u, u, s);
            r = Lanes.MultiplyAdd(h, h, r);
        }

        (Lanes<T>.Load(gram, 0) + s).Store(gram, 0);
        (Lanes<T>.Load(featureGram, 0) + r).Store(featureGram, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddToPair<T, TActivation>(
        Span<T> y,
        ReadOnlySpan<T> normals,
        ReadOnlySpan<T> factor,
        NearInput<T> second,
        TActivation activation,
        Span<T> gram,
        Span<T> featureGram)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        Lanes<T> l11 = Lanes<T>.Load(factor, 0);
        Lanes<T> l21 = Lanes<T>.Load(factor, 1);
        Lanes<T> l22 = Lanes<T>.Load(factor, 2);
        PairSums<T> s = default;
        PairSums<T> r = default;
        for (int row = 0; row < Rows<T>(y); row += 2)
        {
            Lanes<T> g1 = Lanes<T>.Load(normals, row);
            Lanes<T> u = Lanes.MultiplyAdd(l11, g1, Lanes<T>.Load(y, row));
            Lanes<T> e = Lanes.MultiplyAdd(l22, Lanes<T>.Load(normals, row + 1), Lanes.MultiplyAdd(l21, g1, Lanes<T>.Load(y, row + 1)));
            u.Store(y, row);
            e.Store(y, row + 1);
            Lanes<T> h = activation.Value(u);
            s.Add(u, e);
            r.Add(h, second.Feature(activation, u, h, e));
        }

        s.AddTo(gram);
        r.AddTo(featureGram);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Rows<T>(ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => y.Length / Lanes<T>.Count;

    // Σ x², Σ dx and Σ d² in registers.
    private struct PairSums<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private Lanes<T> _s11;
        private Lanes<T> _s21;
        private Lanes<T> _s22;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Add(Lanes<T> x, Lanes<T> d)
        {
            _s11 = Lanes.MultiplyAdd(x, x, _s11);
            _s21 = Lanes.MultiplyAdd(d, x, _s21);
            _s22 = Lanes.MultiplyAdd(d, d, _s22);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal readonly void AddTo(Span<T> gram)
        {
            (Lanes<T>.Load(gram, 0) + _s11).Store(gram, 0);
            (Lanes<T>.Load(gram, 1) + _s21).Store(gram, 1);
            (Lanes<T>.Load(gram, 2) + _s22).Store(gram, 2);
        }
    }
}
