using System.Globalization;
using Parquet;
using Parquet.Schema;

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
        string[] other = Options.Replace("20,40", "30", StringComparison.Ordinal).Split(' ');
        _ = CliRun.Succeed(["sweep", "run", "--db", _folder.File("b.db"), .. other]);
        string report = CliRun.Succeed("sweep", "merge", _folder.File("a.db"), _folder.File("b.db"), "--out", _folder.File("m.db"));
        Assert.Contains("sweep run needs the specification", report, StringComparison.Ordinal);
        CliRun refused = CliRun.Of("sweep", "run", "--db", _folder.File("m.db"));
        Assert.Equal(ExitCode.InputOutput, refused.Code);
        Assert.Contains("was merged from different sweeps", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_says_what_it_checked_or_what_is_wrong()
    {
        string path = Run("a.db");
        string report = CliRun.Succeed("sweep", "verify", "--db", path, "--blocks", "1", "--seed", "7");
        Assert.Contains("2 cells: keys and seeds are those of their values", report, StringComparison.Ordinal);
        Assert.Contains("1 cell run again (chosen by seed 7): the same bits", report, StringComparison.Ordinal);
        using (var store = Sweeps.SweepStore.Open(path))
        {
            store.Transact(() => store.Run("UPDATE cell SET seed = 1 WHERE position = 1"));
        }

        CliRun wrong = CliRun.Of("sweep", "verify", "--db", path);
        Assert.Equal(ExitCode.InputOutput, wrong.Code);
        Assert.Contains("cell 1 (", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(1, wrong.Error.Count(c => c == '\n'));
        Assert.Equal(ExitCode.Usage, CliRun.Of("sweep", "verify", "--db", path, "--blocks", "-1").Code);
    }

    [Fact]
    public void Plan_with_a_database_marks_cells_that_are_done()
    {
        string path = Run("a.db", "--shard", "0/2");
        string plan = CliRun.Succeed(["sweep", "plan", "--db", path, .. Options.Split(' ')]);
        Assert.Contains("2 cells, 0 of them refused, 1 done", plan, StringComparison.Ordinal);
        Assert.Contains("2 cells, 0 of them refused, 1 done", CliRun.Succeed("sweep", "plan", "--db", path), StringComparison.Ordinal);
        Assert.Contains("\"done\": 1", CliRun.Succeed("sweep", "plan", "--db", path, "--json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Parquet_has_the_numbers_of_csv_to_the_bit(bool isWide)
    {
        string database = Run("a.db"), file = _folder.File("a.parquet");
        _ = Run("a.db", "--c-plus", "0", "--c-minus", "-0.5,-1");
        string[] wide = isWide ? ["--wide"] : [];
        _ = CliRun.Succeed(["sweep", "export", "--db", database, "--out", file, .. wide]);
        string[][] csv = [.. CliRun.Succeed(["sweep", "export", "--db", database, .. wide]).TrimEnd('\n').Split('\n').Select(Fields)];
        using FileStream stream = File.OpenRead(file);
        await using ParquetReader reader = await ParquetReader.CreateAsync(stream);
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
        DataField[] fields = reader.Schema.GetDataFields();
        Assert.Equal(csv[0], fields.Select(field => field.Name));
        Assert.Equal(csv[0].Distinct(), csv[0]);
        Assert.Contains("run.step", csv[0]);
        Assert.All(fields, field => Assert.True(field.IsNullable));
        for (int column = 0; column < fields.Length; column++)
        {
            Assert.Equal(csv[1..].Select(row => row[column]), await Texts(group, fields[column], csv.Length - 1));
        }

        Assert.Equal(typeof(double), fields.First(field => field.Name.EndsWith("mean", StringComparison.Ordinal)).ClrType);
        Assert.Equal(typeof(long), fields.First(field => field.Name.EndsWith("replicas", StringComparison.Ordinal)).ClrType);
        Assert.Equal(typeof(double), fields.First(field => field.Name == "cMinus").ClrType);
        Assert.NotEqual(typeof(double), fields.First(field => field.Name == "reason").ClrType);
    }

    private static async Task<string[]> Texts(ParquetRowGroupReader group, DataField field, int rows)
    {
        if (field.ClrType == typeof(long))
        {
            long?[] whole = new long?[rows];
            await group.ReadAsync<long>(field, whole);
            return [.. whole.Select(value => value?.ToString(CultureInfo.InvariantCulture) ?? "")];
        }

        if (field.ClrType == typeof(double))
        {
            double?[] numbers = new double?[rows];
            await group.ReadAsync<double>(field, numbers);
            return [.. numbers.Select(value => value?.ToString("R", CultureInfo.InvariantCulture) ?? "")];
        }

        string?[] texts = new string?[rows];
        await group.ReadAsync(field, texts!);
        return [.. texts.Select(value => value ?? "")];
    }

    // Names of quantities such as rho[1,2] have commas and are quoted.
    private static string[] Fields(string line) =>
    [
        .. string.Concat(line.Split('"').Select((piece, i) => i % 2 == 0 ? piece.Replace(',', '\n') : piece)).Split('\n'),
    ];

    [Fact]
    public void Status_tells_what_is_known_of_the_time_left()
    {
        string path = Run("a.db", "--shard", "0/2");
        string half = CliRun.Succeed("sweep", "status", "--db", path);
        Assert.Contains("2 cells: 1 done, 0 failed, 1 left", half, StringComparison.Ordinal);

        // Another width is another kind of work, which was not measured.
        Assert.Contains("time left: unknown", half, StringComparison.Ordinal);
        Assert.Contains("times its prediction", half, StringComparison.Ordinal);
        string json = CliRun.Succeed("sweep", "status", "--db", path, "--json");
        Assert.Contains("\"secondsLeft\": null", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"rate\": null", json, StringComparison.Ordinal);
        _ = CliRun.Succeed("sweep", "run", "--db", path);
        Assert.Contains("time left: 0.0 s", CliRun.Succeed("sweep", "status", "--db", path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_ends_when_all_cells_are_done_and_at_once_when_it_is_interrupted()
    {
        string path = Run("a.db", "--shard", "0/2");
        using var stop = new CancellationTokenSource();
        using var elapsed = new Timer(_ => stop.Cancel(), null, 300, Timeout.Infinite);
        CliRun stopped = CliRun.Of(["sweep", "status", "--db", path, "--watch"], stop.Token);
        Assert.Equal(ExitCode.Interrupted, stopped.Code);
        Assert.StartsWith("1 of 2 cells done; rate: ", stopped.Output, StringComparison.Ordinal);

        Task<string> watch = Task.Run(() => CliRun.Succeed("sweep", "status", "--db", path, "--watch"));
        _ = CliRun.Succeed("sweep", "run", "--db", path);
        Assert.Contains("2 cells: 2 done, 0 failed, 0 left", await watch, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, CliRun.Of("sweep", "status", "--db", path, "--watch", "--json").Code);
    }

    private string Run(string name, params string[] more)
    {
        _ = CliRun.Succeed(["sweep", "run", "--db", _folder.File(name), .. Options.Split(' '), .. more]);
        return _folder.File(name);
    }
}
