using System.Text.Json;
using HpCovSde.Activations;
using HpCovSde.Cli.Output;

namespace HpCovSde.Cli.Models;

/// <summary>The activation that a command line asks for, and how it is shaped.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Function">The activation before it is shaped; centred unless it is shaped.</param>
/// <param name="NegativeSlope">The slope of the leaky ReLU, else null.</param>
/// <param name="Center">x0 of a centred activation, else null.</param>
/// <param name="ReluShape">How the slopes of a ReLU depend on the width; null: not at all.</param>
/// <param name="SmoothShape">How a smooth activation is stretched with the width; null: not at all.</param>
internal sealed record ActivationChoice(
    string Name, Activation Function, double? NegativeSlope, double? Center, ReluShape? ReluShape, SmoothShape? SmoothShape)
{
    /// <summary>A few words for people.</summary>
    internal string Description => this switch
    {
        { ReluShape: { } shape } => FormattableString.Invariant($"shaped relu c+ = {shape.CPlus}, c- = {shape.CMinus}, p = {shape.Exponent}"),
        { SmoothShape: { } shape } => FormattableString.Invariant($"shaped {Name} a = {shape.A}, p = {shape.Exponent}, x0 = {shape.Center}"),
        { Center: double center } => FormattableString.Invariant($"{Name} centred at {center}"),
        { NegativeSlope: double slope } => FormattableString.Invariant($"{Name} with slope {slope}"),
        _ => Name,
    };

    /// <summary>The options that a refusal is about.</summary>
    internal string Options => this switch
    {
        { ReluShape: { } relu } => FormattableString.Invariant($"--c-plus {relu.CPlus}, --c-minus {relu.CMinus}, --exponent {relu.Exponent}"),
        { SmoothShape: { } smooth } => FormattableString.Invariant($"--activation {Name}, --a {smooth.A}, --exponent {smooth.Exponent}"),
        { Function.IsHomogeneous: true } => $"--activation {Name} without --c-plus and --c-minus",
        _ => $"--activation {Name} without --a",
    };

    /// <summary>Writes the options as fields of a JSON object; null where they are absent.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteString("activation", Name);
        json.WriteFinite("negativeSlope", NegativeSlope);
        json.WriteFinite("cPlus", ReluShape?.CPlus);
        json.WriteFinite("cMinus", ReluShape?.CMinus);
        json.WriteFinite("exponent", ReluShape?.Exponent ?? SmoothShape?.Exponent);
        json.WriteFinite("a", SmoothShape?.A);
        json.WriteFinite("center", Center);
    }
}
