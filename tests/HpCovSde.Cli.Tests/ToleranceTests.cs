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

    [Theory]
    [InlineData("RHO", "rho[1,2]")]
    [InlineData("v[1,2],LOGV[1,1]", "V[1,2],logV[1,1]")]
    [InlineData("LogDet,Log(1-Rho[2,1]),LOG(1-RHO)", "logdet,log(1-rho[1,2])")]
    public void Names_of_quantities_are_in_upper_or_lower_case_as_all_names(string given, string read) => Assert.Equal(
        read,
        Parse($"sde --activation linear --replicas 10 --tolerance 0.1 --tolerance-of {given} --json")
            .GetProperty("run").GetProperty("toleranceOf").GetString());

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

    // A linear network of one layer: rho is the correlation of 5 Gaussian pairs with known mean, so that
    // E rho = (2/n) (Gamma((n + 1)/2)/Gamma(n/2))^2 r F(1/2, 1/2; n/2 + 1; r^2). The limit at T = 1/5 by collocation.
    private const string OneLayer = "compare --activation linear --width 5 --depth 1 --replicas 100";
    private const double OneLayerDifference = 0.2734112809279641 - 0.278815184035;

    [Fact]
    public void A_comparison_has_the_difference_of_the_means_to_the_tolerance()
    {
        JsonElement document = Parse($"{OneLayer} --tolerance 1e-3 --tolerance-of rho --json");
        JsonElement tolerance = document.GetProperty("tolerance");
        Assert.True(tolerance.GetProperty("isReached").GetBoolean());
        JsonElement difference = tolerance.GetProperty("differences").GetProperty("rho[1,2]");
        double value = difference.GetProperty("value").GetDouble();
        double bias = difference.GetProperty("bias").GetDouble();
        double error = difference.GetProperty("se").GetDouble();
        Assert.InRange(value, OneLayerDifference - bias - (5 * error), OneLayerDifference + bias + (5 * error));
        Assert.InRange(bias + (2 * error), 0, 1e-3);
        Assert.Equal(tolerance.GetProperty("reached").GetDouble(), bias + (2 * error), 1e-15);
        Assert.Equal("exact", tolerance.GetProperty("limit").GetProperty("estimator").GetString());
        JsonElement finite = tolerance.GetProperty("finite");
        Assert.Equal("linear-controls", finite.GetProperty("estimator").GetString());
        Assert.Equal(finite.GetProperty("replicas").GetInt64(), tolerance.GetProperty("replicas").GetInt64());

        // The results under their usual names are these.
        JsonElement reported = document.GetProperty("distances").GetProperty("rho[1,2]").GetProperty("meanDifference");
        Assert.Equal(value, reported.GetProperty("value").GetDouble());
        Assert.Equal(error, reported.GetProperty("se").GetDouble());
        foreach (string side in (string[])["finite", "limit"])
        {
            Assert.Equal(
                tolerance.GetProperty(side).GetProperty("means").GetProperty("rho[1,2]").GetProperty("mean").GetDouble(),
                document.GetProperty(side).GetProperty("results").GetProperty("rho[1,2]").GetProperty("mean").GetDouble());
        }
    }

    [Fact]
    public void A_comparison_with_the_exact_law_takes_the_mean_of_the_network_to_the_tolerance()
    {
        JsonElement document = Parse($"{OneLayer} --tolerance 1e-3 --tolerance-of rho --against exact --json");
        JsonElement exact = document.GetProperty("exact");
        JsonElement wanted = document.GetProperty("tolerance").GetProperty("differences").GetProperty("rho[1,2]");
        JsonElement finite = exact.GetProperty("finite").GetProperty("rho[1,2]").GetProperty("meanDifference");
        Assert.Equal(wanted.GetProperty("value").GetDouble(), finite.GetProperty("value").GetDouble(), 1e-12);
        Assert.Equal(wanted.GetProperty("se").GetDouble(), finite.GetProperty("se").GetDouble(), 1e-15);

        // The limit is still compared by its samples: its mean to the tolerance is that of the exact law.
        Assert.True(exact.GetProperty("limit").GetProperty("rho[1,2]").GetProperty("meanDifference").GetProperty("se").GetDouble() > 1e-3);
    }

    [Fact]
    public void A_table_of_a_comparison_has_the_differences()
    {
        string table = CliRun.Succeed($"{OneLayer} --tolerance 1e-3 --tolerance-of rho");
        Assert.Contains("tolerance 0.001 of the difference reached: rho[1,2] has the error", table, StringComparison.Ordinal);
        Assert.Matches(@"rho\[1,2\] +0\.27\d+ +\(\S+\) +0\.2788 +\(\S+\) +-0\.00\d+ +\(\S+\)", table);
    }

    // The limit explodes in some replicas; a network of ten neurons has a heavy tail; 2^28 replicas are not enough; a mean of 0 is no unit.
    [Theory]
    [InlineData("compare --activation softplus --a 0.5 --time 1 --width 20 --depth 20", "0.01", "that have no finite value")]
    [InlineData("compare --width 10 --depth 100 --activation linear", "0.1 --tolerance-of V", "heavy tail")]
    [InlineData("compare --activation tanh --a 1 --width 20 --depth 20", "1e-12", "8192 replicas, tri2")]
    [InlineData(
        "compare --activation linear --correlation 0 --width 20 --depth 20", "0.5 --relative-tolerance --tolerance-of rho",
        "of the mean of the limit NOT reached")]
    public void A_comparison_that_is_not_reached_says_so_and_changes_no_number(string command, string tolerance, string reason)
    {
        string table = CliRun.Succeed($"{command} --replicas 100 --tolerance {tolerance}");
        Assert.Contains("NOT reached", table, StringComparison.Ordinal);
        Assert.Contains(reason, table, StringComparison.Ordinal);
        Assert.Contains("all numbers of the table are of the samples", table, StringComparison.Ordinal);
        Assert.StartsWith(Rows(CliRun.Succeed($"{command} --replicas 100")), Rows(table), StringComparison.Ordinal);

        static string Rows(string text)
        {
            string[] lines = [.. text.Split('\n').Where(line => line.StartsWith("V[", StringComparison.Ordinal))];
            return string.Join('\n', lines.Take(3));
        }
    }

    [Fact]
    public void A_limit_without_noise_takes_the_step_that_the_tolerance_needs()
    {
        JsonElement coarse = Parse("sde --c-plus 0 --c-minus -1 --exponent 0.25 --tolerance 1e-4 --tolerance-of rho --json");
        JsonElement fine = Parse("sde --c-plus 0 --c-minus -1 --exponent 0.25 --tolerance 1e-8 --tolerance-of rho --json");
        Assert.True(fine.GetProperty("tolerance").GetProperty("isReached").GetBoolean());
        Assert.True(Number(fine, "step") < Number(coarse, "step"));
        Assert.InRange(Math.Abs(Mean(coarse) - Mean(fine)), 0, Number(coarse, "reached"));

        static double Number(JsonElement document, string name) => document.GetProperty("tolerance").GetProperty(name).GetDouble();
        static double Mean(JsonElement document) =>
            document.GetProperty("results").GetProperty("rho[1,2]").GetProperty("mean").GetDouble();
    }

    private static JsonElement Parse(string command) => JsonDocument.Parse(CliRun.Succeed(command)).RootElement;
}
