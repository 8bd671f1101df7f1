using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HpCovSde.Sweeps;

/// <summary>
/// The JSON schema of a specification, made from the fields. It is stricter than <see cref="SweepFile.Parse"/> in one thing: names are in
/// lower case. It does not know what depends on several fields.
/// </summary>
internal static class SweepFileSchema
{
    private const string Number = @"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?";

    /// <summary>The schema, draft 2020-12.</summary>
    internal static string Text { get; } = Write();

    private static string Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", "A sweep of hpcovsde");
            Members(json, () => Write(json));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json)
    {
        Member(json, "$schema", "Where the schema is, for editors.", () => json.WriteString("type", "string"));
        Member(json, "command", "The command of the cells. Default: compare.", () => Names(json, SweepFile.Commands));
        foreach (string part in (string[])["model", "run"])
        {
            Member(json, part, $"The fields of the {part}.", () => Members(json, () =>
            {
                foreach (SweepField field in SweepFields.All.Where(field => field.Object == part))
                {
                    Write(json, field);
                }
            }));
        }

        Member(json, "zip", "Groups of fields that change together, with equally many values.", () => List(json, () =>
            List(json, () => Names(json, SweepFields.All.Select(field => field.Name)), atLeast: 2)));
        Member(json, "when", "Conditions, such as depth >= width. A cell is left out unless all hold.", () => List(json, () =>
        {
            json.WriteString("type", "string");
            json.WriteString("pattern", "[=<>]");
        }));
        Member(json, "keep", "What is kept besides moments, quantiles, events and distances.", () => Members(json, () =>
        {
            Member(json, "quantiles", "K: quantiles of the levels (k - 1/2)/K. Default: 0.", () => Integer(json, 0, KeptOfCell.Most));
            Member(json, "histogram", "K: histograms of K bins. Default: 0.", () => Integer(json, 0, KeptOfCell.Most));
            Member(json, "samples", "Whether all samples are kept. Default: false.", () => json.WriteString("type", "boolean"));
        }));
    }

    // A value, or a list of them.
    private static void Write(Utf8JsonWriter json, SweepField field) => Member(
        json,
        field.Name,
        $"{field.Description} Allowed: {field.Allowed}; {(field.IsSameForAll ? "the same for every cell" : $"or {FieldValues.Allowed}")}.",
        () =>
        {
            json.WriteStartArray("anyOf");
            json.WriteStartObject();
            json.WriteString("type", "null");
            json.WriteEndObject();
            Value(json, field);
            json.WriteStartObject();
            List(json, () => AnyOf(json, field), atLeast: 1, atMost: field.IsSameForAll ? 1 : FieldValues.Most);
            json.WriteEndObject();
            json.WriteEndArray();
        });

    private static void AnyOf(Utf8JsonWriter json, SweepField field)
    {
        json.WriteStartArray("anyOf");
        Value(json, field);
        json.WriteEndArray();
    }

    // The schemas of which a single value has to have one.
    private static void Value(Utf8JsonWriter json, SweepField field)
    {
        json.WriteStartObject();
        if (field.IsFlag)
        {
            json.WriteString("type", "boolean");
        }
        else if (field.IsInteger)
        {
            Integer(json, field.IsAllowed("0") ? 0 : 1, null);
        }
        else if (field.IsNumber)
        {
            json.WriteString("type", "number");
        }
        else if (field.Allowed == string.Join(", ", field.Names))
        {
            Names(json, field.Names);
        }
        else
        {
            json.WriteString("type", "string");
            json.WriteNumber("minLength", 1);
        }

        json.WriteEndObject();
        if (field.IsNumber)
        {
            json.WriteStartObject();
            json.WriteString("type", "string");
            json.WriteString("pattern", $@"^(=.+|{Number}(:{Number}(:({Number}|(lin|log)\d+))?)?)$");
            json.WriteEndObject();
        }
    }

    // An object with these members and no other.
    private static void Members(Utf8JsonWriter json, Action members)
    {
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartObject("properties");
        members();
        json.WriteEndObject();
    }

    private static void Member(Utf8JsonWriter json, string name, string description, Action write)
    {
        json.WriteStartObject(name);
        json.WriteString("description", description);
        write();
        json.WriteEndObject();
    }

    private static void List(Utf8JsonWriter json, Action item, int atLeast = 0, int? atMost = null)
    {
        json.WriteString("type", "array");
        json.WriteNumber("minItems", atLeast);
        if (atMost is { } most)
        {
            json.WriteNumber("maxItems", most);
        }

        json.WriteStartObject("items");
        item();
        json.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter json, IEnumerable<string> names)
    {
        json.WriteStartArray("enum");
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static void Integer(Utf8JsonWriter json, int atLeast, int? atMost)
    {
        json.WriteString("type", "integer");
        json.WriteNumber("minimum", atLeast);
        if (atMost is { } most)
        {
            json.WriteNumber("maximum", most);
        }
    }
}
