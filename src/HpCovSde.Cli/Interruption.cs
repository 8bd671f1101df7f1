using System.Runtime.InteropServices;
using HpCovSde.Data;

namespace HpCovSde.Cli;

/// <summary>
/// The first SIGINT, SIGTERM or SIGHUP cancels the command. If it has not come back soon after, because it reads a pipe without an end or
/// is in the middle of a long step, or if a second signal comes, the process ends from here. In any case no temporary file is left and
/// every output is whole or absent.
/// </summary>
internal static class Interruption
{
    // Most commands come back after a few milliseconds. A signal has to end the process within a second, also on a busy machine.
    private static readonly TimeSpan UsualPatience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan PatienceWithCommit = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan PatienceWithError = TimeSpan.FromMilliseconds(300);
    private static long _patience = UsualPatience.Ticks;

    /// <summary>Runs a command that signals can interrupt.</summary>
    /// <param name="console">Its console.</param>
    /// <param name="command">The command. It should stop when the token says so.</param>
    /// <returns>The exit code of the command.</returns>
    internal static int Guard(CliConsole console, Func<CancellationToken, int> command)
    {
        // A signal may come until the process has ended, so neither is disposed.
        var source = new CancellationTokenSource();
        var ended = new ManualResetEventSlim();
        int signals = 0;
        PosixSignalRegistration[] registrations =
            [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
                .Select(signal => PosixSignalRegistration.Create(signal, Interrupt))];
        int code = command(source.Token);
        ended.Set();
        GC.KeepAlive(registrations);
        return code;

        // Each signal comes on a thread of its own.
        void Interrupt(PosixSignalContext context)
        {
            context.Cancel = true;
            bool isFirst = Interlocked.Increment(ref signals) == 1;
            source.Cancel();
            if (!ended.Wait(isFirst ? new TimeSpan(Interlocked.Read(ref _patience)) : TimeSpan.Zero))
            {
                End(console);
            }
        }
    }

    /// <summary>Gives a command more time to keep what it has done, until the result is disposed.</summary>
    internal static IDisposable Extend(TimeSpan patience)
    {
        _ = Interlocked.Exchange(ref _patience, patience.Ticks);
        return new Extension();
    }

    private sealed class Extension : IDisposable
    {
        public void Dispose() => Interlocked.Exchange(ref _patience, UsualPatience.Ticks);
    }

    private static void End(CliConsole console)
    {
        TemporaryFiles.DeleteAll(PatienceWithCommit);

        // Standard error may be a full pipe that nobody reads.
        var message = new Thread(console.FailInterrupted) { IsBackground = true };
        message.Start();
        _ = message.Join(PatienceWithError);
        Environment.Exit(ExitCode.Interrupted);
    }
}
