using System.CommandLine;
using HpCovSde.Cli.Options;
using HpCovSde.Cli.Reports;
using HpCovSde.Data;
using HpCovSde.Runs;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Commands.Sweeps;

/// <summary><c>sweep run</c>: runs the cells that have no result yet.</summary>
internal sealed class SweepRunCommand : Command
{
    // Cells stop between two steps; then what is done is written.
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(1.5);

    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly SweepOptions _sweep;
    private readonly DatabaseOption _database = new();
    private readonly TextOption _shard = new(
        "--shard", "I/N", "I/N with I from 0 to N - 1", "Runs the I-th of N parts of the cells, for several processes or machines.");

    private readonly TextOption _limit = new(
        "--time-limit", "T", "a time such as 3600, 90m, 8h, 2d or 1-12:00:00",
        "Ends in time, with what is done kept, and the exit code 130 if cells are left.");

    private readonly TextOption _checkpoint = new(
        "--checkpoint", "T", "a time such as 60 or 5m", "The longest time between checkpoints of a cell. Default: 60 s.");

    private readonly Flag _quiet = new("--quiet", "Writes nothing to standard error but failures.");
    private readonly ProgressOption _progress = new();
    private readonly FieldOptions<RunDocument> _threads;

    internal SweepRunCommand(CliConsole console, CancellationToken cancellation)
        : base("run", "Runs the cells of a sweep that have no result in the database yet. A sweep that was stopped goes on.")
    {
        _console = console;
        _cancellation = cancellation;
        _sweep = new(this);
        foreach (Option option in (Option[])[_database, _shard, _limit, _checkpoint, _quiet, _progress])
        {
            Add(option);
        }

        _threads = new(this, RunDocument.Fields.Where(field => field.Name == "threads"));
        SetAction(Execute);
    }

    private void Execute(ParseResult parse)
    {
        string path = _database.PathIn(parse, "sweep run");
        SweepSpec? spec = _sweep.Read(parse);
        (int part, int parts) = SweepValues.Shard(_shard, parse);
        var run = new RunDocument();
        _threads.Read(parse, run);
        var options = new SweepRunOptions
        {
            Threads = run.Threads ?? 0,
            Part = part,
            Parts = parts,
            TimeLimit = SweepValues.Time(_limit, parse),
            Checkpoint = SweepValues.Time(_checkpoint, parse) ?? new SweepRunOptions().Checkpoint,
        };
        bool isQuiet = _quiet.IsGiven(parse);
        if (spec is null && !File.Exists(path))
        {
            throw CliException.Usage($"{_database.Name}: {path} does not exist, and no sweep is given; allowed: SPEC.json, or options");
        }

        using IDisposable patience = Interruption.Extend(TimeToStop);
        using SweepStore store = SweepStore.Open(path);
        if (store.Note is { } note && !isQuiet)
        {
            _console.Error.WriteLine($"hpcovsde: {note}");
        }

        using var bar = new ProgressBar(
            _console, 1, isQuiet ? ProgressMode.None : _progress.Get(parse) ?? ProgressMode.Auto, TimeSpan.FromMinutes(1));
        Action<double>? show = bar.Next();
        SweepProgress end = SweepOptions.Use(() =>
            new SweepRunner(store, options) { Progress = show is null ? null : progress => show(progress.Fraction) }
                .Run(spec, _cancellation));
        _console.Report(
            $"{Wording.Count(end.Cells, "cell")}, {end.Done} done{(end.Failed > 0 ? $", {end.Failed} of them failed" : "")}"
            + $" (hpcovsde sweep status --db {path})\n");
        if (end.Done < end.Cells)
        {
            throw new OperationCanceledException();
        }
    }
}

/// <summary>The option <c>--db</c>.</summary>
internal sealed class DatabaseOption() : TextOption("--db", "FILE", "the name of a file", "The database of the sweep, one file.")
{
    internal string PathIn(ParseResult parse, string command) => !IsGiven(parse)
        ? throw CliException.Usage($"{command}: {Name} is missing; allowed: {Name} FILE, the database of the sweep")
        : Text(parse) is { } path && Path.GetFileName(path).Length > 0 && !path.Contains('\0', StringComparison.Ordinal) ? path
        : throw CliException.Value(Name, Text(parse), Allowed);
}
