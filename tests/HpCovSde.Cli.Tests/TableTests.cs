using System.Globalization;
using System.Text.Json;

namespace HpCovSde.Cli.Tests;

/// <summary>Tables, help and version.</summary>
public sealed class TableTests
{
    [Fact]
    public void A_table_has_the_model_the_limit_the_run_and_the_numbers_of_the_json()
    {
        const string Command = "compare --c-plus 0 --c-minus -1 --width 40 --depth 20 --replicas 500";
        string table = CliRun.Succeed(Command);
        JsonElement json = JsonDocument.Parse(CliRun.Succeed($"{Command} --json")).RootElement;

        Assert.Contains(
            "shaped relu c+ = 0, c- = -1, p = 0.5; width 40, depth 20; 2 inputs, correlation 0.3", table, StringComparison.Ordinal);
        Assert.Contains("covariance SDE, kappa = 0.159155, T = 0.5; tri2, h = 0.01 (50 steps)", table, StringComparison.Ordinal);
        Assert.Contains("500 replicas, seed 0", table, StringComparison.Ordinal);
        string row = table.Split('\n').Single(line => line.StartsWith("rho[1,2]", StringComparison.Ordinal));
        double ks = json.GetProperty("distances").GetProperty("rho[1,2]").GetProperty("ks").GetDouble();
        string[] cells = row.Split([' ', '|', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        double[] numbers = [.. cells[1..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        Assert.Equal(13, numbers.Length);
        Assert.Equal(ks, numbers[8], ks * 1e-3);
        Assert.DoesNotContain("vanished", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_and_coverage_are_shown_only_if_there_were_events()
    {
        string table = CliRun.Succeed("sample --width 2 --depth 30 --replicas 64");
        Assert.Contains("replicas vanished", table, StringComparison.Ordinal);
        Assert.Contains("covered", table, StringComparison.Ordinal);
        Assert.Matches(
            "replicas exploded \\(median time [0-9.]+, ",
            CliRun.Succeed("sde --activation softplus --a 0.25 --inputs-count 1 --time 5 --replicas 64"));
        Assert.Contains(
            "\n1 replica vanished (",
            CliRun.Succeed("sample --width 1 --depth 1 --replicas 4 --inputs-count 1 --seed 2"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "compare")]
    [InlineData("sample --help", "--c-plus")]
    [InlineData("sde --help", "tri2")]
    [InlineData("--version", "0.")]
    public void Help_and_version_succeed(string commandLine, string text) =>
        Assert.Contains(text, CliRun.Succeed(commandLine), StringComparison.Ordinal);
}
