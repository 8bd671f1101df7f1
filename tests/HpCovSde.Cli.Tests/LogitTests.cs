using System.Text.Json;

namespace HpCovSde.Cli.Tests;

/// <summary>Outputs given the covariance: their results and files. Other results do not change.</summary>
public sealed class LogitTests
{
    private const string Small = "--c-plus 0 --c-minus -1 --width 20 --depth 6 --replicas 60";

    [Theory]
    [InlineData("sample")]
    [InlineData("sde")]
    [InlineData("sample --network resnet --width 3")]
    public void Every_output_is_reported_and_nothing_else_changes(string command)
    {
        string options = command.Contains("resnet", StringComparison.Ordinal) ? "--replicas 60" : Small;
        JsonElement with = Parse($"{command} {options} --logits 3 --json");
        JsonElement without = Parse($"{command} {options} --json");

        Assert.Equal(3, with.GetProperty("run").GetProperty("logits").GetInt32());
        Assert.Equal(0, without.GetProperty("run").GetProperty("logits").GetInt32());
        JsonProperty[] results = [.. with.GetProperty("results").EnumerateObject()];
        Assert.Equal(["f[1,1]", "f[1,2]", "f[2,1]", "f[2,2]", "f[3,1]", "f[3,2]"], results[^6..].Select(result => result.Name));
        Assert.Equal(
            without.GetProperty("results").EnumerateObject().Select(result => result.Value.GetRawText()),
            results[..^6].Select(result => result.Value.GetRawText()));
    }

    [Fact]
    public void Compare_has_distances_of_outputs() =>
        Assert.True(
            Parse($"compare {Small} --logits 1 --json").GetProperty("distances").GetProperty("f[1,2]").GetProperty("ks").GetDouble() > 0);

    [Theory]
    [InlineData("--activation linear", 60)]
    [InlineData("--activation softplus --a 0.25 --time 5", 8)]
    public void Outputs_are_written_to_files_of_their_own(string options, int fewest)
    {
        using var folder = new Folder();
        JsonElement document = Parse(
            $"compare {options} --width 20 --depth 6 --replicas 60 --logits 2 --record-every 3 --out {folder.File("v.npy")} --json");

        Assert.Equal(["v.finite.logits.npy", "v.finite.npy", "v.limit.logits.npy", "v.limit.npy", "v.npy.json"], folder.Files.Order());
        NpyArray array = NpyArray.Read(folder.File("v.limit.logits.npy"));
        Assert.Equal([2, 60, 2, 2], array.Shape);

        // f[2,1] at the last record; replicas that exploded have no outputs.
        double[] samples = [.. Enumerable.Range(60, 60).Select(row => array.Values[(4 * row) + 2]).Where(double.IsFinite)];
        JsonElement result = document.GetProperty("limit").GetProperty("results").GetProperty("f[2,1]");
        Assert.Equal(result.GetProperty("covered").GetInt32(), samples.Length);
        Assert.InRange(samples.Length, fewest, 60);
        Assert.Equal(samples.Average(), result.GetProperty("mean").GetDouble(), 1e-12);
    }

    [Fact]
    public void The_columns_of_a_text_file_name_unit_and_input()
    {
        using var folder = new Folder();
        _ = CliRun.Succeed($"sample {Small} --logits 2 --out {folder.File("v.csv")}");
        Assert.Equal(
            "replica,f[1,1],f[1,2],f[2,1],f[2,2]",
            File.ReadLines(folder.File("v.logits.csv")).First().Replace("\"", "", StringComparison.Ordinal));
    }

    private static JsonElement Parse(string commandLine) => JsonDocument.Parse(CliRun.Succeed(commandLine)).RootElement;
}
