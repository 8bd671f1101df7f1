using System.Globalization;
using System.Text.Json;

namespace HpCovSde.Cli.Tests;

/// <summary>The command <c>kernel</c>.</summary>
public sealed class KernelTests
{
    [Fact]
    public void Json_has_the_kernel_of_the_last_layer()
    {
        JsonElement document = Parse("kernel --correlation 0 --depth 1 --json");
        Assert.Equal("kernel", document.GetProperty("command").GetString());
        Assert.Equal("mlp", document.GetProperty("model").GetProperty("network").GetString());
        Assert.Equal(1, document.GetProperty("layer").GetInt32());
        Assert.True(document.GetProperty("run").GetProperty("seconds").GetDouble() >= 0);
        Assert.Equal(1 / Math.PI, document.GetProperty("kernel")[0][1].GetDouble(), 1e-15);
        Assert.Equal(1, document.GetProperty("kernel")[1][1].GetDouble());
        Assert.False(document.TryGetProperty("path", out _));
    }

    [Fact]
    public void A_path_ends_with_the_kernel()
    {
        JsonElement document = Parse("kernel --network resnet --activation gelu --depth 10 --record-every 4 --threads 1 --json");
        JsonElement[] path = [.. document.GetProperty("path").EnumerateArray()];
        Assert.Equal([4, 8, 10], path.Select(record => record.GetProperty("layer").GetInt32()));
        Assert.Equal(0.4, path[0].GetProperty("time").GetDouble(), 1e-15);
        Assert.Equal(document.GetProperty("kernel")[0][1].GetDouble(), path[2].GetProperty("kernel")[0][1].GetDouble());
        Assert.NotEqual(document.GetProperty("kernel")[0][1].GetDouble(), path[1].GetProperty("kernel")[0][1].GetDouble());
    }

    [Theory]
    [InlineData("kernel --network resnet --correlation -0.2 --time 1", -.0140470952)]
    [InlineData("kernel --network resnet --activation abs --correlation 0 --time 1e-9", 2e-9 / Math.PI)]
    [InlineData("kernel --c-plus 0 --c-minus -1 --correlation 0.3 --time 1", .38295)]
    public void With_a_time_the_kernel_is_that_of_the_flow(string command, double correlation)
    {
        JsonElement kernel = Parse($"{command} --json").GetProperty("kernel");
        Assert.Equal(correlation, kernel[0][1].GetDouble() / kernel[0][0].GetDouble(), correlation == .38295 ? 0.5e-5 : 1e-10);
    }

    [Fact]
    public void Files_have_the_kernel_and_the_document_of_the_run()
    {
        using var folder = new Folder();
        string gram = folder.Write("gram.csv", "1,0,0.5\n0,1,0\n0.5,0,1\n");
        string[] command = ["kernel", "--gram", gram, "--activation", "tanh", "--depth", "6"];
        _ = CliRun.Succeed([.. command, "--out", folder.File("k.npy")]);
        _ = CliRun.Succeed([.. command, "--out", folder.File("path.npy"), "--record-every", "2"]);
        _ = CliRun.Succeed([.. command, "--out", folder.File("path.csv"), "--record-every", "2"]);

        NpyArray kernel = NpyArray.Read(folder.File("k.npy"));
        NpyArray path = NpyArray.Read(folder.File("path.npy"));
        Assert.Equal([3, 3], kernel.Shape);
        Assert.Equal([3, 3, 3], path.Shape);
        Assert.Equal(kernel.Values, path.Values[18..]);
        string[] rows = File.ReadAllLines(folder.File("path.csv"));
        Assert.Equal(4, rows.Length);
        Assert.Equal([6, 6, .. kernel.Values], rows[^1].Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)));
        JsonElement manifest = JsonDocument.Parse(File.ReadAllText(folder.File("k.npy.json"))).RootElement;
        Assert.Equal("tanh", manifest.GetProperty("model").GetProperty("activation").GetString());
        Assert.False(manifest.TryGetProperty("kernel", out _));

        // The kernel in a file can be the Gram matrix of another run.
        Assert.Contains("3 inputs", CliRun.Succeed("kernel", "--gram", folder.File("k.npy")), StringComparison.Ordinal);
    }

    [Fact]
    public void Few_inputs_have_a_table_and_many_a_summary()
    {
        string table = CliRun.Succeed("kernel --correlation 0 --depth 1");
        Assert.Contains("0.3183", table, StringComparison.Ordinal);
        Assert.Contains("0.6817", table, StringComparison.Ordinal);
        using var folder = new Folder();
        string identity = folder.Write("identity.csv", string.Concat(
            Enumerable.Range(0, 9).Select(a => string.Join(',', Enumerable.Range(0, 9).Select(b => a == b ? 1 : 0)) + "\n")));
        string summary = CliRun.Succeed("kernel", "--gram", identity, "--depth", "1");
        Assert.Contains("median", summary, StringComparison.Ordinal);
        Assert.Contains("0.6817", summary, StringComparison.Ordinal);
    }

    private static JsonElement Parse(string command) => JsonDocument.Parse(CliRun.Succeed(command)).RootElement;
}
