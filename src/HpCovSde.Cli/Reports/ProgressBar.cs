using System.Diagnostics;
using System.Globalization;

namespace HpCovSde.Cli.Reports;

/// <summary>A bar on standard error, for terminals only and for runs of more than about a second.</summary>
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

    /// <summary>What to tell the next of the runs; null where nobody watches.</summary>
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

    // Workers report at once and out of order: one draws, the others go on.
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
            _console.Error.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{EraseLine}[{new string('#', filled)}{new string('.', Width - filled)}] {fraction:0%}, {Math.Ceiling(left.TotalSeconds):0} s left"));
        }
        finally
        {
            _lock.Exit();
        }
    }
}
