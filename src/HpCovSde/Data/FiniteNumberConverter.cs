using System.Text.Json;
using System.Text.Json.Serialization;

namespace HpCovSde.Data;

/// <summary>The one way in which numbers get into JSON, which has no NaN and no infinity: they are written as null.</summary>
internal sealed class FiniteNumberConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => Write(writer, value);

    internal static void Write(Utf8JsonWriter writer, double? value)
    {
        if (value is double number && double.IsFinite(number))
        {
#pragma warning disable RS0030 // Everything else calls this.
            writer.WriteNumberValue(number);
#pragma warning restore RS0030
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
