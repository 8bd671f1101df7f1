using System.Text.Json;

namespace HpCovSde.Cli.Tests;

/// <summary><c>--tolerance</c>: what is reached, in table and document.</summary>
public sealed class ToleranceTests
{
    [Fact]
    public void Means_with_an_exact_law_are_exact()
    {
        // E rho at T = 1 for c = (0, -1), rho_0 = 0.3, from the equation of the pair.
        JsonElement document = Parse("sde --c-plus 0 --c-minus -1 --replicas 100 --tolerance 1e-4 --json");
        JsonElement rho = document.GetProperty("results").GetProperty("rho[1,2]");
        Assert.Equal(0.34155119, rho.GetProperty("mean").GetDouble(), 1e-8);
        Assert.Equal(0, rho.GetProperty("se").GetDouble());
        Assert.Equal(100, rho.GetProperty("covered").GetInt64());
        JsonElement tolerance = document.GetProperty("tolerance");
        Assert.Equal("exact", tolerance.GetProperty("estimator").GetString());
        Assert.True(tolerance.GetProperty("isReached").GetBoolean());
        Assert.InRange(tolerance.GetProperty("reached").GetDouble(), 0, 1e-9);
        Assert.Equal(JsonValueKind.Null, tolerance.GetProperty("step").ValueKind);
        Assert.Equal(0, tolerance.GetProperty("replicas").GetInt64());
    }

    [Theory]
    [InlineData("sde --activation tanh --a 1 --tolerance 0.02 --tolerance-of logV", "linear-controls", "tri2", "logV[1,1]")]
    [InlineData("sde --activation tanh --a 1 --inputs-count 1 --tolerance 0.05", "plain", "inverse-variance", "logV[1,1]")]
    [InlineData("sample --c-plus 0 --c-minus -1 --depth 20 --tolerance 0.01", "linear-controls", null, "rho[1,2]")]
    [InlineData("sample --network resnet --depth 10 --width 20 --tolerance 0.02", "plain", null, "rho[1,2]")]
    [InlineData(
        "sde --activation tanh --a 1 --tolerance 0.05 --relative-tolerance --tolerance-of V[1,1]", "linear-controls", "tri2", "V[1,1]")]
    public void Other_means_are_simulated_until_the_error_is_reached(string command, string estimator, string? scheme, string quantity)
    {
        JsonElement document = Parse($"{command} --replicas 200 --json");
        JsonElement tolerance = document.GetProperty("tolerance");
        Assert.Equal(estimator, tolerance.GetProperty("estimator").GetString());
        Assert.Equal(scheme, tolerance.GetProperty("scheme").GetString());
        Assert.Equal(scheme is not null, tolerance.GetProperty("step").ValueKind == JsonValueKind.Number);
        Assert.True(tolerance.GetProperty("isReached").GetBoolean());
        double bias = tolerance.GetProperty("bias").GetDouble();
        double error = tolerance.GetProperty("se").GetDouble();
        Assert.Equal(tolerance.GetProperty("reached").GetDouble(), bias + (2 * error), 1e-15);
        Assert.InRange(tolerance.GetProperty("replicas").GetInt64(), 8192, 1L << 28);
        JsonElement mean = tolerance.GetProperty("means").GetProperty(quantity);
        JsonElement reported = document.GetProperty("results").GetProperty(quantity);
        Assert.Equal(mean.GetProperty("mean").GetDouble(), reported.GetProperty("mean").GetDouble());
        Assert.Equal(mean.GetProperty("se").GetDouble(), reported.GetProperty("se").GetDouble());
        Assert.Equal(200, reported.GetProperty("covered").GetInt64());
    }

    [Fact]
    public void The_document_runs_again_to_the_same_numbers_on_any_number_of_threads()
    {
        using var folder = new Folder();
        string first = CliRun.Succeed("sde --activation tanh --a 1 --tolerance 0.02 --tolerance-of logV --threads 1 --json");
        string path = folder.File("run.json");
        File.WriteAllText(path, first);
        string second = CliRun.Succeed(["run", path, "--threads", "2", "--json"]);
        Assert.Equal(Numbers(first), Numbers(second));

        static string Numbers(string json) => JsonDocument.Parse(json).RootElement.GetProperty("tolerance").GetRawText();
    }

    [Fact]
    public void Replicas_without_a_value_are_said_and_the_tolerance_is_not_reached()
    {
        string table = CliRun.Succeed("sde --activation softplus --a 0.5 --time 1 --tolerance 0.01");
        Assert.Contains("NOT reached", table, StringComparison.Ordinal);
        Assert.Contains("that have no finite value", table, StringComparison.Ordinal);
    }

    // E V = 1 for a linear network, but the mean of 8192 replicas of ten neurons and a hundred layers is about 0.1.
    [Theory]
    [InlineData("sample --width 10 --depth 100 --activation linear --tolerance 0.1 --tolerance-of V", "heavy tail")]
    [InlineData("sde --activation tanh --a 1 --tolerance 1e-12 --replicas 100", "NOT reached")]
    [InlineData("sde --c-plus 0 --c-minus -1 --tolerance 2e-13 --tolerance-of 1-rho --replicas 100", "exact laws")]
    public void What_cannot_be_reached_is_not_called_reached_and_changes_no_number(string command, string reason)
    {
        string table = CliRun.Succeed(command);
        Assert.Contains("NOT reached", table, StringComparison.Ordinal);
        Assert.Contains(reason, table, StringComparison.Ordinal);
        string plain = CliRun.Succeed(command[..command.IndexOf(" --tolerance", StringComparison.Ordinal)]
            + (command.Contains("--replicas", StringComparison.Ordinal) ? " --replicas 100" : ""));
        Assert.Equal(Rows(plain), Rows(table));

        static string[] Rows(string text) => [.. text.Split('\n').Where(line => line.StartsWith("logV", StringComparison.Ordinal))];
    }

    [Fact]
    public void A_quantity_without_values_is_not_reached()
    {
        using var folder = new Folder();
        string path = folder.File("zero.csv");
        File.WriteAllText(path, "0,0\n0,1\n");
        Assert.Contains("NOT reached", CliRun.Succeed(["sample", "--gram", path, "--tolerance", "0.1"]), StringComparison.Ordinal);
        Assert.Contains(
            "tolerance 0.1 reached",
            CliRun.Succeed(["sample", "--gram", path, "--tolerance", "0.1", "--tolerance-of", "logV[2,2]"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_says_how_a_tolerance_was_reached() => Assert.Matches(
        @"tolerance 0\.02 reached: logV\[\d,\d\] has the error 0\.0\d+, bias .* \+ 2 se .*; \d+ replicas, tri2, h = 0\.\d+, linear",
        CliRun.Succeed("sde --activation tanh --a 1 --tolerance 0.02 --tolerance-of logV"));

    private static JsonElement Parse(string command) => JsonDocument.Parse(CliRun.Succeed(command)).RootElement;
}
