using System.Text;
using System.Text.Json;
using HpCovSde.Data;

namespace HpCovSde.Sweeps;

/// <summary>A value of a JSON file that knows its line and column, so that a message can name the place.</summary>
/// <param name="Path">The name of the file.</param>
/// <param name="Field">The path of the value in the document, for example <c>model.width[2]</c>; empty for the document.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in bytes.</param>
/// <param name="Kind">Object, array, text, number, true, false or null.</param>
/// <param name="Text">The text of a value that is neither object nor array.</param>
internal sealed record JsonPlace(string Path, string Field, int Line, int Column, JsonTokenType Kind, string Text)
{
    private const int Deepest = 16;

    /// <summary>The members of an object, in order.</summary>
    internal List<(string Name, JsonPlace Value)> Members { get; } = [];

    /// <summary>The elements of an array.</summary>
    internal List<JsonPlace> Elements { get; } = [];

    /// <summary>Reads a document. Comments and trailing commas are allowed.</summary>
    /// <exception cref="DataFileException">It is not JSON, or an object has a member twice.</exception>
    internal static JsonPlace Read(ReadOnlySpan<byte> utf8, string path)
    {
        var reader = new Utf8JsonReader(
            utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = Deepest });
        try
        {
            _ = reader.Read();
            JsonPlace document = Read(ref reader, utf8, path, "");
            _ = reader.Read();
            return document;
        }
        catch (JsonException failure)
        {
            string reason = failure.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new DataFileException(
                path, $"line {failure.LineNumber + 1}, column {failure.BytePositionInLine + 1}: {reason}", failure);
        }
        catch (InvalidOperationException failure)
        {
            throw new DataFileException(path, $"is not a JSON document: {failure.Message}", failure);
        }
    }

    /// <summary>The failure of this value.</summary>
    internal DataFileException Fail(string problem) =>
        new(Path, $"line {Line}, column {Column}{(Field.Length == 0 ? "" : $", field {Field}")}: {problem}");

    private static JsonPlace Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string path, string field)
    {
        (int line, int column) = Place(utf8, (int)reader.TokenStartIndex);
        string text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.StartObject or JsonTokenType.StartArray => "",
            _ => Encoding.UTF8.GetString(reader.ValueSpan),
        };
        var place = new JsonPlace(path, field, line, column, reader.TokenType, text);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = reader.GetString()!;
                    _ = reader.Read();
                    JsonPlace value = Read(ref reader, utf8, path, field.Length == 0 ? name : $"{field}.{name}");
                    if (place.Members.Exists(member => member.Name == name))
                    {
                        throw value.Fail("is given twice");
                    }

                    place.Members.Add((name, value));
                }

                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    place.Elements.Add(Read(ref reader, utf8, path, $"{field}[{place.Elements.Count}]"));
                }

                break;
            default:
                break;
        }

        return place;
    }

    private static (int Line, int Column) Place(ReadOnlySpan<byte> utf8, int index)
    {
        ReadOnlySpan<byte> before = utf8[..index];
        return (before.Count((byte)'\n') + 1, index - before.LastIndexOf((byte)'\n'));
    }
}
