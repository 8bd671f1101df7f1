using System.Text.Json.Nodes;

namespace HpCovSde.Cli.Tests;

/// <summary><c>run</c> repeats the run of a document with the same bits.</summary>
public sealed class RunCommandTests
{
    // The fields that depend on the clock, the machine or the command line.
    private static readonly string[] OfTheMachine = ["seconds", "started", "finished", "argv"];

    [Theory]
    [InlineData("sample")]
    [InlineData("sample --activation leaky-relu --negative-slope 0.1 --weights explicit --precision single --inputs-count 1")]
    [InlineData("sample --c-plus 0.1 --c-minus -1 --exponent 0.4 --record-every 3 --record-start --logits 2 --seed 18446744073709551615")]
    [InlineData("sample --network resnet --branch-scaling power:0.7 --first-replica 13")]
    [InlineData("sample --network shaped-resnet --beta 0.3 --storage streaming")]
    [InlineData("sample --network shaped-mlp --results all")]
    [InlineData("sample --network shaped-resnet --definition hayou")]
    [InlineData("sde --c-plus 0 --c-minus -3 --limit matched")]
    [InlineData("compare --network shaped-resnet --definition hayou-critical --limit matched")]
    [InlineData("sample --activation linear --weights exact")]
    [InlineData("sde --c-plus 0 --c-minus -1 --step 0.07 --record-every 2")]
    [InlineData("sde --activation softplus --a 0.5 --center 0.3 --scheme exponential-map")]
    [InlineData("sde --network resnet --activation tanh --time 0.3")]
    [InlineData("sde")]
    [InlineData("compare --c-plus 0 --c-minus -1 --record-every 5 --step 0.03")]
    [InlineData("compare --network resnet --record-every 2")]
    [InlineData("compare --network shaped-resnet --c-plus 0 --c-minus -1")]
    [InlineData("compare --c-plus 0 --c-minus -1 --against exact")]
    [InlineData("law --c-plus 0 --c-minus -1 --moment -1,0.5")]
    [InlineData("law --activation tanh --a 1 --time 0.5 --record-every 4")]
    [InlineData("kernel --network resnet --record-every 4")]
    [InlineData("kernel --c-plus 0 --c-minus -1 --time 0.3")]
    [InlineData("stability --activation tanh --a 1 --time 0.5")]
    [InlineData("compare --c-plus 0.5 --c-minus -0.5 --extrapolate")]
    [InlineData("compare --activation tanh --a 1 --tolerance 0.05 --tolerance-of rho,logV[2,2]")]
    [InlineData("design --target rho=0.5")]
    [InlineData("design --target median=0.3 --width 30 --time 0.5 --limit asymptotic")]
    [InlineData("design --target rho=0.5 --solve time --c-plus 0 --c-minus -2 --width 30")]
    [InlineData("design --target explosion=0.1 --activation softplus --center 0.3 --inputs-count 1")]
    [InlineData("commute --network resnet --widths 4,8 --depths 2,3 --quantity rho")]
    public void A_document_that_is_run_again_gives_the_same_document(string commandLine)
    {
        using var folder = new Folder();
        string[] sizes = commandLine.StartsWith("commute", StringComparison.Ordinal) ? ["--replicas", "8"]
            : commandLine.StartsWith("kernel", StringComparison.Ordinal) || commandLine.StartsWith("law", StringComparison.Ordinal)
                ? ["--depth", "10"]
            : commandLine.Split(' ')[0] is "stability" or "design" ? []
            : ["--replicas", "40", "--width", "12", "--depth", "10"];
        string first = CliRun.Succeed([.. commandLine.Split(' '), .. sizes, "--json"]);
        string second = CliRun.Succeed("run", folder.Write("spec.json", first), "--json");
        Assert.Equal(WithoutMachine(first), WithoutMachine(second));
    }

    [Theory]
    [InlineData("npy")]
    [InlineData("csv")]
    public void The_document_written_with_a_file_makes_the_same_file_again(string extension)
    {
        using var folder = new Folder();
        string inputs = folder.Write("x.csv", "1,2,3\n0,1,2\n1,0,0\n");
        string first = folder.File($"v.{extension}");
        string second = folder.File($"again.{extension}");
        _ = CliRun.Succeed("sample", "--inputs", inputs, "--replicas", "30", "--depth", "4", "--width", "9", "--out", first);
        _ = CliRun.Succeed("run", $"{first}.json", "--out", second, "--threads", "3");
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        CliRun refused = CliRun.Of("run", $"{first}.json", "--out", second);
        Assert.Equal(ExitCode.InputOutput, refused.Code);
        _ = CliRun.Succeed("run", $"{first}.json", "--out", second, "--force");
    }

