using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Networks;
using HpCovSde.Schemes;

namespace HpCovSde.Dynamics;

/// <summary>Which limit a family of networks has as width and depth grow.</summary>
public enum LimitKind
{
    /// <summary>Exponent 1/2: noise and non-linearity balance; the Neural Covariance SDE.</summary>
    CovarianceSde,

    /// <summary>Exponent above 1/2, or no non-linearity at all: the SDE of a linear network (zero drift).</summary>
    LinearSde,

    /// <summary>Exponent below 1/2, on the clock t = l / n^{2p}: noise vanishes and the drift alone remains, an ODE.</summary>
    DeterministicFlow,

    /// <summary>No shape: inputs become parallel, and what remains of 1 − ρ is of the order of 1/n²; <see cref="FirstOrderCorrection"/>.</summary>
    FirstOrderCorrection,
}

/// <summary>
/// The Neural Covariance SDE for any number of inputs, and its relatives at other scalings. In the ReLU family
/// <code>
/// dV^{ab} = ν(ρ^{ab}) √(V^{aa} V^{bb}) dt + noise,   d⟨V^{ab}, V^{cd}⟩ = (V^{ac}V^{bd} + V^{ad}V^{bc}) dt,
/// ν(ρ) = κ (√(1 − ρ²) − ρ arccos ρ),   κ = (c₊ − c₋)²/(2π).
/// </code>
/// The noise over a step h is √h L S Lᵀ with V = LLᵀ and S symmetric Gaussian, Var S_ii = 2, Var S_ij = 1.
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768); the linear network is the case of zero drift.
/// </summary>
public sealed class CovarianceSde
{
    /// <summary>An SDE by its coefficients.</summary>
    /// <param name="kappa">κ ≥ 0; 0 for a linear network.</param>
    /// <param name="time">T &gt; 0, the time integrated to.</param>
    /// <param name="kind">What the numbers stand for.</param>
    /// <exception cref="ArgumentOutOfRangeException">κ is negative or not finite, or not 0 for a linear network; T is not positive and finite.</exception>
    public CovarianceSde(double kappa, double time, LimitKind kind = LimitKind.CovarianceSde)
    {
        if (!(kappa >= 0 && double.IsFinite(kappa)))
        {
            throw new ArgumentOutOfRangeException(nameof(kappa), kappa, "κ must be finite and at least 0.");
        }

        if (kind == LimitKind.LinearSde && kappa > 0)
        {
            throw new ArgumentOutOfRangeException(nameof(kappa), kappa, "The SDE of a linear network has no drift: κ must be 0.");
        }

        if (kind == LimitKind.FirstOrderCorrection)
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, $"The first-order correction has no κ: use {nameof(FirstOrder)}.");
        }

        CheckTime(time);
        Kappa = kappa;
        Time = time;
        Kind = kind;
    }

    private CovarianceSde(LimitKind kind, double time)
    {
        CheckTime(time);
        Time = time;
        Kind = kind;
    }

    /// <summary>κ; 0 where the drift is another one.</summary>
    public double Kappa { get; }

    /// <summary>The drift of shaped smooth networks; null in the ReLU family.</summary>
    public SmoothDrift? SmoothDrift { get; private init; }

    /// <summary>The coefficients of the first-order correction of unshaped networks; null for the other limits.</summary>
    public FirstOrderCorrection? Correction { get; private init; }

    /// <summary>T.</summary>
    public double Time { get; }

    /// <summary>Which limit this is.</summary>
    public LimitKind Kind { get; }

    /// <summary>The SDE of shaped smooth networks: same noise, <see cref="SmoothDrift"/>; it may explode. Or the flow of this drift without noise.</summary>
    /// <param name="drift">The drift.</param>
    /// <param name="time">T &gt; 0.</param>
    /// <param name="kind"><see cref="LimitKind.CovarianceSde"/> or <see cref="LimitKind.DeterministicFlow"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coefficient is not finite, c is negative, T is not positive and finite, or it is another kind.</exception>
    public static CovarianceSde Smooth(SmoothDrift drift, double time, LimitKind kind = LimitKind.CovarianceSde)
    {
        ArgumentNullException.ThrowIfNull(drift);
        if (kind is not (LimitKind.CovarianceSde or LimitKind.DeterministicFlow))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "A smooth drift is that of the covariance SDE or of the deterministic flow.");
        }

        return drift.Quadratic >= 0 && double.IsFinite(drift.Quadratic) && double.IsFinite(drift.Cubic)
            ? new(kind, time) { SmoothDrift = drift }
            : throw new ArgumentOutOfRangeException(nameof(drift), drift, "The coefficients must be finite, and c at least 0.");
    }

    /// <summary>The first-order correction of unshaped networks of the ReLU family, for one or two inputs.</summary>
    /// <param name="correction">Its coefficients, n among them.</param>
    /// <param name="time">T &gt; 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is below 1, ε not positive, κ₄ below 3, a number not finite, or T not positive and finite.</exception>
    public static CovarianceSde FirstOrder(FirstOrderCorrection correction, double time)
    {
        ArgumentNullException.ThrowIfNull(correction);
        return correction is { Width: >= 1, ArcCosineStrength: > 0 and < double.PositiveInfinity, FourthMomentRatio: >= 3 and < double.PositiveInfinity }
            ? new(LimitKind.FirstOrderCorrection, time) { Correction = correction }
            : throw new ArgumentOutOfRangeException(nameof(correction), correction, "It must be n ≥ 1, ε > 0 and κ₄ ≥ 3, finite.");
    }

    /// <summary>
    /// The limit of a network. T is depth/width, or depth/width^{2p} for the deterministic flow (p &lt; 1/2), unless given. Shapes that depend on the depth, s_± = 1 + c_±/√d or
    /// s = a√d with d ≪ n, are those of n^{2p} = d: p = log d/(2 log n), and T = 1.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such limit, e.g. of an unshaped smooth activation.</exception>
    public static CovarianceSde LimitOf(FeedforwardNetwork network, double? time = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        double proportional = time ?? ((double)network.Depth / network.Width);
        if (network.SmoothShape is { IsTwiceDifferentiable: false } kinked)
        {
            throw new ArgumentException(
                $"{kinked.Activation.Name} has no second derivative at {kinked.Center}, about which it is stretched, and therefore no such limit; take another centre.", nameof(network));
        }

        double Flowing(double exponent) => exponent > 0
            ? time ?? (network.Depth * Math.Pow(network.Width, -2 * exponent))
            : throw new ArgumentException($"The exponent {exponent} leaves the activation unshaped; a limit needs p > 0.", nameof(network));
        return (network.Shape, network.SmoothShape, network.Activation) switch
        {
            ({ Exponent: < 0.5, Kappa: > 0 } shape, _, _) => new(shape.Kappa, Flowing(shape.Exponent), LimitKind.DeterministicFlow),
            ({ Exponent: 0.5, Kappa: > 0 } shape, _, _) => new(shape.Kappa, proportional),
            (_, { Exponent: < 0.5 } shape, _) => Smooth(SmoothDrift.Of(shape), Flowing(shape.Exponent), LimitKind.DeterministicFlow),
            (_, { Exponent: 0.5 } shape, _) => Smooth(SmoothDrift.Of(shape), proportional),
            (not null, _, _) or (_, not null, _) or (_, _, ReluFamily { ArcCosineStrength: 0 }) => new(0, proportional, LimitKind.LinearSde),
            (_, _, ReluFamily unshaped) => FirstOrder(FirstOrderCorrection.Of(unshaped, network.Width), proportional),
            _ => throw new ArgumentException(
                "An unshaped smooth activation has no covariance SDE: its correlations tend to a constant as depth grows with width. Shape it (a).", nameof(network)),
        };
    }

    /// <summary>
    /// The limit of a shaped residual network: that of the feedforward network of the same shape, with κ/2, on the clock 2γ²l/n (2γ²l/n^{2p} for the deterministic flow).
    /// A layer has the drift γ²ν(ρ)√(V^{aa}V^{bb})/n, since only the branch is not linear, and noise from three sources: the branch along the skip connection, 2λ²γ², the branch's
    /// own square, γ⁴, and that of its hidden layer, γ⁴; 2γ² together. T is taken of depth and width unless given.
    /// Source: Noci, Li, Li, He, Hofmann, Maddison, Roy 2023 (arXiv 2306.17759).
    /// </summary>
    /// <exception cref="ArgumentException">
    /// There is no such limit: the activation is neither shaped nor linear, or c is not 1/E φ(g)², with which variances grow by layers and not with l/n.
    /// </exception>
    public static CovarianceSde LimitOf(ShapedResidualNetwork network, double? time = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Normalization != network.Activation.Normalization)
        {
            throw new ArgumentException(
                $"The normalisation c = {network.Normalization} is not 1/E φ(g)² = {network.Activation.Normalization}: variances change by a factor a layer, and there is no limit on the scale of depth/width.",
                nameof(network));
        }

        if (network.Shape is null && network.Activation.ArcCosineStrength > 0)
        {
            throw new ArgumentException(
                $"{network.Activation} is neither shaped nor linear: correlations tend to 1 as depth grows with width, and what is left of them has no limit here. Shape it (c+, c-).",
                nameof(network));
        }

        // The feedforward network knows which shapes have which limit.
        var inner = network.Shape is { } shape
            ? FeedforwardNetwork.ShapedRelu(network.Width, network.Depth, shape.CPlus, shape.CMinus, shape.Exponent)
            : new FeedforwardNetwork(network.Width, network.Depth, network.Activation);
        CovarianceSde limit = LimitOf(inner);
        return new(limit.Kappa / 2, time ?? (2 * network.Branch * network.Branch * limit.Time), limit.Kind);
    }

    /// <summary>
    /// The chain that integrates this SDE: ⌈T/step⌉ equal steps of a scheme.
    /// </summary>
    /// <param name="step">The longest step allowed; T is divided evenly.</param>
    /// <param name="scheme">The scheme; null takes <see cref="Scheme.Default"/> for the number of inputs.</param>
    public IChain Integrate(double step = 0.01, Scheme? scheme = null) => new SdeIntegration(this, step, scheme);

    private static void CheckTime(double time)
    {
        if (!(time > 0 && double.IsFinite(time)))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, "The time must be finite and greater than 0.");
        }
    }
}
