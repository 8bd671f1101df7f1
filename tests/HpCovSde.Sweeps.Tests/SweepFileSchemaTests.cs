using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HpCovSde.TestSupport;

namespace HpCovSde.Sweeps.Tests;

/// <summary>The JSON schema of a specification says what the reader says.</summary>
public sealed class SweepFileSchemaTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(SweepFileSchema.Text).RootElement;

    [Fact]
    public void The_file_in_docs_is_what_the_fields_say() => Assert.True(
        SweepFileSchema.Text == File.ReadAllText(Repository.PathOf("docs/sweep.schema.json")),
        "docs/sweep.schema.json is stale: hpcovsde sweep init --schema --out docs/sweep.schema.json --force");

    [Fact]
    public void The_example_and_what_is_written_are_valid()
    {
        Assert.Null(Fault(SweepFile.Example));
        Assert.Null(Fault(SweepFile.Write(SweepFile.Parse(Encoding.UTF8.GetBytes(SweepFile.Example), "spec.json"))));
    }

    [Theory]
    [InlineData("""{ "$schema": "sweep.schema.json" }""")]
    [InlineData("""{ "command": "sde", "model": { "width": 1e2, "depth": [5, "=2*width", "10:1000:log3"], "activation": ["tanh"] } }""")]
    [InlineData("""{ "model": { "cMinus": "-1.5:.5:0.25", "branchScaling": "power:0.75", "time": null }, "run": { "seed": [3] } }""")]
    [InlineData("""{ "model": { "width": [1, 2], "depth": [3, 4] }, "zip": [["width", "depth"]], "when": ["depth > width"] }""")]
    [InlineData("""{ "run": { "recordStart": true }, "keep": { "samples": true, "quantiles": 9 } }""")]
    public void Reader_and_schema_accept(string text)
    {
        _ = SweepFile.Parse(Encoding.UTF8.GetBytes(text), "spec.json");
        Assert.Null(Fault(text));
    }

    [Theory]
    [InlineData("""{ "modle": {} }""")]
    [InlineData("""{ "command": "kernel" }""")]
    [InlineData("""{ "model": { "width": 0 } }""")]
    [InlineData("""{ "model": { "width": 1.5 } }""")]
    [InlineData("""{ "model": { "width": "10:20:cub3" } }""")]
    [InlineData("""{ "model": { "width": {} } }""")]
    [InlineData("""{ "model": { "width": [] } }""")]
    [InlineData("""{ "model": { "activation": "tnh" } }""")]
    [InlineData("""{ "model": { "replicas": 1 } }""")]
    [InlineData("""{ "run": { "replicas": [10, 20] } }""")]
    [InlineData("""{ "run": { "precision": ["double", "half"] } }""")]
    [InlineData("""{ "model": { "width": 1 }, "zip": [["width"]] }""")]
    [InlineData("""{ "when": ["width"] }""")]
    [InlineData("""{ "keep": { "samples": 1 } }""")]
    [InlineData("""{ "keep": { "quantiles": 100001 } }""")]
    [InlineData("[]")]
    public void Reader_and_schema_refuse(string text)
    {
        _ = Assert.Throws<Data.DataFileException>(() => SweepFile.Parse(Encoding.UTF8.GetBytes(text), "spec.json"));
        Assert.NotNull(Fault(text));
    }

    [Fact]
    public void Every_field_has_its_help() => Assert.All(SweepFields.All, field => Assert.StartsWith(
        field.Description,
        Schema.GetProperty("properties").GetProperty(field.Object).GetProperty("properties").GetProperty(field.Name)
            .GetProperty("description").GetString(),
        StringComparison.Ordinal));

    private static string? Fault(string text)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        return Fault(Schema, JsonDocument.Parse(text, options).RootElement, "");
    }

    // https://json-schema.org/draft/2020-12/json-schema-validation, as far as the schema uses it: an unknown keyword fails.
    private static string? Fault(JsonElement schema, JsonElement value, string place) => schema.EnumerateObject().Select(rule =>
    {
        bool isValid = rule.Name switch
        {
            "$schema" or "title" or "description" => true,
            "type" => IsOfType(rule.Value.GetString()!, value),
            "enum" => rule.Value.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value)),
            "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.Value.GetString()!),
            "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= rule.Value.GetInt32(),
            "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.Value.GetDouble(),
            "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= rule.Value.GetDouble(),
            "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= rule.Value.GetInt32(),
            "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= rule.Value.GetInt32(),
            "anyOf" => rule.Value.EnumerateArray().Any(one => Fault(one, value, place) is null),
            "items" => value.ValueKind != JsonValueKind.Array
                || value.EnumerateArray().All(item => Fault(rule.Value, item, place) is null),
            "properties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().All(member =>
                !rule.Value.TryGetProperty(member.Name, out JsonElement of) || Fault(of, member.Value, $"{place}/{member.Name}") is null),
            "additionalProperties" => value.ValueKind != JsonValueKind.Object
                || value.EnumerateObject().All(member => schema.GetProperty("properties").TryGetProperty(member.Name, out _)),
            _ => throw new InvalidOperationException($"{rule.Name} is not a keyword that this test knows."),
        };
        return isValid ? null : $"{place}: {rule.Name}";
    }).FirstOrDefault(fault => fault is not null);

    private static bool IsOfType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Floor(value.GetDouble()),
        _ => throw new InvalidOperationException($"{type} is not a type."),
    };
}
