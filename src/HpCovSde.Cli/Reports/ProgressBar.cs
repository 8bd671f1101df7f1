using System.Diagnostics;
using System.Globalization;

namespace HpCovSde.Cli.Reports;

/// <summary>A progress bar on standard error. It appears only on terminals, after about a second.</summary>
internal sealed class ProgressBar : IDisposable
{
    private const int Width = 40;
    private const string EraseLine = "\r\e[K";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly CliConsole _console;
    private readonly int _runs;
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _run;
    private double _shown;
    private long _last;

    internal ProgressBar(CliConsole console, int runs)
    {
        _console = console;
        _runs = runs;
    }

    /// <summary>Receives the progress of the next run, from 0 to 1; null if standard error is not a terminal.</summary>
    internal Action<double>? Next()
    {
        int run = _run++;
        return _console.ErrorIsTerminal ? fraction => Show((run + fraction) / _runs) : null;
    }

    public void Dispose()
    {
        if (_last != 0)
        {
            _console.Error.Write(EraseLine);
        }
    }

    // Workers report concurrently and out of order. One of them draws, the others continue.
    private void Show(double fraction)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        if (elapsed < Patience || !_lock.TryEnter())
        {
            return;
        }

        try
        {
            if (fraction <= _shown || (_last != 0 && Stopwatch.GetElapsedTime(_last) < Pause))
            {
                return;
            }

            (_shown, _last) = (fraction, Stopwatch.GetTimestamp());
            int filled = (int)(Width * fraction);
            TimeSpan left = elapsed * ((1 - fraction) / fraction);
            string bar = $"{new string('#', filled)}{new string('.', Width - filled)}";
            _console.Error.Write(string.Create(
                CultureInfo.InvariantCulture, $"{EraseLine}[{bar}] {fraction:0%}, {Math.Ceiling(left.TotalSeconds):0} s left"));
        }
        finally
        {
            _lock.Exit();
        }
    }
}
