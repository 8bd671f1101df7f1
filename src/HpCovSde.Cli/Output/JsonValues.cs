using System.Text.Json;
using CommunityToolkit.HighPerformance;

namespace HpCovSde.Cli.Output;

/// <summary>How numbers stand in JSON: what is absent or not finite is null.</summary>
internal static class JsonValues
{
    internal static void WriteFinite(this Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        json.WriteFiniteValue(value);
    }

    internal static void WriteFiniteValue(this Utf8JsonWriter json, double? value)
    {
        if (value is double number && double.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
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
                json.WriteFiniteValue(matrix[row, column]);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
