using System.CommandLine;
using HpCovSde.Activations;
using HpCovSde.Cli.Models;

namespace HpCovSde.Cli.Options;

/// <summary>The options that describe the activation.</summary>
internal sealed class ActivationOptions
{
    private const string Relu = "relu";
    private const string LeakyRelu = "leaky-relu";

    private static readonly string[] Names = [Relu, LeakyRelu, .. Activation.BuiltIn.Select(activation => activation.Name).Where(name => name != Relu)];

    private static readonly ValueKind<double> AnyNumber = ValueKind.Number("a finite number", _ => true);

    private readonly ValueOption<string> _activation = new(
        "--activation", "NAME", ValueKind.OneOf([.. Names.Select(name => (name, name))]), $"{string.Join(", ", Names)}. Default: relu.");

    private readonly ValueOption<double> _negativeSlope = new(
        "--negative-slope", "S", AnyNumber, "The slope of leaky-relu below 0. Default: 0.01.");

    private readonly ValueOption<double> _cPlus = new(
        "--c-plus", "X", AnyNumber, "Shapes the relu, with --c-minus: slopes 1 + X n^-P above and 1 + Y n^-P below 0. Absent: unshaped.");

    private readonly ValueOption<double> _cMinus = new("--c-minus", "Y", AnyNumber, "See --c-plus.");

    private readonly ValueOption<double> _exponent = new(
        "--exponent", "P", ValueKind.Number("a number from 0 to 100", p => p is >= 0 and <= 100), "P of --c-plus and --c-minus, or of --a. Default: 0.5.");

    private readonly ValueOption<double> _a = new(
        "--a", "A", ValueKind.Number("a number above 0", a => a > 0), "Shapes a smooth activation: s phi(x/s) with s = A n^P. Absent: unshaped.");

    private readonly ValueOption<double> _center = new(
        "--center", "X0", AnyNumber, "Recentres a smooth activation: (phi(x + X0) - phi(X0)) / phi'(X0). Default: 0 with --a, else absent.");

    internal ActivationOptions(Command command)
    {
        command.Add(_activation);
        command.Add(_negativeSlope);
        command.Add(_cPlus);
        command.Add(_cMinus);
        command.Add(_exponent);
        command.Add(_a);
        command.Add(_center);
    }

    /// <exception cref="CliException">A value is not allowed, or options contradict each other.</exception>
    internal ActivationChoice Read(ParseResult parse)
    {
        string name = _activation.Get(parse, Relu);
        double? negativeSlope = name == LeakyRelu ? _negativeSlope.Get(parse, 0.01) : null;
        if (negativeSlope is null && _negativeSlope.IsGiven(parse))
        {
            throw CliException.Usage($"--negative-slope: {CliException.Quote(_negativeSlope.Text(parse))} given with --activation {name}; allowed: with {LeakyRelu} only");
        }

        if (negativeSlope is double slope && !double.IsNormal(1 + (slope * slope)))
        {
            throw CliException.Value(_negativeSlope.Name, _negativeSlope.Text(parse), "a number whose square is finite");
        }

        Activation activation = negativeSlope is double leak ? ReluFamily.LeakyRelu(leak) : Activation.BuiltIn.Single(built => built.Name == name);
        ReluShape? shape = ReadShape(parse, name);
        (SmoothShape? smoothShape, double? center) = ReadSmoothShape(parse, ref activation);
        return new(name, activation, negativeSlope, center, shape, smoothShape);
    }

    private ReluShape? ReadShape(ParseResult parse, string activation)
    {
        bool hasPlus = _cPlus.TryGet(parse, out double plus);
        bool hasMinus = _cMinus.TryGet(parse, out double minus);
        double exponent = _exponent.Get(parse, 0.5);
        if (hasPlus != hasMinus)
        {
            ValueOption<double> present = hasPlus ? _cPlus : _cMinus;
            ValueOption<double> missing = hasPlus ? _cMinus : _cPlus;
            throw CliException.Usage($"{present.Name}: {CliException.Quote(present.Text(parse))} given without {missing.Name}; allowed: both or neither (0 leaves a slope at 1)");
        }

        if (hasPlus && activation != Relu)
        {
            throw CliException.Usage($"--c-plus and --c-minus: given with --activation {activation}; allowed: with {Relu} only");
        }

        return hasPlus ? new(plus, minus, exponent)
            : _exponent.IsGiven(parse) && !_a.IsGiven(parse)
                ? throw CliException.Usage($"--exponent: {CliException.Quote(_exponent.Text(parse))} given without --c-plus and --c-minus; allowed: with both, or with --a")
                : null;
    }

    // Centres the activation where it is not shaped as well.
    private (SmoothShape? Shape, double? Center) ReadSmoothShape(ParseResult parse, ref Activation activation)
    {
        bool isStretched = _a.TryGet(parse, out double a);
        double? center = _center.TryGet(parse, out double given) ? given : isStretched ? 0 : null;
        if (activation.IsHomogeneous && (isStretched || center is not null))
        {
            ValueOption<double> present = isStretched ? _a : _center;
            throw CliException.Usage($"{present.Name}: {CliException.Quote(present.Text(parse))} given with --activation {activation}; allowed: with a smooth activation");
        }

        try
        {
            if (isStretched)
            {
                return (new(activation, a, _exponent.Get(parse, 0.5), center!.Value), center);
            }

            if (center is double x0)
            {
                activation = activation.CenteredAt(x0);
            }

            return (null, center);
        }
        catch (ArgumentOutOfRangeException refusal)
        {
            throw CliException.Usage(FormattableString.Invariant($"--activation {activation}, --center {center}"), refusal);
        }
    }
}
