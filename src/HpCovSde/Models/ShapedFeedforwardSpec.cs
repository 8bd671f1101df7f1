using HpCovSde.Activations;
using HpCovSde.Dynamics;
using HpCovSde.InfiniteWidth;
using HpCovSde.Laws;
using HpCovSde.Networks;

namespace HpCovSde.Models;

/// <summary>
/// A <see cref="FeedforwardNetwork"/> with a ReLU that is shaped with the depth L: slopes 1 + L^−1/2 and 1.
/// Source: Hayou 2023 (arXiv 2310.01683).
/// </summary>
public sealed record ShapedFeedforwardSpec : ModelSpec
{
    internal const string Name = "shaped-mlp";

    /// <inheritdoc/>
    public override string Family => Name;

    /// <inheritdoc/>
    public override string FamilyDescription => $"{Family}";

    /// <summary>The slopes, as a function of the depth instead of the width.</summary>
    internal static ReluShape WithDepth { get; } = new(1, 0);

    private FeedforwardNetwork Feedforward => new(Width, Depth, WithDepth.At(Depth));

    internal static Answer<ModelSpec> ReadFamily(ModelDocument document) =>
        (Only("branchScaling", document.BranchScaling, Name, ResidualSpec.Name)
            ?? OfShapedResidual(document, Name)
            ?? ActivationRefusal(document)) is { } refusal
            ? refusal
            : ReadCommon(document, new ShapedFeedforwardSpec());

    /// <inheritdoc/>
    public override Answer<FiniteNetwork> Network(WeightSampling weights = WeightSampling.Auto)
    {
        var network = new FeedforwardNetwork(Width, Depth, WithDepth.At(Depth)) { Sampling = weights };
        return Drawn(network, network.SamplingFor(Start.Size), network.SamplingRefusal(Start.Size));
    }

    /// <inheritdoc/>
    private protected override Answer<LimitProcess> FindLimit()
    {
        Answer<ReluShape> shape = ShapeWithWidth(Width, Depth);
        return shape.Value is { } found
            ? Try<LimitProcess>(
                () => Limits.Of(
                    FeedforwardNetwork.ShapedRelu(Width, Depth, found.CPlus, found.CMinus, found.Exponent), Time, LimitCoefficients))
            : shape.Refusal!;
    }

    /// <inheritdoc/>
    public override Answer<InfiniteWidthKernel> Kernel() => Time is double time
        ? InfiniteWidthKernel.ShapedFlow(WithDepth, time, Depth)
        : InfiniteWidthKernel.Feedforward(Feedforward.Activation, Depth);

    /// <inheritdoc/>
    public override Answer<VarianceStability> Stability() => new VarianceStability(0);

    /// <inheritdoc/>
    public override Answer<NetworkFamily> Commutation() => NetworkFamily.ShapedFeedforward;

    /// <summary>L^−1/2 as a power of the width, n^−p with p = log L/(2 log n).</summary>
    internal static Answer<ReluShape> ShapeWithWidth(int width, int depth) => width > 1 && depth > 1
        ? new ReluShape(WithDepth.CPlus, WithDepth.CMinus, Math.Log(depth) / (2 * Math.Log(width)))
        : new Refusal("width", name =>
            $"{(width > 1 ? name("depth") : name("width"))} 1: there is no limit; allowed: {name("width")} and {name("depth")} above 1");

    // The family sets the activation itself.
    private static Refusal? ActivationRefusal(ModelDocument document) => document.Activation is { } name && name != ReluFamily.Relu.Name
        ? Refusal.Given("activation", name, "network", Name, ReluFamily.Relu.Name)
        : document is { CPlus: null, CMinus: null } ? null
        : new("cPlus", field =>
            $"{field("cPlus")} and {field("cMinus")}: given with {field("network")} {Name}, which is shaped with its depth; "
            + "allowed: neither");

    private protected override string DescribeMore() => ", slopes 1 + L^-1/2 and 1";
}
