using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>How a finite network's layer is sampled. All routes have the same law.</summary>
public enum WeightSampling
{
    /// <summary><see cref="Conditional"/> where there are fewer inputs than neurons, else <see cref="Explicit"/>.</summary>
    Auto,

    /// <summary>Neurons are drawn iid N(0, V_l): n·m normals per layer, no weights.</summary>
    Conditional,

    /// <summary>Weights are drawn and multiplied: n² normals per layer.</summary>
    Explicit,

    /// <summary>
    /// V is drawn from its law given that of the layer before, with a few numbers per layer for any n. This law is known for feedforward
    /// networks of the ReLU family with one input, for linear ones with any number of inputs, and for residual networks with one input and
    /// slopes of equal magnitude. Refused elsewhere; never chosen by <see cref="Auto"/>.
    /// </summary>
    Exact,
}

/// <summary>
/// A fully connected network at initialisation, without biases:
/// <code>
/// z_1 = W_0 x / √n_in,   z_{l+1} = √(c/n) W_l φ(z_l),   W_l iid N(0, 1),   c = 1/E φ(g)²,
/// V_0^{ab} = ⟨x^a, x^b⟩/n_in,   V_l^{ab} = (c/n) ⟨φ(z_l^a), φ(z_l^b)⟩,   l = 1 … d.
/// </code>
/// (V_l) is a Markov chain: given V_l, the n neurons of layer l + 1 are iid N(0, V_l).
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
public sealed class FeedforwardNetwork : IChain, IReducibleChain
{
    /// <summary>Up to this many inputs replicas go in lanes; beyond, matrices go through BLAS, one replica at a time.</summary>
    /// <remarks>
    /// Measured on an AMD EPYC (Zen 4), n = 300, nanoseconds per normal, wide against blocked: in double 3.9 : 9.1 for 10 inputs, 4.5 : 5.9
    /// for 16, 7.4 : 8.2 for 24, where the normals of a visit outgrow the L1 cache; in single 2.3 : 4.2 for 16.
    /// </remarks>
    public const int LargestWideInputs = 16;

    /// <summary>A network of a given activation.</summary>
    /// <param name="width">n ≥ 1.</param>
    /// <param name="depth">d ≥ 1, the number of hidden layers.</param>
    /// <param name="activation">φ.</param>
    /// <exception cref="ArgumentOutOfRangeException">Width or depth is not positive.</exception>
    public FeedforwardNetwork(int width, int depth, Activation activation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentNullException.ThrowIfNull(activation);
        Width = width;
        Depth = depth;
        Activation = activation;
    }

    /// <summary>n.</summary>
    public int Width { get; }

    /// <summary>d.</summary>
    public int Depth { get; }

    /// <summary>φ.</summary>
    public Activation Activation { get; }

    /// <summary>The shape that made the activation, if it is a shaped ReLU; what the limit depends on.</summary>
    public ReluShape? Shape { get; private init; }

    /// <summary>The shape that made the activation, if it is a stretched smooth one; what the limit depends on.</summary>
    public SmoothShape? SmoothShape { get; private init; }

    /// <summary>How layers are sampled.</summary>
    public WeightSampling Sampling { get; init; }

    int IChain.Steps => Depth;

    double IChain.TimePerStep => 1.0 / Width;

    bool IReducibleChain.IsHomogeneous => Activation.IsHomogeneous;

    bool IReducibleChain.Takes(int inputs) => true;

    uint IChain.StreamPurpose => StreamMap.Purposes.FeedforwardNetwork;

    /// <summary>A shaped ReLU network: s₊ = 1 + c₊ n^−p, s₋ = 1 + c₋ n^−p.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Width or depth is not positive, or a constant is not finite.</exception>
    public static FeedforwardNetwork ShapedRelu(
        int width, int depth, double cPlus, double cMinus, double exponent = 0.5, WeightSampling sampling = WeightSampling.Auto)
    {
        var shape = new ReluShape(cPlus, cMinus, exponent);
        return new(width, depth, shape.At(width)) { Shape = shape, Sampling = sampling };
    }

