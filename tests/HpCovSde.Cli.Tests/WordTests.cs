using HpCovSde.Cli.Reports;

namespace HpCovSde.Cli.Tests;

/// <summary>Words of the command line: names, lists, notes, help, completion, progress.</summary>
public sealed class WordTests
{
    [Theory]
    [InlineData("sample --activation ReLU --network MLP --precision Single --weights AUTO", "sample --precision single")]
    [InlineData("sample --network ResNet --branch-scaling Power:0.7", "sample --network resnet --branch-scaling power:0.7")]
    [InlineData("sde --scheme Reciprocal-Angle", "sde --scheme reciprocal-angle")]
    public void Case_does_not_matter(string given, string usual) => Assert.Equal(Results(given), Results(usual));

    [Fact]
    public void Case_does_not_matter_in_a_document_either()
    {
        using var folder = new Folder();
        string mixed = folder.Write("a.json", """
            { "command": "commute", "model": { "network": "ResNet", "activation": "GELU" },
              "run": { "quantity": "RHO", "widths": [4], "depths": [2], "replicas": 8 } }
            """);
        Assert.Contains("rho[1,2] =", CliRun.Succeed("run", mixed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4 8", "4,8")]
    [InlineData("4, 8", "4,8")]
    [InlineData("2:8:2", "2,4,6,8")]
    [InlineData("2:4", "2,3,4")]
    [InlineData("1:6:3,8", "1,4,8")]
    public void Lists_have_spaces_and_ranges(string given, string usual)
    {
        string[] commute = ["commute", "--network", "resnet", "--replicas", "4", "--depths", "2", "--json", "--widths"];
        Assert.Equal(Cells([.. commute, usual]), Cells([.. commute, given]));
        Assert.Equal(Cells([.. commute, usual]), Cells([.. commute, .. given.Split(' ')]));
    }

    [Theory]
    [InlineData("sample --network resnet --a 1 --activation tanh", "--exponent")]
    [InlineData("sample --network resnet --c-plus 1 --c-minus 0", "--exponent")]
    [InlineData("commute --network shaped-resnet --widths 1,8", "--depths")]
    [InlineData("sample --network resnet --branch-scaling power:-1e3", "--depth")]
    [InlineData("sample --width 1 --c-plus -1 --c-minus -1", "--width")]
    [InlineData("sde --network shaped-mlp --width 1", "--depth")]
    [InlineData("sample --replicas 2147483647", "--threads")]
    [InlineData("sample --activation tanh --a 1 --center 100", "--exponent")]
    public void An_option_that_was_not_given_is_not_blamed(string commandLine, string option)
    {
        CliRun run = CliRun.Of(commandLine.Split(' '));
        Assert.Equal(ExitCode.Usage, run.Code);
        string subject = run.Error.Split(": ")[1];
        Assert.DoesNotContain(option, subject.Split(' ', ','));
    }

    [Fact]
    public void A_header_is_said_once_on_standard_error_and_not_to_the_quiet()
    {
        using var folder = new Folder();
        string path = folder.Write("x.csv", ",a,b\n0,1,2\n1,3,4\n");
        string[] args = ["sample", "--inputs", path, "--depth", "2", "--replicas", "4", "--json"];
        CliRun run = CliRun.Of(args);
        Assert.Equal(
            (ExitCode.Done, $"hpcovsde: {path}: header skipped: a, b; the first column is an index of the rows and is skipped too\n"),
            (run.Code, run.Error));
        Assert.Equal("", CliRun.Of([.. args, "--quiet"]).Error);
        CliRun again = CliRun.Of("run", folder.Write("spec.json", run.Output));
        Assert.Equal(run.Error, again.Error);

        string branches = folder.Write("alpha.csv", "alpha\n0.5\n0.5\n");
        CliRun resnet = CliRun.Of("sample", "--network", "resnet", "--branch-scaling", $"file:{branches}", "--replicas", "4");
        Assert.Equal((ExitCode.Done, $"hpcovsde: {branches}: header skipped: alpha\n"), (resnet.Code, resnet.Error));
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help sample", "sample --help")]
    [InlineData("version", "--version")]
    public void Help_and_version_are_words_too(string word, string option) =>
        Assert.Equal(CliRun.Succeed(option), CliRun.Succeed(word));

    [Theory]
    [InlineData("hpcovsde ", "sample sde compare kernel stability design commute law run info")]
    [InlineData("hpcovsde sample --wid", "--width")]
    [InlineData("hpcovsde sample --activation so", "softplus")]
    [InlineData("hpcovsde sde --scheme inverse", "inverse-variance")]
    [InlineData("hpcovsde design --target ", "rho= median= explosion= stationary=")]
    [InlineData("hpcovsde design --solve ", "difference a time")]
    [InlineData("hpcovsde sample --progress ", "auto bar plain none")]
    public void A_shell_gets_completions(string line, string expected)
    {
        string[] words = CliRun.Succeed($"[suggest:{line.Length}]", line).Split('\n');
        Assert.All(expected.Split(' '), word => Assert.Contains(word, words));
        Assert.DoesNotContain("--widht", words);
    }

    [Fact]
    public void The_help_of_stability_offers_only_what_works()
    {
        string help = CliRun.Succeed("stability", "--help");
        Assert.DoesNotContain("--branch-scaling", help, StringComparison.Ordinal);
        Assert.DoesNotContain(" resnet:", help, StringComparison.Ordinal);
        foreach (string network in new[] { "mlp", "shaped-mlp", "shaped-resnet" })
        {
            Assert.Contains(network, help, StringComparison.Ordinal);
            _ = CliRun.Succeed("stability", "--network", network);
        }
    }

    [Fact]
    public void One_thing_is_singular()
    {
        string table = CliRun.Succeed("sample --depth 1 --replicas 1 --threads 1 --inputs-count 1");
        Assert.Contains("1 replica, seed 0, 1 thread,", table, StringComparison.Ordinal);
        Assert.Contains(" 1 thread, ", CliRun.Succeed("kernel --depth 1 --threads 1"), StringComparison.Ordinal);
        string limit = CliRun.Succeed(
            "sde --network resnet --width 1 --activation ou --time 1 --step 1 --replicas 2 --inputs-count 1 --scheme clock");
        Assert.Contains("diffusion of 1 neuron,", limit, StringComparison.Ordinal);
        Assert.Contains("(1 step)", limit, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_has_every_entry_and_a_figure_if_that_is_asked_for()
    {
        using var folder = new Folder();
        string inputs = folder.Write("x.csv", string.Join('\n', Enumerable.Range(1, 70).Select(i => $"{i},{i * i},1")));
        string[] kernel = ["kernel", "--depth", "4", "--inputs", inputs];
        Assert.DoesNotContain("\n70 ", CliRun.Succeed(kernel), StringComparison.Ordinal);
        Assert.Contains("\n70 ", CliRun.Succeed([.. kernel, "--results", "all"]), StringComparison.Ordinal);

        (string Name, string[] Args, string Text)[] figures =
        [
            ("many", kernel, "correlation ρ of pairs"),
            ("path", [.. kernel, "--record-every", "1"], "correlation ρ over pairs"),
            ("two", ["kernel", "--depth", "4"], "Correlations at infinite width"),
            ("twoPath", ["kernel", "--depth", "4", "--record-every", "1"], "correlation ρ[1,2]"),
            ("one", ["kernel", "--depth", "4", "--inputs-count", "1", "--activation", "tanh"], "V[1,1]"),
        ];
        foreach ((string name, string[] args, string text) in figures)
        {
            _ = CliRun.Succeed([.. args, "--plot", folder.File($"{name}.svg")]);
            Assert.Contains(text, File.ReadAllText(folder.File($"{name}.svg")), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0.5, 1, 80, "[####################....................] 50 %")]
    [InlineData(0.001, 100, 80, "[........................................] 0 %")]
    [InlineData(0.25, 20, 80, "[##########..............................] 25 %, 60 s left")]
    [InlineData(0.25, 600, 80, "[##########..............................] 25 %, 30 min left")]
    [InlineData(0.1, 3600, 80, "[####....................................] 10 %, 9 h left")]
    [InlineData(0.01, 86400, 80, "[........................................] 1 %, 99 days left")]
    [InlineData(0.5, 600, 30, "[####.....] 50 %, 10 min left")]
    [InlineData(0.5, 600, 20, "50 %, 10 min left")]
    [InlineData(0.5, 600, 10, "50 %")]
    [InlineData(0.5, 600, 3, "")]
    public void Progress_fits_the_terminal_and_tells_the_time_left_when_it_is_known(
        double fraction, double seconds, int columns, string expected)
    {
        string text = ProgressBar.Text(fraction, TimeSpan.FromSeconds(seconds), columns, withBar: true);
        Assert.Equal(expected, text);
        Assert.InRange(text.Length, 0, columns - 1);
    }

    [Theory]
    [InlineData("Auto", true, "xterm-256color", "Bar")]
    [InlineData("Auto", true, "dumb", "Plain")]
    [InlineData("Auto", true, null, "Plain")]
    [InlineData("Auto", false, "xterm", "None")]
    [InlineData("Plain", false, "xterm", "Plain")]
    [InlineData("Bar", false, "dumb", "Bar")]
    [InlineData("Quiet", true, "xterm", "Quiet")]
    public void The_form_of_the_progress_follows_the_terminal(string mode, bool isTerminal, string? terminal, string expected) =>
        Assert.Equal(Enum.Parse<ProgressMode>(expected), ProgressBar.Resolve(Enum.Parse<ProgressMode>(mode), isTerminal, terminal));

    [Theory]
    [InlineData("avx512", null)]
    [InlineData("avx2", null)]
    [InlineData("portable", "13 times")]
    [InlineData("scalar", "30 times")]
    public void A_slow_processor_is_mentioned(string instructionSet, string? expected)
    {
        Assert.Equal(expected is null, Speed.WarningOf(instructionSet) is null);
        Assert.Contains(expected ?? "", Speed.WarningOf(instructionSet) ?? "", StringComparison.Ordinal);
    }

    private static string Results(string commandLine)
    {
        string[] sizes = ["--depth", "3", "--width", "8", "--replicas", "8", "--json"];
        return System.Text.Json.JsonDocument.Parse(CliRun.Succeed([.. commandLine.Split(' '), .. sizes]))
            .RootElement.GetProperty("results").GetRawText();
    }

    private static string Cells(string[] args) =>
        System.Text.Json.JsonDocument.Parse(CliRun.Succeed(args)).RootElement.GetProperty("cells").GetRawText();
}
