using HpCovSde.Dynamics;
using HpCovSde.InfiniteWidth;
using HpCovSde.Laws;
using HpCovSde.Networks;

namespace HpCovSde.Models;

/// <summary>A <see cref="FeedforwardNetwork"/>, unshaped or shaped with its width. Its limit is a covariance SDE.</summary>
public sealed record FeedforwardSpec : ModelSpec
{
    internal const string Name = "mlp";

    /// <inheritdoc/>
    public override string Family => Name;

    internal static Answer<ModelSpec> ReadFamily(ModelDocument document) =>
        (Only(
            "branchScaling",
            document.BranchScaling,
            Name,
            ResidualSpec.Name) ?? OfShapedResidual(document, Name)) is { } refusal
            ? refusal
            : ReadCommon(document, new FeedforwardSpec());

    /// <inheritdoc/>
    public override Answer<FiniteNetwork> Network(WeightSampling weights = WeightSampling.Auto)
    {
        Answer<FeedforwardNetwork> network = Create(weights);
        return network.Value is { } made
            ? Drawn(made, made.SamplingFor(Start.Size), made.SamplingRefusal(Start.Size))
            : network.Refusal!;
    }

    /// <inheritdoc/>
    private protected override Answer<LimitProcess> FindLimit()
    {
        Answer<FeedforwardNetwork> network = Create(WeightSampling.Auto);
        return network.Value is { } made ? Try<LimitProcess>(() => Limits.Of(made, Time, LimitCoefficients)) : network.Refusal!;
    }

    /// <inheritdoc/>
    public override Answer<InfiniteWidthKernel> Kernel()
    {
        if (Time is double time)
        {
            return Activation.ReluShape is { } shape
                ? InfiniteWidthKernel.ShapedFlow(shape, time, Depth)
                : new Refusal("time", name => FormattableString.Invariant(
                    $"{name("time")}: '{time}' given with kernel and {name("network")} {Name}, {Activation.Fields(name)}; ")
                    + $"allowed: with {name("cPlus")} and {name("cMinus")}, or {name("network")} {ResidualSpec.Name}");
        }

        Answer<FeedforwardNetwork> network = Create(WeightSampling.Auto);
        return network.Value is { } made ? InfiniteWidthKernel.Feedforward(made.Activation, Depth) : network.Refusal!;
    }

    /// <inheritdoc/>
    public override Answer<VarianceStability> Stability() => Limit() switch
    {
        { Value: SmoothCovarianceFlow } => new Refusal("exponent", name =>
            $"{Activation.Fields(name)}: variances follow a deterministic equation for this exponent; "
            + $"allowed: {name("exponent")} 0.5 or more"),
        { Value: SmoothCovarianceSde smooth } => new VarianceStability(smooth.Drift.Beta, BetaError: smooth.Drift.BetaError),
        { Value: FirstOrderCorrection correction } => new VarianceStability(0, correction.FourthMomentRatio - 1),
        { Refusal: { } refusal } => refusal,
        _ => new VarianceStability(0),
    };

    /// <inheritdoc/>
    public override Answer<NetworkFamily> Commutation() => Activation.IsShaped
        ? new Refusal("network", name =>
            $"{Activation.Fields(name)}: given with commute; "
            + $"allowed: {name("network")} {ShapedFeedforwardSpec.Name}, which is shaped with its depth")
        : NetworkFamily.Feedforward(Activation.Function);

    private Answer<FeedforwardNetwork> Create(WeightSampling sampling)
    {
        try
        {
            return Activation switch
            {
                { SmoothShape: { } smooth } => FeedforwardNetwork.ShapedSmooth(Width, Depth, smooth, sampling),
                { ReluShape: { } relu } => FeedforwardNetwork.ShapedRelu(Width, Depth, relu.CPlus, relu.CMinus, relu.Exponent, sampling),
                _ => new FeedforwardNetwork(Width, Depth, Activation.Function) { Sampling = sampling },
            };
        }
        catch (ArgumentOutOfRangeException exception)
        {
            return Refusal.Because("width", name => $"{Activation.Fields(name)} at width {Width}", exception);
        }
    }
}
