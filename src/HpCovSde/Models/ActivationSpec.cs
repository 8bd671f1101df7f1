using HpCovSde.Activations;

namespace HpCovSde.Models;

/// <summary>An activation by name, with its centre or its shape. Immutable.</summary>
public sealed record ActivationSpec
{
    private const string Relu = "relu";
    private const string LeakyRelu = "leaky-relu";
    private const double DefaultNegativeSlope = 0.01;
    private const double DefaultExponent = 0.5;

    private ActivationSpec(string name, Activation function)
    {
        Name = name;
        Function = function;
    }

    /// <summary>The names in JSON and on the command line.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [Relu, LeakyRelu, .. Activation.BuiltIn.Select(activation => activation.Name).Where(name => name != Relu)];

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The activation before it is shaped; centred if it is not shaped.</summary>
    public Activation Function { get; private init; }

    /// <summary>The slope of the leaky ReLU below 0; null for others.</summary>
    public double? NegativeSlope { get; private init; }

    /// <summary>x₀ of a centred activation; null for others.</summary>
    public double? Center { get; private init; }

    /// <summary>How the slopes of a ReLU depend on the width; null if they do not.</summary>
    public ReluShape? ReluShape { get; private init; }

    /// <summary>How a smooth activation is stretched with the width; null if it is not.</summary>
    public SmoothShape? SmoothShape { get; private init; }

    /// <summary>True if it depends on the width.</summary>
    public bool IsShaped => ReluShape is not null || SmoothShape is not null;

    /// <summary>A short description.</summary>
    internal string Description => this switch
    {
        { ReluShape: { } shape } => FormattableString.Invariant(
            $"shaped relu c+ = {shape.CPlus}, c- = {shape.CMinus}, p = {shape.Exponent}"),
        { SmoothShape: { } shape } => FormattableString.Invariant(
            $"shaped {Name} a = {shape.A}, p = {shape.Exponent}, x0 = {shape.Center}"),
        { Center: double center } => FormattableString.Invariant($"{Name} centred at {center}"),
        { NegativeSlope: double slope } => FormattableString.Invariant($"{Name} with slope {slope}"),
        _ => Name,
    };

    /// <summary>An activation that is not shaped. Its JSON can be read back if its name is one of <see cref="Names"/>.</summary>
    public static ActivationSpec Of(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return new(activation.Name, activation);
    }

    /// <summary>The ReLU with slopes 1 + c₊ n^−p and 1 + c₋ n^−p.</summary>
    public static ActivationSpec Shaped(ReluShape shape) => new(Relu, ReluFamily.Relu) { ReluShape = shape };

    /// <summary>A smooth activation s φ(x/s), s = a n^p.</summary>
    public static ActivationSpec Shaped(SmoothShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return new(shape.Activation.Name, shape.Activation) { SmoothShape = shape, Center = shape.Center };
    }

    /// <summary>Reads the fields of the activation.</summary>
    internal static Answer<ActivationSpec> Read(ModelDocument document)
    {
        string name = document.Activation ?? Relu;
        if (document.NegativeSlope is double given && name != LeakyRelu)
        {
            return Refusal.Given("negativeSlope", Text(given), "activation", name, $"with {LeakyRelu} only");
        }

        double? slope = name == LeakyRelu ? document.NegativeSlope ?? DefaultNegativeSlope : null;
        if (slope is double leak && !double.IsNormal(1 + (leak * leak)))
        {
            return Refusal.Value("negativeSlope", Text(leak), "a number whose square is finite");
        }

        Activation function = slope is double s ? ReluFamily.LeakyRelu(s) : Activation.BuiltIn.Single(built => built.Name == name);
        return (ShapeRefusal(document, name) ?? SmoothRefusal(document, function)) is { } refusal
            ? refusal
            : Shape(document, new(name, function) { NegativeSlope = slope });
    }

    /// <summary>Writes the fields of the activation.</summary>
    internal void Write(ModelDocument document)
    {
        document.Activation = Name;
        document.NegativeSlope = NegativeSlope;
        document.CPlus = ReluShape?.CPlus;
        document.CMinus = ReluShape?.CMinus;
        document.Exponent = ReluShape?.Exponent ?? SmoothShape?.Exponent;
        document.A = SmoothShape?.A;
        document.Center = Center;
    }

    /// <summary>The fields of the activation with their values, for the message of a refusal. The default exponent is left out.</summary>
    internal string Fields(Func<string, string> name) => this switch
    {
        { ReluShape: { } relu } => FormattableString.Invariant(
            $"{name("cPlus")} {relu.CPlus}, {name("cMinus")} {relu.CMinus}{Exponent(name, relu.Exponent)}"),
        { SmoothShape: { } smooth } => FormattableString.Invariant(
            $"{name("activation")} {Name}, {name("a")} {smooth.A}{Exponent(name, smooth.Exponent)}"),
        { Function.IsHomogeneous: true } => $"{name("activation")} {Name} without {name("cPlus")} and {name("cMinus")}",
        _ => $"{name("activation")} {Name} without {name("a")}",
    };

    private static string Exponent(Func<string, string> name, double exponent) =>
        exponent == DefaultExponent ? "" : FormattableString.Invariant($", {name("exponent")} {exponent}");

    private static Refusal? ShapeRefusal(ModelDocument document, string activation)
    {
        if (document.CPlus is null != document.CMinus is null)
        {
            (string present, string missing, double value) = document.CPlus is double plus
                ? ("cPlus", "cMinus", plus)
                : ("cMinus", "cPlus", document.CMinus!.Value);
            return new(present, name =>
                $"{name(present)}: '{Text(value)}' given without {name(missing)}; allowed: both or neither (0 leaves a slope at 1)");
        }

        if (document.CPlus is not null && activation != Relu)
        {
            return new(
                "cPlus",
                name => $"{name("cPlus")} and {name("cMinus")}: given with {name("activation")} {activation}; allowed: with {Relu} only");
        }

        return document is { Exponent: double exponent, CPlus: null, A: null }
            ? new("exponent", name =>
                $"{name("exponent")}: '{Text(exponent)}' given without {name("cPlus")} and {name("cMinus")}; "
                + $"allowed: with both, or with {name("a")}")
            : null;
    }

    private static Refusal? SmoothRefusal(ModelDocument document, Activation activation)
    {
        (
            string Field,
            double Value)? given = document.A is double a ? ("a", a) : document.Center is double center ? ("center", center) : null;
        return activation.IsHomogeneous && given is { } present
            ? Refusal.Given(present.Field, Text(present.Value), "activation", activation.Name, "with a smooth activation")
            : null;
    }

    private static Answer<ActivationSpec> Shape(ModelDocument document, ActivationSpec plain)
    {
        double exponent = document.Exponent ?? DefaultExponent;
        if (document.CPlus is double plus)
        {
            return plain with { ReluShape = new(plus, document.CMinus!.Value, exponent) };
        }

        double? center = document.Center ?? (document.A is null ? null : 0);
        try
        {
            return document.A is double a ? plain with { SmoothShape = new(plain.Function, a, exponent, center!.Value), Center = center }
                : center is double x0 ? plain with { Function = plain.Function.CenteredAt(x0), Center = center }
                : plain;
        }
        catch (ArgumentOutOfRangeException exception)
        {
            return Refusal.Because(
                "center", name => FormattableString.Invariant(
                    $"{name("activation")} {plain.Name}{(document.Center is double given ? $", {name("center")} {Text(given)}" : "")}"),
                exception);
        }
    }

    private static string Text(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
