using System.Text.Json;

namespace HpCovSde.Cli.Tests;

/// <summary><c>compare --extrapolate</c>.</summary>
public sealed class ExtrapolationTests
{
    [Theory]
    [InlineData("--c-plus 0.5 --c-minus -0.5", 1, "rho[1,2]", true)]
    [InlineData("--c-plus 0 --c-minus -1", 0.5, "logV[2,2]", true)]
    [InlineData("--network shaped-resnet --c-plus 1 --c-minus -1", 1, "rho[1,2]", true)]
    [InlineData("--activation tanh --a 1 --inputs-count 1", 1, "logV[1,1]", false)]
    public void A_quantity_has_its_mean_at_infinite_width_beside_that_of_the_limit(
        string model, double power, string quantity, bool isExact)
    {
        string run = $"compare {model} --extrapolate --width 16 --depth 8 --replicas 1024";
        JsonElement document = JsonDocument.Parse(CliRun.Succeed($"{run} --json")).RootElement;
        Assert.True(document.GetProperty("run").GetProperty("extrapolate").GetBoolean());
        Assert.Equal(power, document.GetProperty("extrapolationPower").GetDouble());
        JsonElement found = document.GetProperty("extrapolation").GetProperty(quantity);
        double Number(string name) => found.GetProperty(name).GetDouble();
        Assert.Equal(isExact, found.GetProperty("limitExact").GetBoolean());
        double error = double.Hypot(Number("se"), Number("limitSe"));
        Assert.Equal((Number("mean") - Number("limit")) / error, Number("z"), 1e-12);
        Assert.InRange(Number("z"), -5, 5);
        Assert.InRange(Number("slopeSe"), 0.01, 100);
        Assert.True(double.IsFinite(Number("slope")));
        string table = CliRun.Succeed(run);
        Assert.Contains($"from widths 16, 32, 64 by n^-{(power == 1 ? "1" : "0.5")}:", table, StringComparison.Ordinal);
        Assert.Equal(isExact, table.Contains("  exact  ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_other_results_are_those_without_it()
    {
        const string Run = "compare --activation linear --width 10 --depth 5 --replicas 64 --json";
        JsonElement with = JsonDocument.Parse(CliRun.Succeed($"{Run} --extrapolate")).RootElement;
        JsonElement without = JsonDocument.Parse(CliRun.Succeed(Run)).RootElement;
        foreach (string part in new[] { "finite", "limit", "distances" })
        {
            Assert.Equal(without.GetProperty(part).GetRawText(), with.GetProperty(part).GetRawText());
        }

        Assert.False(without.TryGetProperty("extrapolation", out _));
    }
}
