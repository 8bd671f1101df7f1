using System.Text.Json;
using System.Text.Json.Serialization;
using HpCovSde.Data;
using HpCovSde.Models;

namespace HpCovSde.Runs;

/// <summary>
/// The part of a JSON document that can be run: a command with its model and its run. Results in the document are ignored when it is read,
/// so that any document of the tool can be run again.
/// </summary>
public sealed record SpecDocument
{
    /// <summary>The command, for example <c>sample</c>.</summary>
    public string? Command { get; set; }

    /// <summary>The version of the library that wrote the document. Ignored when read.</summary>
    public string? Version { get; set; }

    /// <summary>The model; absent fields take their defaults.</summary>
    public ModelDocument? Model { get; set; }

    /// <summary>The run; absent fields take their defaults.</summary>
    public RunDocument? Run { get; set; }

    /// <summary>Everything else in the document: the results, if the tool has written it.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }

    /// <summary>Reads a document.</summary>
    /// <param name="utf8">JSON; comments and trailing commas are allowed.</param>
    /// <param name="path">The name of the file, used in messages.</param>
    /// <exception cref="DataFileException">The document is not valid. The message has the line, the column and the field.</exception>
    public static SpecDocument Parse(ReadOnlySpan<byte> utf8, string path)
    {
        try
        {
            SpecDocument document = JsonSerializer.Deserialize(utf8, SpecJson.Default.SpecDocument)
                ?? throw new DataFileException(path, "is null; an object is needed");

            // A document of the tool has a version, and results. In one by hand another name is a slip.
            return document is { Version: null, Others.Count: > 0 }
                ? throw new DataFileException(path, $"has a field '{document.Others.Keys.First()}'; allowed: command, model, run")
                : document;
        }
        catch (JsonException failure)
        {
            string field = failure.Path is null or "$" ? "" : $", field {failure.Path.TrimStart('$', '.')}";
            string reason = failure.Message.Contains("could not be converted", StringComparison.Ordinal)
                ? "the value has the wrong type (whole numbers are written with digits only, text is quoted)"
                : failure.Message.Split(" Path:")[0].TrimEnd('.');
            throw new DataFileException(
                path, $"line {failure.LineNumber + 1}, column {failure.BytePositionInLine + 1}{field}: {reason}", failure);
        }
    }
}

/// <summary>The JSON serializer of documents.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(FiniteNumberConverter)])]
[JsonSerializable(typeof(SpecDocument))]
internal sealed partial class SpecJson : JsonSerializerContext
{
    /// <summary>Leaves out absent fields.</summary>
    internal static Lazy<SpecJson> WithoutNulls { get; } =
        new(() => new(new JsonSerializerOptions(Default!.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull }));
}
