using System.Globalization;
using System.Runtime.Versioning;
using Xunit.Abstractions;

namespace HpCovSde.Cli.Tests;

/// <summary>
/// A sweep that is killed at random moments ends with the bytes of one that is not. HPCOVSDE_KILLS sets the number of kills;
/// <c>dotnet cake --target=Kill</c> makes 200.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class SweepKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 12;

    private const string Sweep = """
        { "model": { "cPlus": 0, "cMinus": -1, "width": [20, 40, 60], "depth": ["=width", "=2*width", "=4*width"] },
          "run": { "replicas": 4000, "recordEvery": 20, "step": 0.1 },
          "keep": { "quantiles": 5, "histogram": 4 } }
        """;

    // The covariances stay within the range of numbers: log V is about -depth/width.
    private const string Deep = """
        { "command": "sample", "model": { "cPlus": 0, "cMinus": -1, "width": 400, "depth": 100000 },
          "run": { "replicas": 16, "recordEvery": 50000 }, "keep": { "quantiles": 5, "histogram": 4 } }
        """;

    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(2);

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sweep_that_is_killed_at_random_ends_with_the_bytes_of_one_that_is_not(bool keepsSamples)
    {
        int kills = int.Parse(Environment.GetEnvironmentVariable("HPCOVSDE_KILLS") ?? $"{Kills}", CultureInfo.InvariantCulture) / 2;
        string spec = _folder.Write(
            "sweep.json",
            keepsSamples ? Sweep.Replace("\"histogram\": 4", "\"histogram\": 4, \"samples\": true", StringComparison.Ordinal) : Sweep);
        string whole = _folder.File("whole.db");
        double seconds = Time(() => Complete(spec, whole));
        string expected = SweepDatabase.Results(whole);
        var random = new System.Random(keepsSamples ? 21 : 20);
        int sweeps = 0;
        for (int killed = 0; killed < kills; sweeps++)
        {
            string path = _folder.File($"killed{sweeps}.db");
            Dictionary<string, string> before = [];
            while (killed < kills)
            {
                using CliProcess process = Start(spec, path, "0.05");
                Thread.Sleep(TimeSpan.FromSeconds(seconds * random.NextDouble()));
                process.Signal("KILL");
                killed++;
                if (process.Wait(AtMost).Code == ExitCode.Done)
                {
                    break;
                }

                if (SweepDatabase.IsThere(path))
                {
                    Dictionary<string, string> after = SweepDatabase.States(path);
                    Assert.All(before.Where(cell => cell.Value == "done"), cell => Assert.Equal("done", after[cell.Key]));
                    before = after;
                }
            }

            Complete(spec, path);
            Assert.Equal(expected, SweepDatabase.Results(path));
        }

        output.WriteLine($"{kills} kills of {sweeps} sweeps of {seconds:0.00} s");
    }

    [Fact]
    public void A_deep_cell_that_is_killed_goes_on_within_its_depth()
    {
        const int Depth = 100_000;
        string spec = _folder.Write("deep.json", Deep);
        string whole = _folder.File("whole.db");
        Complete(spec, whole);
        string path = _folder.File("killed.db");
        int steps = 0;
        for (int killed = 0; ; killed++)
        {
            // Each run gets one checkpoint further than the last: were work lost, this would not end before the processes are too many.
            Assert.InRange(killed, 0, 100);
            using CliProcess process = Start(spec, path, "0.1");
            int known = steps;
            Assert.True(SpinWait.SpinUntil(
                () =>
                {
                    steps = Steps(path, Depth);
                    Thread.Sleep(10);
                    return steps > known || process.HasExited;
                },
                AtMost));
            if (process.HasExited)
            {
                (int code, _, string error) = process.Wait(AtMost);
                Assert.Equal((ExitCode.Done, ""), (code, error));
                output.WriteLine($"{killed} kills, the last after step {known}");
                Assert.True(killed > 0 && known > 0, $"{killed} kills, step {known}");
                break;
            }

            process.Signal("KILL");
            _ = process.Wait(AtMost);
            Assert.InRange(Steps(path, Depth), known + 1, Depth);
        }

        Assert.Equal(SweepDatabase.Results(whole), SweepDatabase.Results(path));
    }

    // A copy of the database and its log while it is written is what a power cut leaves.
    [Fact]
    public void Copies_of_a_running_database_go_on_to_the_same_results()
    {
        const int Copies = 4;
        string spec = _folder.Write("sweep.json", Sweep);
        string whole = _folder.File("whole.db");
        double seconds = Time(() => Complete(spec, whole));
        string expected = SweepDatabase.Results(whole);
        var random = new System.Random(22);
        for (int i = 0; i < Copies; i++)
        {
            string path = _folder.File($"running{i}.db");
            string copy = _folder.File($"copy{i}.db");
            using CliProcess process = Start(spec, path, "0.05");
            Assert.True(SpinWait.SpinUntil(() => SweepDatabase.IsThere(path) || process.HasExited, AtMost));
            Thread.Sleep(TimeSpan.FromSeconds(0.5 * seconds * random.NextDouble()));
            process.Signal("STOP");
            foreach (string end in (string[])["", "-wal"])
            {
                if (File.Exists(path + end))
                {
                    File.Copy(path + end, copy + end);
                }
            }

            process.Signal("KILL");
            _ = process.Wait(AtMost);
            Complete(spec, copy);
            Assert.Equal(expected, SweepDatabase.Results(copy));
        }
    }

    private static int Steps(string path, int depth) => SweepDatabase.IsThere(path)
        ? SweepDatabase.StepsOfParts(path).Values.Append(0).Max(steps => Math.Min(steps, depth))
        : 0;

    private static CliProcess Start(string spec, string path, string checkpoint) =>
        CliProcess.Start("sweep", "run", spec, "--db", path, "--threads", "2", "--checkpoint", checkpoint);

    private static void Complete(string spec, string path)
    {
        using CliProcess process = CliProcess.Start("sweep", "run", spec, "--db", path, "--threads", "2");
        (int code, _, string error) = process.Wait(AtMost);
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.All(SweepDatabase.States(path), cell => Assert.Equal("done", cell.Value));
        Assert.False(File.Exists($"{path}.lock"));
    }

    private static double Time(Action action)
    {
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        action();
        return System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
