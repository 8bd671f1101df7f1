using System.CommandLine;
using System.Text;
using HpCovSde.Cli.Files;
using HpCovSde.Cli.Options;
using HpCovSde.Data;
using HpCovSde.Models;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Commands.Sweeps;

/// <summary><c>sweep slurm</c>: writes the scripts that run a sweep on a cluster.</summary>
internal sealed class SweepSlurmCommand : Command
{
    private const int DefaultTasks = 16;
    private const int DefaultThreads = 4;
    private const int MostThreads = 1024;

    private readonly CliConsole _console;
    private readonly Argument<string[]> _path = new("SPEC.json")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "The specification.",
    };

    private readonly TextOption _folder = new(
        "--folder", "DIR", SlurmArray.AllowedPath, "The folder of scripts, databases and logs, which every node must see. It is made.");

    private readonly TextOption _tasks = new(
        "--tasks", "N", $"an integer from 1 to {SlurmArray.MostTasks}, and at most one task a cell",
        $"The number of tasks. Default: {DefaultTasks}, or one a cell if there are fewer.");

    private readonly TextOption _limit = new(
        "--time-limit", "T", "a time of at least 5 minutes, such as 90m, 8h, 2d or 1-12:00:00",
        "The time limit of a task. Default: from the plan, with a margin.");

    private readonly TextOption _partition = new(
        "--partition", "P", "the name of a partition, or names with commas", "The partition of the cluster. Default: that of the cluster.");

    private readonly TextOption _threads = new(
        "--threads", "T", $"an integer from 1 to {MostThreads}", $"The threads of a task. Default: {DefaultThreads}.");

    private readonly Flag _force = new("--force", "Replaces the scripts if they exist.");

    internal SweepSlurmCommand(CliConsole console)
        : base("slurm", "Writes scripts that run a sweep as an array of Slurm, and one that merges its files; prints how to submit them.")
    {
        _console = console;
        Add(_path);
        foreach (Option option in (Option[])[_folder, _tasks, _limit, _partition, _threads, _force])
        {
            Add(option);
        }

        SetAction(Execute);
    }

    private void Execute(ParseResult parse)
    {
        if (parse.GetValue(_path) is not [var path])
        {
            throw CliException.Usage("sweep slurm: allowed: one specification, as in sweep slurm SPEC.json --folder DIR");
        }

        string folder = !_folder.IsGiven(parse)
            ? throw CliException.Usage($"sweep slurm: {_folder.Name} is missing; allowed: {_folder.Name} DIR")
            : FullPath(_folder.Name, _folder.Text(parse));
        int threads = (int)(SweepValues.Of(_threads, ValueKind.Integer(1, MostThreads), parse) ?? DefaultThreads);
        TimeSpan? limit = SweepValues.Time(_limit, parse);
        if (limit < SlurmArray.ShortestLimit)
        {
            throw CliException.Value(_limit.Name, _limit.Text(parse), _limit.Allowed);
        }

        string? partition = _partition.IsGiven(parse) ? _partition.Text(parse) : null;
        if (partition is not null && !SlurmArray.IsPartition(partition))
        {
            throw CliException.Value(_partition.Name, partition, _partition.Allowed);
        }

        var tasks = (int?)SweepValues.Of(_tasks, ValueKind.Integer(1, SlurmArray.MostTasks), parse);
        SweepSpec spec = SweepFile.Parse(DocumentFile.Read(path), path);
        SweepPlan plan = SweepOptions.Use(() => SweepPlan.Of(spec, threads));
        if (plan.Cells.Count == 0)
        {
            throw CliException.Usage($"{Refusal.Quote(path)} has no cells; allowed: a sweep with at least one");
        }

        if (tasks > plan.Cells.Count)
        {
            throw CliException.Usage($"{_tasks.Name}: {tasks} tasks for {plan.Cells.Count} cells; allowed: at most one task a cell");
        }

        var array = new SlurmArray(
            FullPath("SPEC.json", path), folder, plan, tasks ?? Math.Min(DefaultTasks, plan.Cells.Count))
        {
            QueueLimit = limit,
            Partition = partition,
            WorkingFolder = FullPath("the current folder", Environment.CurrentDirectory),
        };
        Write(array, _force.IsGiven(parse));
        _console.Report(array.Instructions);
    }

    // Both or none.
    private static void Write(SlurmArray array, bool overwrite)
    {
        try
        {
            _ = Directory.CreateDirectory(array.Folder);
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure))
        {
            throw DataFileException.From(array.Folder, failure);
        }

        using AtomicFile script = AtomicFile.Create(Path.Combine(array.Folder, SlurmArray.ScriptName), overwrite);
        using AtomicFile merge = AtomicFile.Create(Path.Combine(array.Folder, SlurmArray.MergeName), overwrite);
        script.Append(Encoding.UTF8.GetBytes(array.Script));
        merge.Append(Encoding.UTF8.GetBytes(array.Merge));
        AtomicFile.CommitAll([script, merge]);
    }

    private static string FullPath(string name, string text) =>
        text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal) && Path.GetFullPath(text) is { } path && SlurmArray.CanName(path)
            ? Path.TrimEndingDirectorySeparator(path)
            : throw CliException.Value(name, text, SlurmArray.AllowedPath);
}
