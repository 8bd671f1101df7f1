using HpCovSde.Activations;
using HpCovSde.Dynamics;
using HpCovSde.InfiniteWidth;
using HpCovSde.Laws;
using HpCovSde.Networks;

namespace HpCovSde.Models;

/// <summary>
/// A <see cref="ShapedResidualNetwork"/>. Its ReLU is shaped with the width if the shape is given; otherwise it is shaped with the depth L,
/// with slopes 1 + L^−1/2 and 1. Other activations of the ReLU family are not shaped.
/// </summary>
public sealed record ShapedResidualSpec : ModelSpec
{
    internal const string Name = "shaped-resnet";

    private const double DefaultBeta = 0.5;

    /// <inheritdoc/>
    public override string Family => Name;

    /// <inheritdoc/>
    public override string FamilyDescription => FormattableString.Invariant($"{Family}, beta {Beta}");

    /// <summary>β in (0, 1), the scale λ of the skip connection. The branch has γ = √(1 − β²).</summary>
    public double Beta { get; init; } = DefaultBeta;

    private double Branch => Math.Sqrt((1 - Beta) * (1 + Beta));

    private bool IsShapedWithDepth => !Activation.IsShaped && Activation.Name == ReluFamily.Relu.Name;

    internal static Answer<ModelSpec> ReadFamily(ModelDocument document)
    {
        Answer<ActivationSpec> activation = ActivationSpec.Read(document);
        return (activation.Refusal ?? Only("branchScaling", document.BranchScaling, Name, ResidualSpec.Name)) is { } refusal ? refusal
            : activation.Value is { Function: not ReluFamily } or { SmoothShape: not null }
                ? Refusal.Given("activation", activation.Value.Name, "network", Name, "relu, leaky-relu, linear or abs")
                : ReadCommon(document, new ShapedResidualSpec { Beta = document.Beta ?? DefaultBeta });
    }

    /// <inheritdoc/>
    public override Answer<FiniteNetwork> Network(WeightSampling weights = WeightSampling.Auto)
    {
        if (weights is WeightSampling.Explicit or WeightSampling.Exact)
        {
            return Drawn(null!, weights, $"a layer of a {Name} is drawn given V; allowed: auto, conditional");
        }

        Answer<ShapedResidualNetwork> network = Create();
        return network.Value is { } made ? Drawn(made, WeightSampling.Conditional, null) : network.Refusal!;
    }

    /// <inheritdoc/>
    public override Answer<LimitProcess> Limit()
    {
        ReluShape? shape = Activation.ReluShape;
        if (IsShapedWithDepth)
        {
            Answer<ReluShape> withWidth = ShapedFeedforwardSpec.ShapeWithWidth(Width, Depth);
            if (withWidth.Value is null)
            {
                return withWidth.Refusal!;
            }

            shape = withWidth.Value;
        }

        return Try<LimitProcess>(() => Limits.Of(Shaped(shape), Time, LimitCoefficients));
    }

    /// <inheritdoc/>
    public override Answer<InfiniteWidthKernel> Kernel()
    {
        if (Time is double time)
        {
            ReluShape? shape = IsShapedWithDepth ? ShapedFeedforwardSpec.WithDepth : Activation.ReluShape;
            return shape is { } found
                ? InfiniteWidthKernel.ShapedFlow(found, time, Depth)
                : new Refusal("time", name => string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{name("time")}: '{time}' given with kernel, {name("network")} {Name}, {Activation.Fields(name)}; "
                    + $"allowed: a shaped relu"));
        }

        Answer<ShapedResidualNetwork> network = Create();
        return network.Value is { } made ? InfiniteWidthKernel.ShapedResidual(made.Activation, Depth, Beta) : network.Refusal!;
    }

    /// <inheritdoc/>
    public override Answer<VarianceStability> Stability() => Limit().Refusal is { } refusal ? refusal : new VarianceStability(0);

    /// <inheritdoc/>
    public override Answer<NetworkFamily> Commutation() => IsShapedWithDepth
        ? NetworkFamily.ShapedResidual(Beta)
        : new Refusal("activation", name => Activation.IsShaped
            ? $"{Activation.Fields(name)}: given with commute; allowed: without it, so that the {Name} is shaped with its depth"
            : $"{name("activation")}: '{Activation.Name}' given with {name("network")} {Name} and commute; allowed: relu");

    private protected override string DescribeMore() =>
        FormattableString.Invariant($"{(IsShapedWithDepth ? ", slopes 1 + L^-1/2 and 1" : "")}, beta {Beta}");

    private protected override void WriteMore(ModelDocument document) => document.Beta = Beta;

    private Answer<ShapedResidualNetwork> Create() => Try(() => Shaped(Activation.ReluShape));

    private ShapedResidualNetwork Shaped(ReluShape? shape) => shape is { } given
        ? ShapedResidualNetwork.ShapedRelu(Width, Depth, given.CPlus, given.CMinus, Branch, given.Exponent)
        : new(Width, Depth, IsShapedWithDepth ? ShapedFeedforwardSpec.WithDepth.At(Depth) : (ReluFamily)Activation.Function, Branch);
}
