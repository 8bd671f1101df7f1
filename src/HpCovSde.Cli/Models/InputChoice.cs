using System.Text.Json;
using HpCovSde.Cli.Output;

namespace HpCovSde.Cli.Models;

/// <summary>V_0 and where it comes from: one of the input options. The others are null.</summary>
internal sealed record InputChoice(GramMatrix Gram, double? Correlation, string? GramPath, string? InputsPath)
{
    /// <summary>A few words for people.</summary>
    internal string Description => this switch
    {
        { Correlation: double correlation } => FormattableString.Invariant($"2 inputs, correlation {correlation}"),
        { GramPath: { } path } => $"{Count} with the Gram matrix {Path.GetFileName(path)}",
        { InputsPath: { } path } => $"{Count} from {Path.GetFileName(path)}",
        _ => Count,
    };

    private string Count => Gram.Size == 1 ? "1 input" : $"{Gram.Size} inputs";

    /// <summary>Writes the options as fields of a JSON object; null where they are absent.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteFinite("correlation", Correlation);
        json.WriteString("gram", GramPath);
        json.WriteString("inputs", InputsPath);
    }
}