    [Fact]
    public void A_document_has_the_program_and_the_machine_that_ran_it()
    {
        JsonNode run = JsonNode.Parse(CliRun.Succeed("sample", "--replicas", "8", "--depth", "2", "--json"))!["run"]!;
        Assert.False(string.IsNullOrEmpty((string?)run["cpu"]));
        Assert.StartsWith("0.", (string?)run["product"], StringComparison.Ordinal);
        var started = DateTimeOffset.Parse((string)run["started"]!, System.Globalization.CultureInfo.InvariantCulture);
        var finished = DateTimeOffset.Parse((string)run["finished"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(finished, started, started.AddMinutes(5));
        Assert.NotEmpty(run["argv"]!.AsArray());
    }

    [Fact]
    public void A_document_written_by_hand_can_be_short_and_have_comments()
    {
        using var folder = new Folder();
        string path = folder.Write("spec.json", """
            {
              // Two lines are enough.
              "command": "sample",
              "model": { "depth": 3, "width": 8, "start": [[1, 0.2], [0.2, 2]] },
              "run": { "replicas": 16, },
            }
            """);
        Assert.Contains("16 replicas", CliRun.Succeed("run", path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "model": {} }""", 2, "command is missing|sample, sde, compare")]
    [InlineData("""{ "command": "smaple" }""", 2, "'smaple'|sample, sde")]
    [InlineData("""{ "command": "sample", "model": { "widht": 3 } }""", 4, "line 1|column|widht")]
    [InlineData("""{ "command": "sample", "model": { "width": "x" } }""", 4, "line 1|model.width")]
    [InlineData("""{ "command": "sample", "model": { "width": 0 } }""", 2, "model.width: '0' is not allowed")]
    [InlineData("""{ "command": "sample", "model": { "time": 1 } }""", 2, "model.time: '1' is given, but sample does not take")]
    [InlineData(
        """{ "command": "sample", "run": { "scheme": "fisher-z" } }""", 2, "run.scheme: 'fisher-z' is given, but sample does not take")]
    [InlineData("""{ "command": "sample", "run": { "replicas": 0 } }""", 2, "run.replicas: '0'")]
    [InlineData("""{ "command": "sde", "run": { "scheme": "clock" } }""", 2, "run.scheme: 'clock' is not allowed")]
    [InlineData("""{ "command": "sample", "model": { "cPlus": 1 } }""", 2, "model.cPlus: '1' given without|model.cMinus")]
    [InlineData("""{ "command": "design" }""", 2, "run.target is missing")]
    [InlineData("""{ "command": "design", "run": { "target": "rho=2" } }""", 2, "run.target: 'rho=2'")]
    [InlineData("""{ "command": "design", "run": { "target": "rho=0.5", "solve": "b" } }""", 2, "run.solve: 'b'")]
    [InlineData("""{ "command": "sample",""", 4, "line 1")]
    [InlineData("""{ "command": "sample", "modle": { "width": 7 } }""", 4, "'modle'|command, model, run")]
    [InlineData("""{ "command": "sample", "run": { "replicas": 1e3 } }""", 4, "run.replicas|wrong type")]
    [InlineData("[]", 4, "line 1")]
    [InlineData("null", 4, "null")]
    public void An_error_in_a_document_is_reported_in_one_line(string json, int code, string fragments)
    {
        using var folder = new Folder();
        string path = folder.Write("spec.json", json);
        CliRun run = CliRun.Of("run", path);
        Assert.Equal(code, run.Code);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.All([.. fragments.Split('|'), "spec.json"], fragment => Assert.Contains(fragment, run.Error, StringComparison.Ordinal));
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("run", 2, "one argument|a .json file")]
    [InlineData("run a.json b.json", 2, "one argument|a .json file")]
    [InlineData("run @/missing.json", 4, "missing.json|no such file")]
    [InlineData("run @/spec.json --replicas 3", 2, "--replicas")]
    [InlineData("run @/spec.json --plot @/p.svg", 2, "--plot|stability|has no figure")]
    [InlineData("run @/spec.json --out @/p.npy", 2, "--out|stability|writes no file")]
    public void An_error_in_the_command_line_is_reported_in_one_line(string commandLine, int code, string fragments)
    {
        using var folder = new Folder();
        _ = folder.Write("spec.json", """{ "command": "stability" }""");
        CliRun run = CliRun.Of(commandLine.Replace("@", folder.Path, StringComparison.Ordinal).Split(' '));
        Assert.Equal(code, run.Code);
        Assert.All(fragments.Split('|'), fragment => Assert.Contains(fragment, run.Error, StringComparison.Ordinal));
    }

    private static string WithoutMachine(string json)
    {
        JsonNode document = JsonNode.Parse(json)!;
        foreach (string name in OfTheMachine)
        {
            _ = document["run"]?.AsObject().Remove(name);
        }

        return document.ToJsonString();
    }
}
