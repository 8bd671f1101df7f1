namespace HpCovSde.Cli.Tests;

/// <summary>Wrong options and files of sweeps: one line with what was given and what is allowed.</summary>
public sealed class BadSweepTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run --db s.db --width 3 --shard 3/2", "--shard: '3/2' is not allowed; allowed: I/N with I from 0 to N - 1")]
    [InlineData("run --db s.db --width 3 --shard 0/0", "--shard: '0/0' is not allowed")]
    [InlineData("run --db s.db --width 3 --time-limit 0", "--time-limit: '0' is not allowed; allowed: a time such as 3600")]
    [InlineData("run --db s.db --width 3 --time-limit 99999d", "--time-limit: '99999d' is not allowed")]
    [InlineData("run --db s.db --width 3 --checkpoint ∞", "--checkpoint: '∞' is not allowed")]
    [InlineData("run --db s/ --width 3", "--db: 's/' is not allowed; allowed: the name of a file")]
    [InlineData("run --width 3", "--db is missing")]
    [InlineData("run --db no-such.db", "no-such.db does not exist, and no sweep is given")]
    [InlineData("plan", "a specification is missing")]
    [InlineData("plan --width 1:10000 --depth 1:1001", "the sweep: the sweep has 1.001E+07 combinations; allowed: at most 1000000")]
    [InlineData("plan --width 1:100000", "--width: '1:100000' is not allowed")]
    [InlineData("plan --width 1e300", "--width: '1e300' is not allowed")]
    [InlineData("plan --width ü", "--width: 'ü' is not allowed")]
    [InlineData("plan --width 3 --when foo>1", "the sweep: foo is not a number")]
    [InlineData("plan --width 3 --when width", "--when: 'width' is not allowed; allowed: a condition")]
    [InlineData("plan --width =foo", "the sweep: foo is not a number")]
    [InlineData("plan --command kernel --width 3", "--command: 'kernel' is not allowed; allowed: sample, sde, compare")]
    [InlineData("export --db s.db --out s.foo", "--out: 's.foo' is not allowed; allowed: the name of a file that ends in")]
    public void A_wrong_option_is_refused_in_one_line(string line, string message) =>
        Refuse(CliRun.Of(["sweep", .. line.Split(' ')]), ExitCode.Usage, message);

    [Theory]
    [InlineData("{", "line 1, column")]
    [InlineData("null", "is null; allowed: an object")]
    [InlineData("{} {}", "is invalid after a single JSON value")]
    [InlineData("""{ "model": { "width": true } }""", "field model.width: 'true' is not allowed")]
    [InlineData("""{ "model": { "width": 1e400 } }""", "field model.width: '1e400' is not allowed")]
    [InlineData("""{ "model": { "width": "\ud800" } }""", "is not a JSON document")]
    [InlineData("""{ "zip": [null] }""", "field zip[0]: is null; allowed: a list")]
    public void A_wrong_file_is_refused_in_one_line(string text, string message) =>
        Refuse(CliRun.Of("sweep", "plan", _folder.Write("spec.json", text)), ExitCode.InputOutput, message);

    // Each of these would overflow the stack, where it is parsed or where it is evaluated.
    [Theory]
    [InlineData("(")]
    [InlineData("-")]
    [InlineData("1+")]
    [InlineData("2^")]
    [InlineData("sqrt(")]
    public void A_long_expression_is_refused(string part)
    {
        string spec = $$"""{ "model": { "width": "={{string.Concat(Enumerable.Repeat(part, 100_000))}}1" } }""";
        Refuse(CliRun.Of("sweep", "plan", _folder.Write("spec.json", spec)), ExitCode.InputOutput, "characters; allowed: at most 500");
    }

    private static void Refuse(CliRun run, int code, string message)
    {
        Assert.Equal(code, run.Code);
        Assert.StartsWith("hpcovsde: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
