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

    /// <summary>The names of <see cref="ShapedResidualDefinition"/>.</summary>
    internal static readonly string[] Definitions = ["noci", "hayou", "hayou-critical"];

    private const double DefaultBeta = 0.5;

    /// <inheritdoc/>
    public override string Family => Name;

    /// <inheritdoc/>
    public override string FamilyDescription => FormattableString.Invariant($"{Family}, beta {Beta}, {DescribeDefinition()}");

    /// <inheritdoc/>
    public override bool BeginsAtStart => !DrawsInput;

    /// <summary>The paper whose network it is.</summary>
    public ShapedResidualDefinition Definition { get; init; }

    /// <summary>β in (0, 1), the scale λ of the skip connection. The branch has γ = √(1 − β²).</summary>
    public double Beta { get; init; } = DefaultBeta;

    private double Branch => Math.Sqrt((1 - Beta) * (1 + Beta));

    private bool DrawsInput => Definition != ShapedResidualDefinition.Noci;

    private double? Normalization => Definition == ShapedResidualDefinition.Hayou ? 1 : null;

    private bool IsShapedWithDepth => !Activation.IsShaped && Activation.Name == ReluFamily.Relu.Name;

    internal static Answer<ModelSpec> ReadFamily(ModelDocument document)
    {
        Answer<ActivationSpec> activation = ActivationSpec.Read(document);
        return (activation.Refusal ?? Only("branchScaling", document.BranchScaling, Name, ResidualSpec.Name)) is { } refusal ? refusal
            : activation.Value is { Function: not ReluFamily } or { SmoothShape: not null }
                ? Refusal.Given("activation", activation.Value.Name, "network", Name, "relu, leaky-relu, linear or abs")
                : ReadCommon(document, new ShapedResidualSpec
                {
                    Beta = document.Beta ?? DefaultBeta,
                    Definition = document.Definition is { } name ? (ShapedResidualDefinition)Array.IndexOf(Definitions, name) : default,
                });
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
    private protected override Answer<LimitProcess> FindLimit()
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
        if (Time is double given && Normalization is not null)
        {
            return new Refusal("time", name => string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{name("time")}: '{given}' given with kernel and {name("definition")} {NameOf(Definition)}, which has no flow; "
                + $"allowed: noci, hayou-critical"));
        }

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
        return network.Value is { } made
            ? InfiniteWidthKernel.ShapedResidual(made.Activation, Depth, Beta, Normalization)
            : network.Refusal!;
    }

    /// <inheritdoc/>
    public override Answer<VarianceStability> Stability() => Limit().Refusal is { } refusal ? refusal : new VarianceStability(0);

    /// <inheritdoc/>
    public override Answer<NetworkFamily> Commutation() => IsShapedWithDepth
        ? NetworkFamily.ShapedResidual(Beta, Definition)
        : new Refusal("activation", name => Activation.IsShaped
            ? $"{Activation.Fields(name)}: given with commute; allowed: without it, so that the {Name} is shaped with its depth"
            : $"{name("activation")}: '{Activation.Name}' given with {name("network")} {Name} and commute; allowed: relu");

    private protected override string DescribeMore() =>
        FormattableString.Invariant(
            $"{(IsShapedWithDepth ? ", slopes 1 + L^-1/2 and 1" : "")}, beta {Beta}, {DescribeDefinition()}");

    private protected override void WriteMore(ModelDocument document)
    {
        document.Beta = Beta;
        document.Definition = NameOf(Definition);
    }

    private static string NameOf(ShapedResidualDefinition definition) => Definitions[(int)definition];

    private string DescribeDefinition() =>
        (Normalization is null ? "c = 1/E phi^2, " : "c = 1, ") + (DrawsInput ? "Y_0 = W_in x drawn" : "V_0 fixed")
        + $" ({NameOf(Definition)})";

    private Answer<ShapedResidualNetwork> Create() => Try(() => Shaped(Activation.ReluShape));

    private ShapedResidualNetwork Shaped(ReluShape? shape) => shape is { } given && Normalization is null
        ? ShapedResidualNetwork.ShapedRelu(Width, Depth, given.CPlus, given.CMinus, Branch, given.Exponent).Drawing(DrawsInput)
        : new(Width, Depth, ActivationWith(shape), Branch, Normalization) { DrawsInput = DrawsInput };

    private ReluFamily ActivationWith(ReluShape? shape) => shape?.At(Width)
        ?? (IsShapedWithDepth ? ShapedFeedforwardSpec.WithDepth.At(Depth) : (ReluFamily)Activation.Function);
}
