using System.Globalization;
using System.Text;
using System.Text.Json;
using HpCovSde.Data;

namespace HpCovSde.Sweeps;

/// <summary>The JSON file of a sweep. docs/sweeps.md describes it, and docs/sweep.schema.json is its schema.</summary>
public static class SweepFile
{
    /// <summary>The commands that a cell may have.</summary>
    internal static IReadOnlyList<string> Commands { get; } = ["sample", "sde", "compare"];

    /// <summary>A commented example.</summary>
    public static string Example { get; } =
        """
        // A sweep: every combination of the values below is a run, called a cell.
        {
          "command": "compare",                  // sample, sde or compare

          // Fields as in "hpcovsde compare --json". A value may be a list, a range or an expression of other fields:
          //   "100:1000:100"  from 100 to 1000 by 100        "10:1000:log9"  9 values with equal ratios
          //   "0:1:lin11"     11 values with equal differences  "=2*width"    computed for each cell
          "model": {
            "cPlus": 0,
            "cMinus": [-0.5, -1, -2],
            "width": "25:400:log5",
            "depth": ["=width/4", "=width", "=2*width"],
            "correlation": 0.3
          },
          "run": {
            "replicas": 16384,
            "seed": 0                            // the seed of a cell comes from its own values and from this number
          },

          // Fields that change together instead of being combined, for example [["width", "replicas"]].
          "zip": [],

          // A cell is left out unless all conditions hold.
          "when": ["depth >= 10"],

          // Besides moments, quantiles, events and distances: K quantiles, K bins of histograms, all samples.
          "keep": { "quantiles": 0, "histogram": 0, "samples": false }
        }

        """;

    /// <summary>Reads a sweep.</summary>
    /// <param name="utf8">The content of the file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="DataFileException">It is not valid. The message has the line, the column and the field.</exception>
    public static SweepSpec Parse(ReadOnlySpan<byte> utf8, string path)
    {
        JsonPlace document = JsonPlace.Read(utf8, path);
        Require(document, JsonTokenType.StartObject, "an object");
        string command = "compare";
        var axes = new List<SweepAxis>();
        var zipped = new List<IReadOnlyList<string>>();
        var conditions = new List<string>();
        var kept = new KeptOfCell();
        foreach ((string name, JsonPlace value) in document.Members)
        {
            switch (name)
            {
                case "$schema":
                    // For editors.
                    break;
                case "command":
                    command = Commands.Contains(value.Text) ? value.Text : throw value.Fail(NotAllowed(value, string.Join(", ", Commands)));
                    break;
                case "model" or "run":
                    axes.AddRange(Axes(value, name));
                    break;
                case "zip":
                    zipped.AddRange(List(value).Select(group => Zip(group, document)));
                    break;
                case "when":
                    conditions.AddRange(List(value).Select(Condition));
                    break;
                case "keep":
                    kept = Keep(value);
                    break;
                default:
                    throw value.Fail("is not a field; allowed: command, model, run, zip, when, keep");
            }
        }

        foreach (IReadOnlyList<string> group in zipped)
        {
            CheckZip(document.Members.Single(member => member.Name == "zip").Value, group, axes, zipped);
        }

        return new(command, axes, zipped, conditions, kept);
    }

