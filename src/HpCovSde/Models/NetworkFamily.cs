using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.InfiniteWidth;
using HpCovSde.Networks;

namespace HpCovSde.Models;

/// <summary>
/// A family of networks, one for each width n and depth L, with the limits of its covariance: the kernel of infinite width for each depth,
/// and the limit of this kernel at infinite depth. The limits commute if the covariance of finite networks tends to the latter in L² for
/// every way in which n and L grow together.
/// Source: Hayou 2023 (arXiv 2310.01683).
/// </summary>
public sealed class NetworkFamily
{
    private readonly Func<int, int, IChain> _network;
    private readonly Func<int, InfiniteWidthKernel> _kernel;
    private readonly Func<GramMatrix, GramMatrix>? _limit;

    private NetworkFamily(
        string name,
        bool? commutes,
        Func<int, int, IChain> network,
        Func<int, InfiniteWidthKernel> kernel,
        Func<GramMatrix, GramMatrix>? limit)
    {
        Name = name;
        Commutes = commutes;
        _network = network;
        _kernel = kernel;
        _limit = limit;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Whether the limits of the covariance commute; null if no theorem is known.</summary>
    public bool? Commutes { get; }

    /// <summary>Whether the kernel of infinite width has a limit of infinite depth.</summary>
    public bool HasLimit => _limit is not null;

    /// <summary>The branch scalings as a function of the depth, for a residual family; null for others.</summary>
    public Func<int, BranchScaling>? Scaling { get; private init; }

    /// <summary>
    /// Residual networks with α_l = L^−1/2, normalised. The limits commute; the limit is the flow at time 1. The error is at most C
    /// (n^−1/2 + L^−1).
    /// </summary>
    /// <param name="activation">φ.</param>
    public static NetworkFamily Uniform(Activation activation) => new(
        "residual, uniform scaling",
        true,
        (n, depth) => ResidualNetwork.Uniform(n, depth, activation),
        depth => InfiniteWidthKernel.Residual(activation, BranchScaling.Uniform(depth)),
        inputs => InfiniteWidthKernel.ResidualFlow(activation, 1).Of(inputs))
    {
        Scaling = BranchScaling.Uniform,
    };

    /// <summary>
    /// Residual networks with α_l = L^−γ. For γ &gt; 1/2 the limit is q_0, and the error due to the depth is of order L^{−(2γ−1)}. γ = 1/2
    /// is <see cref="Uniform"/>. For γ &lt; 1/2 there is no limit.
    /// </summary>
    /// <param name="activation">φ.</param>
    /// <param name="exponent">γ.</param>
    /// <exception cref="ArgumentOutOfRangeException">γ is not in [0, 10].</exception>
    public static NetworkFamily Power(Activation activation, double exponent)
    {
        if (!(exponent is >= 0 and <= 10))
        {
            throw new ArgumentOutOfRangeException(nameof(exponent), exponent, $"γ = {exponent}, but it must be in [0, 10].");
        }

        return exponent == 0.5 ? Uniform(activation) : new(
            FormattableString.Invariant($"residual, L^-{exponent}"),
            exponent > 0.5,
            (n, depth) => new ResidualNetwork(n, BranchScaling.Power(depth, exponent), activation),
            depth => InfiniteWidthKernel.Residual(activation, BranchScaling.Power(depth, exponent)),
            exponent > 0.5 ? inputs => inputs : null)
        {
            Scaling = depth => BranchScaling.Power(depth, exponent),
        };
    }

    /// <summary>
    /// Residual networks with α_l = ζ_l = (l log(l + 1)²)^−1/2, where Σ ζ_l² converges. The limits commute. The error is at most
    /// C (n^−1/2 + Σ_{l≥L} ζ_l²).
    /// </summary>
    /// <param name="activation">φ.</param>
    public static NetworkFamily LogSeries(Activation activation) => new(
        "residual, log series",
        true,
        (n, depth) => new ResidualNetwork(n, BranchScaling.LogSeries(depth), activation),
        depth => InfiniteWidthKernel.Residual(activation, BranchScaling.LogSeries(depth)),
        inputs => LogSeriesLimit(activation, inputs))
    {
        Scaling = BranchScaling.LogSeries,
    };

    /// <summary>
    /// Feedforward networks with weights of variance c/n (He et al. for the ReLU). For the ReLU family correlations tend to 1 in both
    /// orders of the limits, but variances have no limit of infinite depth at finite width. For other activations no theorem is known, and
    /// no limit of infinite depth is given here.
    /// </summary>
    /// <param name="activation">φ.</param>
    public static NetworkFamily Feedforward(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        var relu = activation as ReluFamily;
        return new(
            "feedforward",
            relu is null ? null : false,
            (n, depth) => new FeedforwardNetwork(n, depth, activation),
            depth => InfiniteWidthKernel.Feedforward(activation, depth),
            relu is null ? null : relu.ArcCosineStrength > 0 ? FullyCorrelated : inputs => inputs);
    }

    /// <summary>
    /// Feedforward networks of the shaped ReLU with slopes 1 + L^−1/2 and 1, and weights of variance c_L/n. At infinite width the limit is
    /// a flow at time 1. The covariance stays random if L/n tends to a positive number.
    /// </summary>
    /// <remarks>With weights of variance 2/n the variances would double in each layer.</remarks>
    public static NetworkFamily ShapedFeedforward { get; } = new(
        "shaped feedforward",
        false,
        (n, depth) => new FeedforwardNetwork(n, depth, ShapedWithDepth.At(depth)),
        depth => InfiniteWidthKernel.Feedforward(ShapedWithDepth.At(depth), depth),
        inputs => InfiniteWidthKernel.ShapedFlow(ShapedWithDepth, 1).Of(inputs));

    private static ReluShape ShapedWithDepth => new(1, 0);

    /// <summary>
    /// Shaped residual networks Y_l = βY_{l−1} + √((1 − β²) c_L) W_l φ(W̃_l Y_{l−1}), with the shaped ReLU of
    /// <see cref="ShapedFeedforward"/>. At infinite width the limit is its flow at time 1 − β². The covariance stays random if L/n tends
    /// to a positive number, because a damped skip connection behaves like a feedforward network.
    /// </summary>
    /// <param name="beta">β in (0, 1).</param>
    /// <param name="definition">
    /// Without a limit of infinite depth for <see cref="ShapedResidualDefinition.Hayou"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">β is not in (0, 1).</exception>
    public static NetworkFamily ShapedResidual(double beta, ShapedResidualDefinition definition = ShapedResidualDefinition.Noci)
    {
        if (!(beta is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(beta), beta, $"β = {beta}, but it must be in (0, 1).");
        }

        double square = (1 - beta) * (1 + beta);
        bool draws = definition != ShapedResidualDefinition.Noci;
        double? normalization = definition == ShapedResidualDefinition.Hayou ? 1 : null;
        return new(
            draws ? $"shaped residual, Y_0 drawn, {(normalization is null ? "c = 1/E phi^2" : "c = 1")}" : "shaped residual",
            false,
            (n, depth) =>
                new ShapedResidualNetwork(n, depth, ShapedWithDepth.At(depth), Math.Sqrt(square), normalization) { DrawsInput = draws },
            depth => InfiniteWidthKernel.ShapedResidual(ShapedWithDepth.At(depth), depth, beta, normalization),
            normalization is not null ? null : inputs => InfiniteWidthKernel.ShapedFlow(ShapedWithDepth, square).Of(inputs));
    }

    /// <summary>The network of a given width and depth.</summary>
    /// <param name="width">n ≥ 1.</param>
    /// <param name="depth">L ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Width or depth is not positive.</exception>
    public IChain Network(int width, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        return _network(width, depth);
    }

    /// <summary>q_{L,∞}, the kernel of infinite width at a given depth.</summary>
    /// <param name="inputs">q_0.</param>
    /// <param name="depth">L ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The depth is not positive.</exception>
    public GramMatrix AtInfiniteWidth(GramMatrix inputs, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        return _kernel(depth).Of(inputs);
    }

    /// <summary>q_∞, the limit of infinite width and then of infinite depth.</summary>
    /// <param name="inputs">q_0.</param>
    /// <exception cref="InvalidOperationException">There is no limit, see <see cref="HasLimit"/>.</exception>
    public GramMatrix Limit(GramMatrix inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return _limit is not null
            ? _limit(inputs)
            : throw new InvalidOperationException($"The kernel of the family '{Name}' has no limit of infinite depth.");
    }

    // The limit ρ = 1.
    private static GramMatrix FullyCorrelated(GramMatrix inputs) =>
        GramMatrix.FromCorrelations(
            [.. Enumerable.Range(0, inputs.Size).Select(inputs.Variance)],
            [.. inputs.OneMinusCorrelations().Select(_ => 0.0)]);

    // M layers, then a flow for the rest Σ_{l>M} 1/(l log(l + 1)²) = 1/log x − 2/(x log³ x) + …, x = M + 1/2.
    // The error is Σ_{l>M} ζ_l⁴ = 1e-9.
    private static GramMatrix LogSeriesLimit(Activation activation, GramMatrix inputs)
    {
        const int Layers = 1 << 16;
        double log = Math.Log(Layers + 0.5);
        double rest = (1 / log) - (2 / ((Layers + 0.5) * log * log * log));
        GramMatrix after = InfiniteWidthKernel.Residual(activation, BranchScaling.LogSeries(Layers)).Of(inputs);
        return InfiniteWidthKernel.ResidualFlow(activation, rest).Of(after);
    }
}
