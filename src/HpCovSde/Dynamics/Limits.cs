using System.Diagnostics.CodeAnalysis;
using HpCovSde.Activations;
using HpCovSde.Networks;

namespace HpCovSde.Dynamics;

/// <summary>
/// The limit of a network as depth and width grow. Each <c>Of</c> throws where there is none; each <c>TryOf</c> returns the reason instead.
/// This is the one place in Dynamics that knows networks.
/// </summary>
/// <remarks>
/// <para>
/// Feedforward networks: T is depth/width, or depth/width^{2p} for the deterministic flows (p &lt; 1/2), unless given. Shapes that depend
/// on the depth, s_± = 1 + c_±/√d or s = a√d with d ≪ n, are those of n^{2p} = d: p = log d/(2 log n), and T = 1.
/// </para>
/// <para>
/// Shaped residual networks: the limit of the feedforward network of the same shape, with κ/2, on the clock 2γ²l/n (2γ²l/n^{2p} for the
/// flow). A layer has the drift γ²ν(ρ)√(V^{aa}V^{bb})/n, since only the branch is not linear, and noise from three sources: the branch
/// along the skip connection, 2λ²γ², the square of the branch, γ⁴, and that of its hidden layer, γ⁴; 2γ² together.
/// Source: Noci, Li, Li, He, Hofmann, Maddison, Roy 2023 (arXiv 2306.17759).
/// </para>
/// <para>
/// <see cref="LimitCoefficients.Matched"/> takes the coefficients of the drift from the mean of a layer at the width of the network, so
/// that exponents above 1/2 have a drift, too. The first-order correction has the coefficients of the activation in either case.
/// </para>
/// <para>
/// Residual networks: their diffusion at the same width, T = Σ α_l² unless given. It is near the network if the largest α_l² is small.
/// </para>
/// </remarks>
public static class Limits
{
    /// <summary>The limit of a feedforward network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="time">T &gt; 0; null takes that of depth and width.</param>
    /// <exception cref="ArgumentException">There is no such limit, e.g. of an unshaped smooth activation; the message says why.</exception>
    /// <exception cref="ArgumentOutOfRangeException">T is not positive and finite.</exception>
    public static LimitProcess Of(FeedforwardNetwork network, double? time = null) => Of(network, time, LimitCoefficients.Asymptotic);