    /// <summary>A shaped smooth network: s φ(x/s) with s = a n^p.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Width or depth is not positive.</exception>
    public static FeedforwardNetwork ShapedSmooth(int width, int depth, SmoothShape shape, WeightSampling sampling = WeightSampling.Auto)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return new(width, depth, shape.At(width)) { SmoothShape = shape, Sampling = sampling };
    }

    /// <summary>The way layers will be sampled for <paramref name="inputs"/> inputs: never <see cref="WeightSampling.Auto"/>.</summary>
    public WeightSampling SamplingFor(int inputs) =>
        Sampling != WeightSampling.Auto ? Sampling : inputs < Width ? WeightSampling.Conditional : WeightSampling.Explicit;

    /// <summary>Why layers cannot be sampled as asked for with <paramref name="inputs"/> inputs; null if they can.</summary>
    public string? SamplingRefusal(int inputs) =>
        Sampling != WeightSampling.Exact || Activation is ReluFamily { IsLinear: true } || (Activation is ReluFamily && inputs == 1)
            ? null
            : "the exact law of a layer is known for the ReLU family with one input and for linear networks, "
                + $"not for {Activation} with {Wording.Count(inputs, "input")}";

    /// <inheritdoc/>
    public ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(blas);
        if (SamplingRefusal(start.Size) is { } refusal)
        {
            throw new ArgumentException($"WeightSampling.Exact: {refusal}.", nameof(start));
        }

        if (Sampling == WeightSampling.Exact)
        {
            return CreateExact<T>(start, (ReluFamily)Activation);
        }

        bool conditional = SamplingFor(start.Size) == WeightSampling.Conditional;
        long neurons = (long)Width * start.Size;
        long segments = Math.Max(StandardNormals.Segments(neurons), conditional ? 0 : Width * StandardNormals.Segments(Width));
        if (segments > StandardNormals.SegmentsPerStream)
        {
            throw new ArgumentException(
                $"A layer of width {Width} with {Wording.Count(start.Size, "input")} needs {segments} segments of normals; "
                + $"one random stream has {StandardNormals.SegmentsPerStream}.",
                nameof(start));
        }

        if (!conditional && ((Width + (long)Lanes<T>.Count) * start.Size) + CovarianceState<T>.Length(start.Size) + 1 > Array.MaxLength)
        {
            throw new ArgumentException(
                $"The features of width {Width} for {Wording.Count(start.Size, "input")} are more than {Array.MaxLength} numbers, "
                + "the most for one replica.",
                nameof(start));
        }

        if (conditional && Activation is ReluFamily { IsLinear: true } && start.Size is > 1 and <= LargestWideInputs)
        {
            return new ConditionalLinear<T>(start, Width);
        }

        return Activation.Accept(new Layers<T>(start, LayerShape.Of(Width, Activation), conditional, blas));
    }

    private ITransition<T> CreateExact<T>(GramMatrix start, ReluFamily activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        start.Size > 1 ? new ExactLinear<T>(start, Width)
        : activation.KeepsMagnitudes ? new ExactVariance<T, ChiSquaredLaw>(start, Width, new(Width))
        : new ExactVariance<T, TwoSlopesLaw>(start, Width, new(Width, activation));

    // Chooses the engine, once the type of the kernel is known.
    private sealed class Layers<T>(GramMatrix start, LayerShape shape, bool conditional, IBlas<T> blas) : IKernelVisitor<T, ITransition<T>>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public ITransition<T> Visit<TKernel>(TKernel kernel)
            where TKernel : struct, IActivation<T> => conditional
            ? start.Size <= LargestWideInputs
                ? new WideConditional<T, TKernel>(start, shape, kernel)
                : new BlockedConditional<T, TKernel>(start, shape, kernel, blas)
            : start.Size <= GaussianProduct.LargestFused
                ? new FusedWeights<T, TKernel>(start, shape, kernel, blas)
                : new ExplicitWeights<T, TKernel>(start, shape, kernel, blas);
    }
}
