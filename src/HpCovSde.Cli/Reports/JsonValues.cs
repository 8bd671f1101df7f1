using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CommunityToolkit.HighPerformance;
using HpCovSde.Data;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Reports;

/// <summary>Writes documents and numbers as JSON. Values that are absent or not finite are null.</summary>
internal static class JsonValues
{
    // Indented, and without escapes in the names of quantities.
    private static JsonWriterOptions WriterOptions => new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document of a command: its name, the version, the given content, and a line end.</summary>
    internal static string Document(string command, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("command", command);
            json.WriteString("version", RunManifest.LibraryVersion);
            write(json);
            json.WriteEndObject();
        }

        return VisibleText.OfJson($"{Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length)}\n");
    }

    internal static void WriteFinite(this Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        FiniteNumberConverter.Write(json, value);
    }

    /// <summary>A matrix as an array of its rows.</summary>
    internal static void WriteMatrix(this Utf8JsonWriter json, string name, ReadOnlySpan2D<double> matrix)
    {
        json.WriteStartArray(name);
        for (int row = 0; row < matrix.Height; row++)
        {
            json.WriteStartArray();
            for (int column = 0; column < matrix.Width; column++)
            {
                FiniteNumberConverter.Write(json, matrix[row, column]);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
