using HpCovSde.Activations;
using HpCovSde.Ensembles;
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
}

/// <summary>
/// The Neural Covariance SDE for any number of inputs, here of the ReLU family:
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

        if (!(time > 0 && double.IsFinite(time)))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, "The time must be finite and greater than 0.");
        }

        if (kind == LimitKind.LinearSde && kappa > 0)
        {
            throw new ArgumentOutOfRangeException(nameof(kappa), kappa, "The SDE of a linear network has no drift: κ must be 0.");
        }

        Kappa = kappa;
        Time = time;
        Kind = kind;
    }

    /// <summary>κ; 0 where the drift is another one.</summary>
    public double Kappa { get; }

    /// <summary>The drift of shaped smooth networks; null in the ReLU family.</summary>
    public SmoothDrift? SmoothDrift { get; private init; }

    /// <summary>T.</summary>
    public double Time { get; }

    /// <summary>Which limit this is.</summary>
    public LimitKind Kind { get; }

    /// <summary>The SDE of shaped smooth networks: same noise, <see cref="Dynamics.SmoothDrift"/>; it may explode.</summary>
    /// <param name="drift">The drift.</param>
    /// <param name="time">T &gt; 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coefficient is not finite, c is negative, or T is not positive and finite.</exception>
    public static CovarianceSde Smooth(SmoothDrift drift, double time)
    {
        ArgumentNullException.ThrowIfNull(drift);
        return drift.Quadratic >= 0 && double.IsFinite(drift.Quadratic) && double.IsFinite(drift.Cubic)
            ? new(0, time) { SmoothDrift = drift }
            : throw new ArgumentOutOfRangeException(nameof(drift), drift, "The coefficients must be finite, and c at least 0.");
    }

    /// <summary>
    /// The limit of a network of the ReLU family. T is depth/width, or depth/width^{2p} for the deterministic flow (p &lt; 1/2),
    /// unless given.
    /// </summary>
    /// <exception cref="ArgumentException">The family has no such limit, e.g. an unshaped ReLU, whose correlations tend to 1.</exception>
    public static CovarianceSde LimitOf(FeedforwardNetwork network, double? time = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        double proportional = (double)network.Depth / network.Width;
        if (network.SmoothShape is { } smooth)
        {
            return smooth.Exponent switch
            {
                0.5 => Smooth(SmoothDrift.Of(smooth), time ?? proportional),
                > 0.5 => new(0, time ?? proportional, LimitKind.LinearSde),
                _ => throw new ArgumentException(
                    $"The exponent {smooth.Exponent} is below 1/2: a smooth activation then has no limit on the scale of depth/width, its norms explode or freeze.", nameof(network)),
            };
        }

        ReluShape? shape = network.Shape;
        if (shape is null)
        {
            if (network.Activation is not ReluFamily { ArcCosineStrength: 0 })
            {
                throw new ArgumentException(
                    "An unshaped non-linear activation has no covariance SDE: its correlations tend to a constant as depth grows with width. "
                    + (network.Activation.IsHomogeneous ? "Shape it (c+, c-) or use a linear one." : "Shape it (a)."),
                    nameof(network));
            }

            return new(0, time ?? proportional, LimitKind.LinearSde);
        }

        if (!(shape.Exponent > 0))
        {
            throw new ArgumentException($"The exponent {shape.Exponent} leaves the activation unshaped; a limit needs p > 0.", nameof(network));
        }

        return shape switch
        {
            { Kappa: 0 } or { Exponent: > 0.5 } => new(0, time ?? proportional, LimitKind.LinearSde),
            { Exponent: < 0.5 } => new(
                shape.Kappa, time ?? (network.Depth * Math.Pow(network.Width, -2 * shape.Exponent)), LimitKind.DeterministicFlow),
            _ => new(shape.Kappa, time ?? proportional, LimitKind.CovarianceSde),
        };
    }

    /// <summary>
    /// The chain that integrates this SDE: ⌈T/step⌉ equal steps of a scheme.
    /// </summary>
    /// <param name="step">The longest step allowed; T is divided evenly.</param>
    /// <param name="scheme">The scheme; null takes <see cref="Scheme.Default"/> for the number of inputs.</param>
    public IChain Integrate(double step = 0.01, Scheme? scheme = null) => new SdeIntegration(this, step, scheme);
}
