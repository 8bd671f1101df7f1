using System.Runtime.Versioning;

namespace HpCovSde.Cli.Tests;

/// <summary>A signal ends a sweep soon, and what it has done is kept.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SweepSignalTests : IDisposable
{
    // Two seconds are promised on a machine that has time. Here other tests run beside it.
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(15);

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_signal_keeps_the_steps_of_a_deep_cell()
    {
        string path = _folder.File("s.db");
        string[] args = ["sweep", "run", "--db", path, "--command", "sample", "--c-plus", "0", "--c-minus", "-1", "--width", "400",
            "--depth", "1000000", "--replicas", "256", "--threads", "1"];
        long known = 0;
        foreach (string signal in (string[])["TERM", "INT", "HUP"])
        {
            using CliProcess process = CliProcess.Start(args);
            process.WaitUntilItHandlesSignals();
            Assert.True(SpinWait.SpinUntil(() => SweepDatabase.IsThere(path) || process.HasExited, AtMost));
            Thread.Sleep(2000);
            Interrupt(process, signal);
            long work = SweepDatabase.WorkOfParts(path, depth: 1_000_000);
            Assert.True(work > known, $"{work} after {known}");
            known = work;
            Assert.Equal(["s.db"], [.. _folder.Files.Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)
                && !file.EndsWith("-wal", StringComparison.Ordinal))]);
        }
    }

    // A step of 10⁸ neurons takes seconds; a checkpoint of 10⁶ replicas is tens of megabytes.
    [Theory]
    [InlineData("--width 100000000 --depth 3 --activation tanh --replicas 64")]
    [InlineData("--width 2 --depth 3000 --c-plus 0 --c-minus -1 --replicas 1000000 --checkpoint 0.05")]
    public void A_signal_ends_a_sweep_in_a_long_step_and_in_a_large_checkpoint(string cell)
    {
        foreach (int milliseconds in (int[])[300, 1200])
        {
            string path = _folder.File("s.db");
            using CliProcess process = CliProcess.Start(["sweep", "run", "--db", path, "--command", "sample", .. cell.Split(' ')]);
            process.WaitUntilItHandlesSignals();
            Assert.True(SpinWait.SpinUntil(() => SweepDatabase.IsThere(path) || process.HasExited, AtMost));
            Thread.Sleep(milliseconds);
            Interrupt(process, "TERM");
            Assert.Equal(["waiting"], SweepDatabase.States(path).Values);
        }
    }

    [Fact]
    public void A_second_signal_ends_a_sweep_at_once()
    {
        string path = _folder.File("s.db");
        using CliProcess process = CliProcess.Start(
            "sweep", "run", "--db", path, "--command", "sample", "--width", "100000000", "--depth", "3", "--activation", "tanh",
            "--replicas", "64");
        process.WaitUntilItHandlesSignals();
        Assert.True(SpinWait.SpinUntil(() => SweepDatabase.IsThere(path) || process.HasExited, AtMost));
        process.Signal("TERM");
        if (!process.HasExited)
        {
            process.Signal("TERM");
        }

        (int code, _, string error) = process.Wait(AtMost);
        Assert.Equal((ExitCode.Interrupted, "hpcovsde: interrupted\n"), (code, error));
    }

    private static void Interrupt(CliProcess process, string signal)
    {
        Assert.False(process.HasExited);
        process.Signal(signal);
        (int code, _, string error) = process.Wait(AtMost);
        Assert.Equal((ExitCode.Interrupted, "hpcovsde: interrupted\n"), (code, error));
    }
}
