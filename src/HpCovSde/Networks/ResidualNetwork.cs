using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Data;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Networks;

/// <summary>
/// A residual network at initialisation, without biases:
/// <code>
/// Y_0 = W_in x,   Y_l = Y_{l−1} + α_l W_l φ(Y_{l−1}),   W_l iid N(0, 1/n),   l = 1 … L,
/// q_0^{ab} = ⟨x^a, x^b⟩/n_in,   q_l^{ab} = ⟨Y_l^a, Y_l^b⟩/n.
/// </code>
/// What is observed is V = q_l. The rows of Y_0 are iid N(0, q_0), so that q_l is random from l = 0 on. Given Y_{l−1} the rows of W_l
/// φ(Y_{l−1}) are iid N(0, R), R = φ(Y_{l−1})ᵀφ(Y_{l−1})/n.
/// Sources: Hayou 2022 (arXiv 2210.00688), α_l = L^−1/2; Hayou 2023 (arXiv 2310.01683), any α_l.
/// </summary>
/// <remarks>
/// As L → ∞ with α_l = L^−1/2 at fixed n the layers tend to the residual diffusion of <c>HpCovSde.Dynamics</c>. An input whose neurons are
/// all dead, φ(Y) = 0, never changes again. For the ReLU this holds from the start with probability 2^−n.
/// <para>If φ is homogeneous (<see cref="Activation.IsHomogeneous"/>), no depth leads out of the range of numbers. Else pre-activations are
/// kept in absolute units, and a network in which they grow beyond that range is counted as an explosion. φ(0) may have any value.</para>
/// </remarks>
public sealed class ResidualNetwork : IChain, IReducibleChain
{
    /// <summary>
    /// The most pre-activations of one replica, n·m, with which replicas go in lanes (for at most
    /// <see cref="FeedforwardNetwork.LargestWideInputs"/> inputs).
    /// </summary>
    /// <remarks>
    /// Each layer reads and writes the state once. A bundle of 2¹⁴ pre-activations per replica takes 1 MB and stays in the L2 cache of a
    /// server's core. A larger one moves 16 bytes per normal in double, which still costs less than the small products of one replica at a
    /// time: 3.2 against 60 ns per normal for one input and n = 2¹⁴, 4.6 against 59 for two and n = 2¹³ (two shared cores). At this limit a
    /// bundle takes 64 MB for each thread.
    /// </remarks>
    public const int LargestWideState = 1 << 20;

    /// <summary>A network.</summary>
    /// <param name="width">n ≥ 1.</param>
    /// <param name="branches">α_1 … α_L.</param>
    /// <param name="activation">φ.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive.</exception>
    public ResidualNetwork(int width, BranchScaling branches, Activation activation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentNullException.ThrowIfNull(branches);
        ArgumentNullException.ThrowIfNull(activation);
        Width = width;
        Branches = branches;
        Activation = activation;
    }

    /// <summary>n.</summary>
    public int Width { get; }

    /// <summary>L.</summary>
    public int Depth => Branches.Depth;

    /// <summary>α_1 … α_L.</summary>
    public BranchScaling Branches { get; }

    /// <summary>φ.</summary>
    public Activation Activation { get; }

    /// <summary>How layers are sampled.</summary>
    public WeightSampling Sampling { get; init; }

    /// <summary>Σ α_l², the time on the clock of the limiting diffusion; 1 for <see cref="Uniform"/>.</summary>
    public double Time => Branches.SumOfSquares;

    int IChain.Steps => Depth;

    /// <summary>The mean of α_l².</summary>
    double IChain.TimePerStep => Time / Depth;

    bool IReducibleChain.IsHomogeneous => Activation.IsHomogeneous;

    bool IReducibleChain.Takes(int inputs) => true;

    uint IChain.StreamPurpose => StreamMap.Purposes.ResidualNetwork;

    double IChain.TimeAt(int steps) => Branches.Clock(steps);

