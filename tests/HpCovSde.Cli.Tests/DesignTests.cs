using System.Text.Json;

namespace HpCovSde.Cli.Tests;

/// <summary>The command <c>design</c>: its answers, and the commands that it prints.</summary>
public sealed class DesignTests
{
    [Theory]
    [InlineData("--target rho=0.5 --time 1 --correlation 0.3", 0.5)]
    [InlineData("--target rho=0.45 --solve time --c-plus 0.2 --c-minus -1.5", 0.45)]
    [InlineData("--target rho=0.25 --solve time --activation tanh --a 1", 0.25)]
    [InlineData("--target rho=0.6 --network shaped-resnet --definition noci --time 0.4", 0.6)]
    [InlineData("--target median=0.2 --time 0.5", 0.2)]
    public void The_printed_command_has_the_target(string options, double target)
    {
        JsonElement design = Parse($"design {options} --json").GetProperty("design");
        string[] words = design.GetProperty("command").GetString()!.Split(' ');
        Assert.Equal(["hpcovsde", "law"], words[..2]);
        JsonElement rho = Parse([.. words[1..], "--json"]).GetProperty("law").GetProperty("rho[1,2]");
        double found = options.Contains("median", StringComparison.Ordinal)
            ? 1 - rho.GetProperty("quantiles").GetProperty("median").GetDouble()
            : rho.GetProperty("mean").GetDouble();
        Assert.Equal(target, found, 1e-9);
    }

    // The limit is simulated, and the target must be within 5 standard errors.
    [Theory]
    [InlineData("--target rho=0.6 --time 0.5 --correlation -0.2 --width 40", 0.6)]
    [InlineData("--target rho=0.5 --width 40 --depth 20 --limit asymptotic", 0.5)]
    [InlineData("--target rho=0.5 --network shaped-resnet --beta 0.7 --width 40 --depth 20", 0.5)]
    public void The_printed_command_about_a_network_has_the_target_in_its_limit(string options, double target)
    {
        JsonElement design = Parse($"design {options} --json").GetProperty("design");
        string[] words = design.GetProperty("command").GetString()!.Split(' ');
        Assert.Equal(["hpcovsde", "compare"], words[..2]);
        JsonElement run = Parse([.. words[1..], "--replicas", "4096", "--json"]);
        JsonElement rho = run.GetProperty("limit").GetProperty("results").GetProperty("rho[1,2]");
        double se = rho.GetProperty("se").GetDouble();
        Assert.InRange(rho.GetProperty("mean").GetDouble(), target - (5 * se), target + (5 * se));
        Assert.InRange(se, 0, 0.02);
    }

    [Theory]
    [InlineData("--target explosion=0.01 --activation softplus", "explosionProbability", 0.01)]
    [InlineData("--target explosion=0.1 --activation silu --time 2 --center 0.1", "explosionProbabilityByTime", 0.1)]
    [InlineData("--target explosion=0.1 --activation gelu --a 1 --solve time --inputs-count 1", "explosionProbabilityByTime", 0.1)]
    [InlineData("--target stationary=0.9 --activation tanh", "stationary", 0.9)]
    public void The_printed_command_about_a_variance_has_the_target(string options, string field, double target)
    {
        JsonElement design = Parse($"design {options} --json").GetProperty("design");
        string command = design.GetProperty("command").GetString()!;
        Assert.StartsWith("hpcovsde stability ", command, StringComparison.Ordinal);
        JsonElement found = Parse([.. command.Split(' ')[1..], "--json"]).GetProperty(field);
        Assert.Equal(target, found.ValueKind == JsonValueKind.Object ? found.GetProperty("mean").GetDouble() : found.GetDouble(), 1e-9);
        Assert.Equal(target, design.GetProperty("reached").GetDouble(), 1e-9);
    }

    [Fact]
    public void A_design_has_the_fields_of_the_contract()
    {
        JsonElement document = Parse("design --target rho=0.5 --time 1 --correlation 0.3 --json");
        Assert.Equal("design", document.GetProperty("command").GetString());
        JsonElement design = document.GetProperty("design");
        Assert.Equal(1.804610, design.GetProperty("difference").GetDouble(), 0.51e-6);
        Assert.Equal(0.518306, design.GetProperty("kappa").GetDouble(), 0.51e-6);
        Assert.Equal(JsonValueKind.Null, design.GetProperty("depth").ValueKind);
        JsonElement variance = Parse("design --target explosion=0.01 --activation softplus --json").GetProperty("design");
        Assert.Equal(4.206, variance.GetProperty("a").GetDouble(), 0.00051);
        Assert.Equal(0.010597, variance.GetProperty("beta").GetDouble(), 0.51e-6);
        Assert.Equal(JsonValueKind.Null, variance.GetProperty("time").ValueKind);
        JsonElement network = Parse("design --target rho=0.5 --time 0.5 --width 60 --json").GetProperty("design");
        Assert.Equal((60, 30), (network.GetProperty("width").GetInt32(), network.GetProperty("depth").GetInt32()));
    }

