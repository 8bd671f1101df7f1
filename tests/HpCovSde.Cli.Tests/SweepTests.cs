namespace HpCovSde.Cli.Tests;

/// <summary>The commands that join, check, plan, watch and export sweeps.</summary>
public sealed class SweepTests : IDisposable
{
    private const string Options = "--command compare --width 20,40 --depth 20 --replicas 1200 --step 0.1";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Merge_joins_the_parts_of_a_sweep()
    {
        _ = Run("a.db", "--shard", "0/2");
        _ = Run("b.db", "--shard", "1/2");
        string report = CliRun.Succeed("sweep", "merge", _folder.File("a.db"), _folder.File("b.db"), "--out", _folder.File("m.db"));
        Assert.StartsWith("2 cells, 2 done", report, StringComparison.Ordinal);
        CliRun again = CliRun.Of("sweep", "merge", _folder.File("a.db"), _folder.File("b.db"), "--out", _folder.File("m.db"));
        Assert.Equal(ExitCode.InputOutput, again.Code);
        Assert.Contains("--force replaces it", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sweep merge a.db --out m.db", "1 database given; allowed: two or more")]
    [InlineData("sweep merge a.db b.db", "--out is missing")]
    public void Merge_says_what_is_missing(string line, string message)
    {
        CliRun refused = CliRun.Of(line.Split(' '));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Merge_says_that_a_union_has_no_specification_and_so_does_run()
    {
        _ = Run("a.db");
        _ = CliRun.Succeed(["sweep", "run", "--db", _folder.File("b.db"), .. Options.Replace("20,40", "30", StringComparison.Ordinal).Split(' ')]);
        string report = CliRun.Succeed("sweep", "merge", _folder.File("a.db"), _folder.File("b.db"), "--out", _folder.File("m.db"));
        Assert.Contains("sweep run needs the specification", report, StringComparison.Ordinal);
        CliRun refused = CliRun.Of("sweep", "run", "--db", _folder.File("m.db"));
        Assert.Equal(ExitCode.InputOutput, refused.Code);
        Assert.Contains("was merged from different sweeps", refused.Error, StringComparison.Ordinal);
    }

    private string Run(string name, params string[] more)
    {
        _ = CliRun.Succeed(["sweep", "run", "--db", _folder.File(name), .. Options.Split(' '), .. more]);
        return _folder.File(name);
    }
}