    /// <summary>The limit of a feedforward network with the coefficients of infinite width, or of its own width.</summary>
    /// <param name="network">The network.</param>
    /// <param name="time">T &gt; 0; null takes that of depth and width.</param>
    /// <param name="coefficients">The width that the coefficients are taken at.</param>
    /// <exception cref="ArgumentException">There is no such limit; the message says why.</exception>
    /// <exception cref="ArgumentOutOfRangeException">T is not positive and finite.</exception>
    public static LimitProcess Of(FeedforwardNetwork network, double? time, LimitCoefficients coefficients)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Find(network, time, coefficients, out string? refusal) ?? throw new ArgumentException(refusal, nameof(network));
    }

    /// <summary>The limit of a shaped residual network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="time">T &gt; 0; null takes that of depth and width.</param>
    /// <exception cref="ArgumentException">
    /// There is no such limit: the activation is neither shaped nor linear, or c is not 1/E φ(g)². The message says which.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">T is not positive and finite.</exception>
    public static LimitProcess Of(ShapedResidualNetwork network, double? time = null) => Of(network, time, LimitCoefficients.Asymptotic);

    /// <summary>The limit of a shaped residual network with the coefficients of infinite width, or of its own width.</summary>
    /// <param name="network">The network.</param>
    /// <param name="time">T &gt; 0; null takes that of depth and width.</param>
    /// <param name="coefficients">The width that the coefficients are taken at.</param>
    /// <exception cref="ArgumentException">There is no such limit; the message says why.</exception>
    /// <exception cref="ArgumentOutOfRangeException">T is not positive and finite.</exception>
    public static LimitProcess Of(ShapedResidualNetwork network, double? time, LimitCoefficients coefficients)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Find(network, time, coefficients, out string? refusal) ?? throw new ArgumentException(refusal, nameof(network));
    }

    /// <summary>The limit of a residual network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="time">T &gt; 0; null takes Σ α_l².</param>
    /// <exception cref="ArgumentException">All branches are 0, and no time is given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">T is not positive and finite.</exception>
    public static ResidualDiffusion Of(ResidualNetwork network, double? time = null) =>
        TryOf(network, time, out ResidualDiffusion? limit, out string? refusal)
            ? limit
            : throw new ArgumentException(refusal, nameof(network));

    /// <summary>The limit of a feedforward network, or why there is none.</summary>
    /// <param name="network">The network.</param>
    /// <param name="time">T &gt; 0; null takes that of depth and width.</param>
    /// <param name="limit">The limit; null if there is none.</param>
    /// <param name="refusal">Why there is none; null if there is one.</param>
    /// <returns>True if there is a limit.</returns>
    /// <exception cref="ArgumentOutOfRangeException">T is not positive and finite.</exception>
    public static bool TryOf(
        FeedforwardNetwork network, double? time, [NotNullWhen(true)] out LimitProcess? limit, [NotNullWhen(false)] out string? refusal)
    {
        ArgumentNullException.ThrowIfNull(network);
        limit = Find(network, time, LimitCoefficients.Asymptotic, out string? reason);
        refusal = reason;
        return limit is not null;
    }

    /// <summary>The limit of a shaped residual network, or why there is none.</summary>
    /// <inheritdoc cref="TryOf(FeedforwardNetwork, double?, out LimitProcess?, out string?)"/>
    public static bool TryOf(
        ShapedResidualNetwork network, double? time, [NotNullWhen(true)] out LimitProcess? limit, [NotNullWhen(false)] out string? refusal)
    {
        ArgumentNullException.ThrowIfNull(network);
        limit = Find(network, time, LimitCoefficients.Asymptotic, out string? reason);
        refusal = reason;
        return limit is not null;
    }

    /// <summary>The limit of a residual network, or why there is none.</summary>
    /// <param name="network">The network.</param>
    /// <param name="time">T &gt; 0; null takes Σ α_l².</param>
    /// <param name="limit">The limit; null if there is none.</param>
    /// <param name="refusal">Why there is none; null if there is one.</param>
    /// <returns>True if there is a limit.</returns>
    /// <exception cref="ArgumentOutOfRangeException">T is not positive and finite.</exception>
    public static bool TryOf(
        ResidualNetwork network, double? time, [NotNullWhen(true)] out ResidualDiffusion? limit, [NotNullWhen(false)] out string? refusal)
    {
        ArgumentNullException.ThrowIfNull(network);
        refusal = time is null && network.Time == 0
            ? "The sum of the squares of the branch scalings is 0, so that the limit has no time; give one."
            : null;
        limit = refusal is null ? new(network.Width, time ?? network.Time, network.Activation) : null;
        return limit is not null;
    }

    private static LimitProcess? Find(
        FeedforwardNetwork network, double? time, LimitCoefficients coefficients, out string? refusal)
    {
        refusal = Refusal(network);
        return refusal is null ? Create(network, time, coefficients) : null;
    }

    private static LimitProcess? Find(ShapedResidualNetwork network, double? time, LimitCoefficients coefficients, out string? refusal)
    {
        // The feedforward network knows which shapes have which limit.
        FeedforwardNetwork inner = network.Shape is { } shape
            ? FeedforwardNetwork.ShapedRelu(network.Width, network.Depth, shape.CPlus, shape.CMinus, shape.Exponent)
            : new FeedforwardNetwork(network.Width, network.Depth, network.Activation);
        refusal = Refusal(network) ?? Refusal(inner);
        return refusal is null ? OnTheClockOf(network, Create(inner, time: null, coefficients), time) : null;
    }

    private static string? Refusal(FeedforwardNetwork network) => network switch
    {
        { SmoothShape: { IsTwiceDifferentiable: false } kinked } =>
            $"{kinked.Activation.Name} has no second derivative at {kinked.Center}, about which it is stretched, " +
            "and therefore no such limit; take another centre.",
        { Shape: { Exponent: <= 0, Kappa: > 0 } shape } => Unshaped(shape.Exponent),
        { SmoothShape: { Exponent: <= 0 } shape } => Unshaped(shape.Exponent),
        { SmoothShape: null, Activation: not ReluFamily } =>
            "An unshaped smooth activation has no covariance SDE: its correlations tend to a constant as depth grows with width. " +
            "Shape it (a).",
        _ => null,
    };

    private static string? Refusal(ShapedResidualNetwork network)
    {
        if (network.Normalization != network.Activation.Normalization)
        {
            return $"The normalisation c = {network.Normalization} is not 1/E φ(g)² = {network.Activation.Normalization}: " +
                "variances change by a factor a layer, and there is no limit on the scale of depth/width.";
        }

        return network.Shape is null && network.Activation.ArcCosineStrength > 0
            ? $"{network.Activation} is neither shaped nor linear: correlations tend to 1 as depth grows with width, " +
                "and what is left of them has no limit here. Shape it (c+, c-)."
            : null;
    }

    private static string Unshaped(double exponent) => $"The exponent {exponent} leaves the activation unshaped; a limit needs p > 0.";

    // Of a network that has one.
    private static LimitProcess Create(FeedforwardNetwork network, double? time, LimitCoefficients coefficients)
    {
        double proportional = time ?? ((double)network.Depth / network.Width);
        double Clock(double exponent) => Math.Pow(network.Width, 2 * exponent);
        double Flowing(double exponent) => time ?? (network.Depth * Math.Pow(network.Width, -2 * exponent));
        return coefficients == LimitCoefficients.Asymptotic
            ? (network.Shape, network.SmoothShape, network.Activation) switch
            {
                ({ Exponent: < 0.5, Kappa: > 0 } shape, _, _) => new CovarianceFlow(shape.Kappa, Flowing(shape.Exponent)),
                ({ Exponent: 0.5, Kappa: > 0 } shape, _, _) => new CovarianceSde(shape.Kappa, proportional),
                (_, { Exponent: < 0.5 } shape, _) => new SmoothCovarianceFlow(SmoothDrift.Of(shape), Flowing(shape.Exponent)),
                (_, { Exponent: 0.5 } shape, _) => new SmoothCovarianceSde(SmoothDrift.Of(shape), proportional),
                (null, null, ReluFamily { ArcCosineStrength: > 0 } unshaped) =>
                    new FirstOrderCorrection(unshaped, network.Width, proportional),
                _ => new LinearSde(proportional),
            }
            : (network.Shape, network.SmoothShape, network.Activation) switch
            {
                ({ Exponent: < 0.5, Kappa: > 0 } shape, _, ReluFamily relu) =>
                    new CovarianceFlow(LayerMean.Kappa(relu, Clock(shape.Exponent)), Flowing(shape.Exponent)),
                ({ Kappa: > 0 }, _, ReluFamily relu) => new CovarianceSde(LayerMean.Kappa(relu, network.Width), proportional),
                (_, { Exponent: < 0.5 } shape, var smooth) =>
                    new SmoothCovarianceFlow(LayerMean.Drift(smooth, Clock(shape.Exponent)), Flowing(shape.Exponent)),
                (_, not null, var smooth) => new SmoothCovarianceSde(LayerMean.Drift(smooth, network.Width), proportional),
                _ => Create(network, time, LimitCoefficients.Asymptotic),
            };
    }

    // The limit of the feedforward network of the same shape, moved to the clock of the residual one.
    private static LimitProcess OnTheClockOf(ShapedResidualNetwork network, LimitProcess limit, double? time)
    {
        double own = time ?? (2 * network.Branch * network.Branch * limit.Time);
        return limit switch
        {
            CovarianceSde sde => new CovarianceSde(sde.Kappa / 2, own),
            CovarianceFlow flow => new CovarianceFlow(flow.Kappa / 2, own),
            _ => new LinearSde(own),
        };
    }
}
