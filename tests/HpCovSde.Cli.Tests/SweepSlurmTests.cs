using System.Diagnostics;
using HpCovSde.Cli.Commands.Sweeps;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Tests;

/// <summary>The command <c>sweep slurm</c>. tests/slurm/run.sh runs what it writes on a cluster of one node.</summary>
public sealed class SweepSlurmTests
{
    private const string Sweep = """
        { "command": "sample", "model": { "width": [5, 6, 7, 8, 9], "depth": [2, 3] }, "run": { "replicas": 16 } }
        """;

    [Fact]
    public void It_writes_an_array_and_a_merge_and_says_how_to_submit_them()
    {
        using var folder = new Folder();
        string cluster = folder.File("cluster");
        string said = Write(folder, "--tasks", "4", "--threads", "2", "--partition", "long", "--time-limit", "8h");
        string[] lines = File.ReadAllLines(Path.Combine(cluster, "sweep.sbatch"));
        Assert.Equal(["merge.sbatch", "sweep.sbatch"], Directory.EnumerateFiles(cluster).Select(Path.GetFileName).Order());
        foreach (string line in (string[])[
            "#!/bin/bash", "#SBATCH --array=0-3", "#SBATCH --cpus-per-task=2", "#SBATCH --time=08:00:00", "#SBATCH --signal=TERM@60",
            "#SBATCH --requeue", "#SBATCH --partition=long", $"#SBATCH --output=\"{cluster}/task-%a.log\""])
        {
            Assert.Contains(line, lines);
        }

        // Slurm ends its directives at the first command.
        int last = Array.FindLastIndex(lines, line => line.StartsWith("#SBATCH", StringComparison.Ordinal));
        Assert.True(last < Array.IndexOf(lines, "set -eu"));
        string script = string.Join('\n', lines);
        Assert.Contains("--shard $SLURM_ARRAY_TASK_ID/4", script, StringComparison.Ordinal);
        Assert.Contains($"--time-limit {(8 * 3600) - 120}", script, StringComparison.Ordinal);
        Assert.Contains("srun --cpus-per-task=$SLURM_CPUS_PER_TASK --cpu-bind=cores", script, StringComparison.Ordinal);
        Assert.Contains($"hpcovsde sweep run '{folder.File("sweep.json")}'", script, StringComparison.Ordinal);
        string merge = File.ReadAllText(Path.Combine(cluster, "merge.sbatch"));
        Assert.Contains($"sweep merge '{cluster}'/part-{{0..3}}.db --out '{cluster}/sweep.db'", merge, StringComparison.Ordinal);
        Assert.Contains($"sbatch --dependency=afterok:$job '{cluster}/merge.sbatch'", said, StringComparison.Ordinal);
        Assert.Contains("10 cells in 4 tasks of 2 threads", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Existing_scripts_are_replaced_only_by_force_and_together()
    {
        using var folder = new Folder();
        _ = Write(folder);
        string script = folder.File("cluster/sweep.sbatch");
        string before = File.ReadAllText(script);
        File.Delete(folder.File("cluster/merge.sbatch"));
        string[] again = ["sweep", "slurm", folder.File("sweep.json"), "--folder", folder.File("cluster"), "--tasks", "3"];
        CliRun refused = CliRun.Of(again);
        Assert.Equal(ExitCode.InputOutput, refused.Code);
        Assert.Contains("--force replaces it", refused.Error, StringComparison.Ordinal);
        Assert.Equal(["sweep.sbatch"], Directory.EnumerateFiles(folder.File("cluster")).Select(Path.GetFileName));
        Assert.Equal(before, File.ReadAllText(script));
        _ = CliRun.Succeed([.. again, "--force"]);
        Assert.Contains("#SBATCH --array=0-2", File.ReadAllText(script), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tasks 11", "--tasks: 11 tasks for 10 cells")]
    [InlineData("--tasks 0", "--tasks: '0' is not allowed")]
    [InlineData("--threads 0", "--threads: '0' is not allowed")]
    [InlineData("--time-limit 60", "--time-limit: '60' is not allowed")]
    [InlineData("--partition a;b", "--partition: 'a;b' is not allowed")]
    [InlineData("--folder a%b", "--folder: 'a%b' is not allowed")]
    [InlineData("--folder a'b", "is not allowed")]
    [InlineData("more.json --folder x", "one specification")]
    [InlineData("", "--folder is missing")]
    public void Other_command_lines_are_refused_in_one_line(string words, string message)
    {
        using var folder = new Folder();
        bool hasPlace = words.Contains("--folder", StringComparison.Ordinal) || words.Length == 0;
        string[] place = hasPlace ? [] : ["--folder", folder.File("cluster")];
        CliRun refused = CliRun.Of(
            ["sweep", "slurm", folder.Write("sweep.json", Sweep), .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. place]);
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        Assert.Single(refused.Error.Trim().Split('\n'));
        Assert.Equal(["sweep.json"], folder.Files);
    }

    [Fact]
    public void Time_and_memory_are_those_of_the_plan_with_a_margin()
    {
        // Parts 0 and 1 of two have 1000 + 200 and 100 + 400 thread-seconds.
        SlurmArray array = ArrayOf(2, 1000, 100, 200, 400);
        Assert.Equal(600, array.Seconds);
        Assert.Equal(TimeSpan.FromMinutes(22), array.Limit);
        Assert.Equal(406, array.Megabytes);
        Assert.Equal(700, ArrayOf(2, 500, 100, 500, 400, 400).Seconds);
        Assert.Equal(SlurmArray.ShortestLimit, ArrayOf(1, 1).Limit);
        Assert.True(array.IsLongEnough);
        SlurmArray hurried = array with { QueueLimit = TimeSpan.FromMinutes(10) };
        Assert.False(hurried.IsLongEnough);
        Assert.Contains("20.0 min: more than its limit", hurried.Instructions, StringComparison.Ordinal);
        Assert.Contains("#SBATCH --time=1-06:00:00", (array with { QueueLimit = TimeSpan.FromHours(30) }).Script, StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_for_failed_tasks_lists_those_that_are_not_done()
    {
        using var folder = new Folder();
        SlurmArray array = ArrayOf(4, 1, 1, 1, 1) with { Folder = folder.Path };
        Assert.Equal("0,1,2,3", Shell(array.Left));
        _ = folder.Write("part-0.done", "");
        _ = folder.Write("part-2.done", "");
        Assert.Equal("1,3", Shell(array.Left));
    }

    private static SlurmArray ArrayOf(int tasks, params double[] seconds) => new(
        "/sweep.json",
        "/cluster",
        new([.. seconds.Select((s, i) => new PlannedCell(new(i, "sample", new Dictionary<string, string>()), s, 50 << 20, null))], 2),
        tasks)
    {
        WorkingFolder = "/",
    };

    private static string Shell(string command)
    {
        using Process shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true })!;
        return shell.StandardOutput.ReadToEnd().Trim();
    }

    private static string Write(Folder folder, params string[] options) => CliRun.Succeed(
        ["sweep", "slurm", folder.Write("sweep.json", Sweep), "--folder", folder.File("cluster"), .. options]);
}
