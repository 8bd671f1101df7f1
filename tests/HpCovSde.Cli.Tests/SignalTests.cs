using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;

namespace HpCovSde.Cli.Tests;

/// <summary>A signal ends every command soon, wherever it is, and leaves whole files or none.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SignalTests
{
    // One second is promised on a machine that has time. Here other tests run beside it.
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(15);

    // @ is a folder. FIFO is a pipe that is open and never ends.
    private static readonly string[] Commands =
    [
        "sample --width 100000000 --depth 3 --activation tanh --threads 1 --out @/v.npy",
        "sample --network resnet --width 100000000 --replicas 2 --threads 1 --out @/v.csv",
        "sample --logits 1000000 --inputs-count 1 --replicas 20 --threads 1 --out @/v.npy",
        "sample --width 1000 --depth 100000 --replicas 100000 --out @/v.npy --plot @/v.svg",
        "sample --replicas 2000000 --depth 1 --width 2 --out @/v.csv",
        "sample --gram FIFO --out @/v.npy",
        "sample --inputs FIFO",
        "sample --network resnet --branch-scaling file:FIFO",
        "sde --replicas 1000000 --time 100 --record-every 100 --out @/v.npy",
        "sde --network resnet --replicas 1000000 --json",
        "compare --replicas 1000000 --c-plus 0 --c-minus -1 --out @/v.npy --plot @/v.svg",
        "kernel --depth 2147483647 --record-every 1 --out @/k.csv",
        "kernel --depth 2147483647 --activation gelu",
        "kernel --depth 1000000000 --threads 1",
        "law --c-plus 0 --c-minus -1 --depth 100000 --record-every 1",
        "law --activation linear --time 9000 --moment 0.5,0.5 --depth 1000 --record-every 1 --threads 1",
        "commute --widths 100000000 --depths 8 --plot @/c.svg",
        "commute --network resnet --widths 8 --depths 1000000 --replicas 100000",
        "stability --gram FIFO --activation tanh --a 1",
        "run FIFO --out @/v.npy",
    ];

    public static TheoryData<string> Examples => [.. Commands];

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_signal_ends_a_command_in_one_line_without_a_file(string command)
    {
        using var folder = new Folder();
        using var pipe = new EndlessPipe();
        _ = Interrupt(command, "TERM", TimeSpan.FromSeconds(1), folder, pipe);
    }

    [Fact]
    public void A_hundred_signals_at_random_times_break_no_file_and_leave_none()
    {
        using var pipe = new EndlessPipe();
        var random = new System.Random(11);
        var seconds = new List<double>();
        for (int i = 0; i < 100; i++)
        {
            using var folder = new Folder();
            string command = Commands[i % Commands.Length];
            string signal = random.Next(4) == 0 ? "INT" : "TERM";
            seconds.Add(Interrupt(command, signal, TimeSpan.FromSeconds(0.5 * random.NextDouble()), folder, pipe));
        }

        // On a busy machine everything takes longer. A command that does nothing takes 0.1 s on one that is not.
        long start = Stopwatch.GetTimestamp();
        _ = CliProcess.Run("exec \"$@\"", "info");
        double slowness = Math.Max(1, Stopwatch.GetElapsedTime(start).TotalSeconds / 0.2);
        seconds.Sort();
        Assert.InRange(seconds[50], 0, slowness);
    }

    [Fact]
    public void Signals_around_the_end_of_a_run_leave_all_its_files_or_none()
    {
        using CliProcess whole = CliProcess.Start("compare", "--replicas", "64", "--c-plus", "0", "--c-minus", "-1");
        long start = Stopwatch.GetTimestamp();
        _ = whole.Wait(AtMost);
        TimeSpan length = Stopwatch.GetElapsedTime(start);
        var random = new System.Random(12);
        for (int i = 0; i < 20; i++)
        {
            using var folder = new Folder();
            folder.Write("v.finite.npy", "old");
            using CliProcess process = CliProcess.Start(
                "compare", "--replicas", "64", "--c-plus", "0", "--c-minus", "-1", "--out", folder.File("v.npy"), "--force");
            process.WaitUntilItHandlesSignals();
            Thread.Sleep(length * random.NextDouble());
            process.Signal("TERM");
            (int code, _, string error) = process.Wait(AtMost);

            Assert.True(code is ExitCode.Done or ExitCode.Interrupted, error);
            if (File.Exists(folder.File("v.npy.json")))
            {
                Assert.Equal(["v.finite.npy", "v.limit.npy", "v.npy.json"], folder.Files);
                Assert.Equal([64, 2, 2], NpyArray.Read(folder.File("v.finite.npy")).Shape);
                using JsonDocument _ = JsonDocument.Parse(File.ReadAllText(folder.File("v.npy.json")));
            }
            else
            {
                Assert.Equal(["v.finite.npy"], folder.Files);
                Assert.Equal("old", File.ReadAllText(folder.File("v.finite.npy")));
            }
        }
    }

    private static double Interrupt(string command, string signal, TimeSpan delay, Folder folder, EndlessPipe pipe)
    {
        string written = command.Replace("@", folder.Path, StringComparison.Ordinal).Replace("FIFO", pipe.Path, StringComparison.Ordinal);
        using CliProcess process = CliProcess.Start(written.Split(' '));
        process.WaitUntilItHandlesSignals();
        Thread.Sleep(delay);
        Assert.False(process.HasExited, command);
        process.Signal(signal);
        long start = Stopwatch.GetTimestamp();
        (int code, string output, string error) = process.Wait(AtMost);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        Assert.Equal(
            $"{command}: {ExitCode.Interrupted} '' 'hpcovsde: interrupted\n' []",
            $"{command}: {code} '{output}' '{error}' [{string.Join(", ", folder.Files)}]");
        return seconds;
    }

    // A FIFO that this process holds open for writing.
    private sealed class EndlessPipe : IDisposable
    {
        private readonly Folder _folder = new();
        private readonly FileStream _writer;

        internal EndlessPipe()
        {
            using (var make = Process.Start("mkfifo", [Path]))
            {
                make.WaitForExit();
            }

            // Open for reading too, so that opening does not wait for a reader.
            _writer = new(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        }

        internal string Path => _folder.File("endless.csv");

        public void Dispose()
        {
            _writer.Dispose();
            _folder.Dispose();
        }
    }
}
