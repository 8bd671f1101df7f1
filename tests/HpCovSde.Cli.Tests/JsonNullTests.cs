using System.Globalization;
using System.Text;
using System.Text.Json;
using HpCovSde.Cli.Reports;

namespace HpCovSde.Cli.Tests;

/// <summary>A number that is not finite is null in a document. Its field is there, and so is everything else.</summary>
public sealed class JsonNullTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Writers_write_null(double number)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteFinite("x", number);
            json.WriteFinite("largest", double.MaxValue);
            json.WriteMatrix("v", new double[,] { { 1, number }, { number, double.Epsilon } });
            json.WriteEndObject();
        }

        Assert.Equal(
            """{"x":null,"largest":1.7976931348623157E+308,"v":[[1,null],[null,5E-324]]}""", Encoding.UTF8.GetString(stream.ToArray()));
    }

    // The second command line is like the first, and its numbers are finite. GRAM is a file with the number behind it.
    [Theory]
    [InlineData(
        "commute --replicas 2 --widths 2 --depths 2 --gram GRAM1e300",
        "commute --replicas 2 --widths 2 --depths 2 --gram GRAM1",
        "cells[0].variance.value cells[0].variance.se cells[0].meanSquareError.value cells[0].meanSquareError.se cells[0].squaredBias "
        + "cells[0].meanSquareOfWidth.value cells[0].meanSquareOfWidth.se cells[0].largestShare fit.largestRatio")]
    [InlineData(
        "sample --replicas 1 --depth 3 --width 4 --inputs-count 1",
        "sample --replicas 8 --depth 3 --width 4 --inputs-count 1",
        "results.V[1,1].sd results.V[1,1].se results.logV[1,1].sd results.logV[1,1].se results.logdet.sd results.logdet.se")]
    [InlineData(
        "compare --replicas 1 --depth 3 --width 5 --c-plus 0 --c-minus -1 --inputs-count 1",
        "compare --replicas 9 --depth 3 --width 5 --c-plus 0 --c-minus -1 --inputs-count 1",
        "finite.results.V[1,1].sd limit.results.V[1,1].se distances.V[1,1].meanDifference.se")]
    [InlineData(
        "sample --width 1 --depth 60 --replicas 4 --inputs-count 1",
        "sample --width 9 --depth 60 --replicas 4 --inputs-count 1",
        "results.logV[1,1].mean results.logV[1,1].min results.logV[1,1].q05 results.logV[1,1].max results.logdet.median")]
    [InlineData("kernel --activation gelu --depth 3 --gram GRAM1e-310", "kernel --activation gelu --depth 3 --gram GRAM1", "")]
    [InlineData("kernel --activation tanh --depth 3 --gram GRAM1e300", "kernel --activation tanh --depth 3 --gram GRAM1", "")]
    [InlineData(
        "kernel --network resnet --activation softplus --depth 3 --record-every 1 --gram GRAM1e300",
        "kernel --network resnet --activation softplus --depth 3 --record-every 1 --gram GRAM1",
        "")]
    [InlineData("sample --activation gelu --depth 3 --replicas 8 --gram GRAM1e-310", "sample --depth 3 --replicas 8 --gram GRAM1", "")]
    [InlineData("sample --activation elu --depth 3 --replicas 8 --gram GRAM1e300", "sample --depth 3 --replicas 8 --gram GRAM1", "")]
    [InlineData("stability --activation tanh --a 1 --gram GRAM1e300", "stability --activation tanh --a 1 --gram GRAM1", "")]
    [InlineData("stability --activation softplus --a 1e160 --gram GRAM1e-310", "stability --activation softplus --a 1 --gram GRAM1", "")]
    public void Numbers_that_are_not_finite_are_null(string commandLine, string finite, string nulls)
    {
        Dictionary<string, JsonValueKind> usual = Leaves(finite);
        Dictionary<string, JsonValueKind> leaves = Leaves(commandLine);
        string[] expected = nulls.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(usual.Keys.Order(), leaves.Keys.Order());
        Assert.All(expected, path => Assert.Equal((JsonValueKind.Number, JsonValueKind.Null), (usual[path], leaves[path])));
        IEnumerable<string> changed = leaves.Keys.Where(path => leaves[path] != usual[path] && !IsTruth(leaves[path]));
        Assert.All(changed, path => Assert.Equal((JsonValueKind.Number, JsonValueKind.Null), (usual[path], leaves[path])));
        Assert.Equal(expected.Length > 0, changed.Any());
    }

    private static bool IsTruth(JsonValueKind kind) => kind is JsonValueKind.True or JsonValueKind.False;

    // The kinds of all values by their paths, without the words of the command line.
    private static Dictionary<string, JsonValueKind> Leaves(string commandLine)
    {
        using var folder = new Folder();
        string[] args =
        [
            .. commandLine.Split(' ').Select(word => word.StartsWith("GRAM", StringComparison.Ordinal)
                ? folder.Write("g.csv", $"{word["GRAM".Length..]}\n")
                : word),
            "--json",
        ];
        using var document = JsonDocument.Parse(CliRun.Succeed(args));
        return Of(document.RootElement, "").Where(leaf => !leaf.Path.StartsWith("run.argv", StringComparison.Ordinal))
            .ToDictionary(leaf => leaf.Path, leaf => leaf.Kind);

        static IEnumerable<(string Path, JsonValueKind Kind)> Of(JsonElement element, string path) => element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(field =>
                Of(field.Value, path.Length == 0 ? field.Name : $"{path}.{field.Name}")),
            JsonValueKind.Array => element.EnumerateArray().Index().SelectMany(item =>
                Of(item.Item, string.Create(CultureInfo.InvariantCulture, $"{path}[{item.Index}]"))),
            _ => [(path, element.ValueKind)],
        };
    }
}