    /// <summary>Writes a sweep, so that <see cref="Parse"/> reads it again.</summary>
    /// <param name="spec">The sweep.</param>
    public static string Write(SweepSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("command", spec.Command);
            foreach (string part in (string[])["model", "run"])
            {
                json.WriteStartObject(part);
                foreach (SweepAxis axis in spec.Axes.Where(axis => SweepFields.Find(axis.Field)!.Object == part))
                {
                    WriteList(json, axis.Field, axis.Values);
                }

                json.WriteEndObject();
            }

            json.WriteStartArray("zip");
            foreach (IReadOnlyList<string> group in spec.Zipped)
            {
                json.WriteStartArray();
                foreach (string name in group)
                {
                    json.WriteStringValue(name);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
            WriteList(json, "when", spec.Conditions);
            json.WriteStartObject("keep");
            json.WriteNumber("quantiles", spec.Kept.Quantiles);
            json.WriteNumber("histogram", spec.Kept.Histogram);
            json.WriteBoolean("samples", spec.Kept.Samples);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The values of a field, from texts as on a command line.</summary>
    /// <exception cref="FormatException">A text is not allowed.</exception>
    internal static SweepAxis Axis(SweepField field, IEnumerable<string> texts)
    {
        string[] values = [.. texts.SelectMany(text => FieldValues.Of(field, text))];
        return values.Length > FieldValues.Most
            ? throw new FormatException($"{values.Length} values; allowed: at most {FieldValues.Most}")
            : values.GroupBy(value => value).FirstOrDefault(group => group.Count() > 1) is { } twice
                ? throw new FormatException($"'{twice.Key}' is given twice")
            : field.IsSameForAll && values.Length > 1
                ? throw new FormatException($"'{string.Join(',', values)}' is not allowed; allowed: one value, the same for every cell")
            : new(field.Name, values);
    }

    private static IEnumerable<SweepAxis> Axes(JsonPlace part, string name)
    {
        Require(part, JsonTokenType.StartObject, "an object");
        foreach ((string member, JsonPlace value) in part.Members)
        {
            SweepField? field = SweepFields.Find(member);
            if (field?.Object != name)
            {
                throw value.Fail("is not a field; allowed: "
                    + string.Join(", ", SweepFields.All.Where(known => known.Object == name).Select(known => known.Name)));
            }

            if (value.Kind == JsonTokenType.Null)
            {
                continue;
            }

            JsonPlace[] elements = value.Kind == JsonTokenType.StartArray ? [.. value.Elements] : [value];
            if (elements is [])
            {
                throw value.Fail("is empty; allowed: at least one value");
            }

            foreach (JsonPlace element in elements)
            {
                _ = Attempt(element, () => FieldValues.Of(field, Single(element)));
            }

            yield return Attempt(value, () => Axis(field, elements.Select(Single)));
        }
    }

    private static string Single(JsonPlace value) =>
        value.Kind is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False
            ? value.Text
            : throw value.Fail($"is {Wording(value.Kind)}; allowed: {FieldValues.Allowed}");

    private static List<JsonPlace> List(JsonPlace value)
    {
        Require(value, JsonTokenType.StartArray, "a list");
        return value.Elements;
    }

    private static string[] Zip(JsonPlace group, JsonPlace document) =>
    [
        .. List(group).Select(name => document.Members.Any(part => part.Value.Members.Exists(member => member.Name == name.Text))
            ? name.Text
            : throw name.Fail(NotAllowed(name, "the name of a field that is given"))),
    ];

    private static void CheckZip(
        JsonPlace place, IReadOnlyList<string> group, List<SweepAxis> axes, List<IReadOnlyList<string>> zipped)
    {
        if (group.FirstOrDefault(name => zipped.Count(other => other.Contains(name)) > 1) is { } twice)
        {
            throw place.Fail($"{twice} is in two groups; allowed: one");
        }

        SweepAxis[] together = [.. axes.Where(axis => group.Contains(axis.Field))];
        if (together.Length < 2 || together.Any(axis => axis.Values.Count != together[0].Values.Count))
        {
            throw place.Fail(
                $"{string.Join(", ", together.Select(axis => $"{axis.Field} has {Data.Wording.Count(axis.Values.Count, "value")}"))}; "
                + "allowed: two or more fields with equally many values");
        }
    }

    private static string Condition(JsonPlace value)
    {
        Require(value, JsonTokenType.String, "a text such as \"depth >= width\"");
        Expression expression = Attempt(value, () => Expression.Parse(value.Text));
        return expression.IsCondition
            ? value.Text
            : throw value.Fail($"'{value.Text}' is not a condition; allowed: one with == != < <= > >=");
    }

    private static KeptOfCell Keep(JsonPlace value)
    {
        Require(value, JsonTokenType.StartObject, "an object");
        var kept = new KeptOfCell();
        foreach ((string name, JsonPlace member) in value.Members)
        {
            kept = name switch
            {
                "quantiles" => kept with { Quantiles = Count(member) },
                "histogram" => kept with { Histogram = Count(member) },
                "samples" when member.Kind is JsonTokenType.True or JsonTokenType.False =>
                    kept with { Samples = member.Kind == JsonTokenType.True },
                "samples" => throw member.Fail(NotAllowed(member, "true, false")),
                _ => throw member.Fail("is not a field; allowed: quantiles, histogram, samples"),
            };
        }

        return kept;
    }

    private static int Count(JsonPlace value) =>
        int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= KeptOfCell.Most
            ? count
            : throw value.Fail(NotAllowed(value, $"an integer from 0 to {KeptOfCell.Most}"));

    private static T Attempt<T>(JsonPlace place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException failure)
        {
            throw place.Fail(failure.Message);
        }
    }

    private static void Require(JsonPlace value, JsonTokenType kind, string needed)
    {
        if (value.Kind != kind)
        {
            throw value.Fail($"is {Wording(value.Kind)}; allowed: {needed}");
        }
    }

    private static string NotAllowed(JsonPlace value, string allowed) =>
        $"{(value.Text.Length > 0 ? $"'{value.Text}'" : Wording(value.Kind))} is not allowed; allowed: {allowed}";

    private static string Wording(JsonTokenType kind) => kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