    [Fact]
    public void A_file_of_inputs_is_quoted_and_inputs_in_a_document_have_no_command()
    {
        using var folder = new Folder();
        string path = folder.Write("it's mine.csv", "2,0.5,0\n0.5,1,0\n0,0,1\n");
        JsonElement design = JsonDocument.Parse(CliRun.Succeed("design", "--target", "rho=0.6", "--gram", path, "--json")).RootElement;
        Assert.EndsWith(
            $" --gram '{path.Replace("'", "'\\''", StringComparison.Ordinal)}'",
            design.GetProperty("design").GetProperty("command").GetString(),
            StringComparison.Ordinal);
        string spec = folder.Write("spec.json", """
            { "command": "design", "model": { "start": [[1, 0.2], [0.2, 2]] }, "run": { "target": "RHO=0.6", "solve": "Difference" } }
            """);
        Assert.Equal(
            JsonValueKind.Null,
            JsonDocument.Parse(CliRun.Succeed("run", spec, "--json")).RootElement.GetProperty("design").GetProperty("command").ValueKind);
        Assert.Contains("command  none", CliRun.Succeed("run", spec), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_has_the_answer_and_the_command()
    {
        string table = CliRun.Succeed("design --target rho=0.5 --time 1 --width 100");
        Assert.Contains("c+ - c-", table, StringComparison.Ordinal);
        Assert.Contains("command  hpcovsde compare --against exact --c-plus 0 --c-minus -1.68", table, StringComparison.Ordinal);
        Assert.Contains("--width 100 --depth 100 --limit corrected", table, StringComparison.Ordinal);
        string matched = CliRun.Succeed("design --target rho=0.5 --time 1 --width 100 --limit matched");
        Assert.Contains("command  hpcovsde compare --c-plus 0 --c-minus -1.66147", matched, StringComparison.Ordinal);
        Assert.Contains("--width 100 --depth 100 --limit matched", matched, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_of_a_corrected_design_finds_its_target_in_the_law()
    {
        string table = CliRun.Succeed("design --target rho=0.5 --time 1 --width 100");
        string command = table.Split('\n').Single(line => line.StartsWith("command ", StringComparison.Ordinal))
            .Replace("command  hpcovsde compare --against exact", "law --json", StringComparison.Ordinal);
        JsonElement law = Parse(command.Trim());
        Assert.Equal("corrected", law.GetProperty("model").GetProperty("limitCoefficients").GetString());
        Assert.Equal(0.5, law.GetProperty("law").GetProperty("rho[1,2]").GetProperty("mean").GetDouble(), 1e-10);
    }

    [Fact]
    public void A_network_is_compared_with_its_corrected_law()
    {
        const string CommandLine =
            "compare --limit corrected --against exact --c-plus 0 --c-minus -1 --width 20 --depth 20 --replicas 20000";
        JsonElement finite = Parse($"{CommandLine} --json").GetProperty("exact").GetProperty("finite").GetProperty("rho[1,2]");
        Assert.Equal(0.345693, finite.GetProperty("mean").GetDouble(), 1e-6);
        Assert.InRange(Math.Abs(finite.GetProperty("meanDifference").GetProperty("z").GetDouble()), 0, 5);
        Assert.Contains("Against the law of the network to the order 1/N", CliRun.Succeed(CommandLine), StringComparison.Ordinal);
        CliRun refused = CliRun.Of("sde --limit corrected --c-plus 0 --c-minus -1".Split(' '));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains("'corrected' is known of the law of a pair only", refused.Error, StringComparison.Ordinal);
    }

    private static JsonElement Parse(string commandLine) => JsonDocument.Parse(CliRun.Succeed(commandLine)).RootElement;

    private static JsonElement Parse(string[] words) => JsonDocument.Parse(CliRun.Succeed(words)).RootElement;
}