    /// <summary>
    /// A network with α_l = L^−1/2, whose limits of infinite depth and infinite width commute. Source: Hayou 2022 (arXiv 2210.00688).
    /// </summary>
    /// <param name="width">n ≥ 1.</param>
    /// <param name="depth">L ≥ 1.</param>
    /// <param name="activation">φ.</param>
    /// <exception cref="ArgumentOutOfRangeException">Width or depth is not positive.</exception>
    public static ResidualNetwork Uniform(int width, int depth, Activation activation) => OfTime(width, depth, time: 1, activation);

    /// <summary>
    /// How layers will be sampled for <paramref name="inputs"/> inputs. Never <see cref="WeightSampling.Auto"/>, which stands for explicit
    /// weights where there are more inputs than neurons and replicas do not go in lanes, and for conditional sampling elsewhere.
    /// </summary>
    public WeightSampling SamplingFor(int inputs) =>
        Sampling != WeightSampling.Auto ? Sampling
        : inputs <= Width || IsWide(inputs) ? WeightSampling.Conditional : WeightSampling.Explicit;

    /// <summary>Why layers cannot be sampled as asked for with <paramref name="inputs"/> inputs; null if they can.</summary>
    public string? SamplingRefusal(int inputs) =>
        Sampling != WeightSampling.Exact || (Activation is ReluFamily { KeepsMagnitudes: true } && inputs == 1)
            ? null
            : "the exact law of a residual layer is known for one input and slopes of equal magnitude (linear, abs), "
                + $"not for {Activation} with {Wording.Count(inputs, "input")}";

    /// <inheritdoc/>
    public ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(blas);
        int m = start.Size;
        if (SamplingRefusal(m) is { } refusal)
        {
            throw new ArgumentException($"WeightSampling.Exact: {refusal}.", nameof(start));
        }

        if (Sampling == WeightSampling.Exact)
        {
            return new ExactResidual<T>(start, Width, Math.Abs(((ReluFamily)Activation).PositiveSlope), Branches);
        }

        bool conditional = SamplingFor(m) == WeightSampling.Conditional;
        long neurons = (long)Width * m;
        long segments = Math.Max(StandardNormals.Segments(neurons), conditional ? 0 : Width * StandardNormals.Segments(Width));
        if (segments > StreamMap.Segments.Start)
        {
            throw new ArgumentException(
                $"A layer of width {Width} with {Wording.Count(m, "input")} needs {segments} segments of normals; "
                + $"one random stream has {StreamMap.Segments.Start} for it.",
                nameof(start));
        }

        if (ReplicaResidualState<T>.Length(m, Width) > Array.MaxLength)
        {
            throw new ArgumentException(
                $"The pre-activations of width {Width} for {Wording.Count(m, "input")} are more than {Array.MaxLength} numbers, "
                + "the most for one replica.",
                nameof(start));
        }

        var layers = new ResidualLayers(start, Width, Branches, Activation);
        ResidualEngine engine = !conditional ? ResidualEngine.Explicit
            : !IsWide(m) ? ResidualEngine.Blocked
            : layers.NormalsOfSeveralLayers<T>().StepsAtOnce > 1 ? ResidualEngine.Narrow : ResidualEngine.Wide;
        return layers.CreateTransition(engine, blas);
    }

    /// <summary>A network of equal branch scales with Σ α_l² = <paramref name="time"/>.</summary>
    internal static ResidualNetwork OfTime(
        int width, int depth, double time, Activation activation, WeightSampling sampling = WeightSampling.Auto)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        double[] branches = new double[depth];
        branches.AsSpan().Fill(Math.Sqrt(time / depth));
        return new(width, BranchScaling.FromValues(branches), activation) { Sampling = sampling };
    }

    private bool IsWide(int inputs) => inputs <= FeedforwardNetwork.LargestWideInputs && (long)Width * inputs <= LargestWideState;
}
