using System.Globalization;
using HpCovSde.Data;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Commands.Sweeps;

/// <summary>
/// A sweep as an array of jobs of Slurm: each task runs a part of the cells into a file of its own, and a job after them merges the files.
/// </summary>
/// <param name="Spec">The full name of the specification.</param>
/// <param name="Folder">The full name of the folder of scripts, parts and logs.</param>
/// <param name="Plan">The plan of the sweep, with the threads of a task.</param>
/// <param name="Tasks">N.</param>
internal sealed record SlurmArray(string Spec, string Folder, SweepPlan Plan, int Tasks)
{
    /// <summary>The most tasks.</summary>
    internal const int MostTasks = 10_000;

    internal const string AllowedPath = "a name without quotes, %, \\ and control characters";

    internal const string ScriptName = "sweep.sbatch", MergeName = "merge.sbatch", MergedName = "sweep.db";

    /// <summary>The shortest limit of a queue.</summary>
    internal static readonly TimeSpan ShortestLimit = TimeSpan.FromMinutes(5);

    // Nodes can be slower than the machine that planned, and their tasks share caches and memory.
    private const double TimeMargin = 2;
    private const double MemoryMargin = 1.5;
    private static readonly TimeSpan MoreTime = TimeSpan.FromMinutes(2);

    // The runtime and the database.
    private const double MoreMegabytes = 256;

    // Slurm sends the signal up to a minute before it is due (man sbatch, --signal).
    private const int SignalSeconds = 60;
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(2 * SignalSeconds);

    /// <summary>The time limit of the queue, if it is not to come from the plan.</summary>
    internal TimeSpan? QueueLimit { get; init; }

    /// <summary>The partition; null is the default one.</summary>
    internal string? Partition { get; init; }

    /// <summary>The folder that names of files in the specification are relative to.</summary>
    internal required string WorkingFolder { get; init; }

    /// <summary>The seconds of the task that takes longest.</summary>
    internal double Seconds => Plan.Cells.GroupBy(cell => cell.Cell.Position % Tasks)
        .Max(part => part.Sum(cell => cell.Seconds) / Plan.Threads);

    /// <summary>The time limit of a task, in whole minutes.</summary>
    internal TimeSpan Limit => QueueLimit ?? new[]
    {
        ShortestLimit, TimeSpan.FromMinutes(Math.Ceiling(Math.Min(1e6, ((TimeMargin * Seconds) + MoreTime.TotalSeconds) / 60))),
    }.Max();

    /// <summary>Whether every task is expected to end within its limit.</summary>
    internal bool IsLongEnough => TimeMargin * Seconds <= (Limit - TimeToStop).TotalSeconds || QueueLimit is null;

    /// <summary>The memory of a task in units of 2²⁰ bytes, as Slurm counts.</summary>
    internal long Megabytes => (long)Math.Ceiling((MemoryMargin * Plan.Bytes / (1 << 20)) + MoreMegabytes);

    /// <summary>The script of the array.</summary>
    internal string Script => $"""
        #!/bin/bash
        # Written by hpcovsde sweep slurm: {Plan.Cells.Count} cells in {Tasks} tasks.
        # The plan of the longest task: {Number(Seconds)} s, {Number(Plan.Bytes / 1e6)} MB.
        # --time is twice the plan and 2 minutes, at least 5, or what was given; --mem is 1.5 times the plan and 256 MB.
        #SBATCH --job-name=hpcovsde-sweep
        #SBATCH --array=0-{Tasks - 1}
        #SBATCH --ntasks=1
        #SBATCH --cpus-per-task={Plan.Threads}
        #SBATCH --mem={Megabytes}M
        #SBATCH --time={Time(Limit)}
        #SBATCH --signal=TERM@{SignalSeconds}
        #SBATCH --requeue
        {Common}
        #SBATCH --output="{Folder}/task-%a.log"

        set -eu
        part='{Folder}'/part-$SLURM_ARRAY_TASK_ID
        rm -f "$part.done"
        srun --cpus-per-task=$SLURM_CPUS_PER_TASK --cpu-bind=cores \
            hpcovsde sweep run '{Spec}' --db "$part.db" --shard $SLURM_ARRAY_TASK_ID/{Tasks} \
            --threads $SLURM_CPUS_PER_TASK --time-limit {Number((Limit - TimeToStop).TotalSeconds)}
        touch "$part.done"

        """;

    /// <summary>The script of the job that merges.</summary>
    internal string Merge => $$"""
        #!/bin/bash
        # Written by hpcovsde sweep slurm: merges the files of {{Tasks}} tasks. If one of them failed, the job is removed from the queue.
        #SBATCH --job-name=hpcovsde-merge
        #SBATCH --ntasks=1
        #SBATCH --cpus-per-task=1
        #SBATCH --mem=1024M
        #SBATCH --time=01:00:00
        #SBATCH --requeue
        #SBATCH --kill-on-invalid-dep=yes
        {{Common}}
        #SBATCH --output="{{Folder}}/merge.log"

        set -eu
        srun hpcovsde sweep merge '{{Folder}}'/part-{0..{{Tasks - 1}}}.db --out '{{Folder}}/{{MergedName}}'

        """;

    /// <summary>What to type, with a line on what was written.</summary>
    internal string Instructions => $"""
        {Size}, {Megabytes} MB and at most {Time(Limit)} each{Refused}{TooShort}

        Submit, and merge when every task is done:
        job=$(sbatch --parsable '{Folder}/{ScriptName}')
        sbatch --dependency=afterok:$job '{Folder}/{MergeName}'

        Submit again only the tasks that are not done; they go on where they were stopped:
        job=$(sbatch --parsable --array=$({Left}) '{Folder}/{ScriptName}')

        """;

    /// <summary>The command that lists the tasks that are not done.</summary>
    internal string Left =>
        $"for i in {{0..{Tasks - 1}}}; do [ -e '{Folder}'/part-$i.done ] || echo $i; done | paste -sd,";

    /// <summary>Whether a path can stand in the scripts.</summary>
    internal static bool CanName(string path) => !path.Any(letter => letter is '"' or '\'' or '%' or '\\' || char.IsControl(letter));

    /// <summary>Whether a text is the name of a partition, or names with commas.</summary>
    internal static bool IsPartition(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or ',') && text[0] != '-';

    private string Common => (Partition is null ? "" : $"#SBATCH --partition={Partition}\n") + $"""
        #SBATCH --chdir="{WorkingFolder}"
        #SBATCH --open-mode=append
        """;

    private string Size => $"{Wording.Count(Plan.Cells.Count, "cell")} in {Wording.Count(Tasks, "task")} of "
        + Wording.Count(Plan.Threads, "thread");

    private string Refused => Plan.Refused == 0 ? "" : $"\n{Plan.Refused} cells cannot be run here (hpcovsde sweep plan says why)";

    private string TooShort => IsLongEnough ? ""
        : $"\nA task may take {SweepPlanCommand.Duration(TimeMargin * Seconds)}: more than its limit; submit it again, "
        + "or take more --tasks";

    // As Slurm writes times: D-HH:MM:SS.
    private static string Time(TimeSpan time) =>
        time.ToString(time.Days > 0 ? @"d\-hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);

    private static string Number(double number) => Math.Ceiling(number).ToString("F0", CultureInfo.InvariantCulture);
}
