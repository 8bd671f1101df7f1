using System.Diagnostics;
using System.Globalization;

namespace HpCovSde.Cli.Reports;

/// <summary>The progress of runs on standard error, as a bar or as lines. It appears after about a second.</summary>
internal sealed class ProgressBar : IDisposable
{
    private const string EraseLine = "\r\e[K";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly CliConsole _console;
    private readonly int _runs;
    private readonly ProgressMode _mode;
    private readonly TimeSpan _pause;
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _run;
    private double _shown;
    private long _last;

    internal ProgressBar(CliConsole console, int runs, ProgressMode mode, TimeSpan? betweenLines = null)
    {
        _console = console;
        _runs = runs;
        _mode = Resolve(mode, console.ErrorIsTerminal, Environment.GetEnvironmentVariable("TERM"));
        _pause = _mode == ProgressMode.Bar ? TimeSpan.FromMilliseconds(100) : betweenLines ?? TimeSpan.FromSeconds(10);
    }

    /// <summary>Receives the progress of the next run, from 0 to 1; null if none is shown.</summary>
    internal Action<double>? Next()
    {
        int run = _run++;
        return _mode is ProgressMode.Bar or ProgressMode.Plain ? fraction => Show((run + fraction) / _runs) : null;
    }

    public void Dispose()
    {
        if (_last != 0 && _mode == ProgressMode.Bar)
        {
            _console.Error.Write(EraseLine);
        }
    }

    /// <summary>The form on a given terminal, never <see cref="ProgressMode.Auto"/>.</summary>
    internal static ProgressMode Resolve(ProgressMode mode, bool isTerminal, string? terminal) => mode != ProgressMode.Auto ? mode
        : !isTerminal ? ProgressMode.None
        : terminal is null or "" or "dumb" ? ProgressMode.Plain
        : ProgressMode.Bar;

    /// <summary>The text of a fraction: with the time left where it can be told, and with a bar where there is room.</summary>
    internal static string Text(double fraction, TimeSpan elapsed, int columns, bool withBar)
    {
        const int WidestBar = 40;
        const int NarrowestBar = 5;
        string percent = string.Create(CultureInfo.InvariantCulture, $"{100 * Math.Clamp(fraction, 0, 1):0} %");
        string text = Left(fraction, elapsed) is { } left ? $"{percent}, {left} left" : percent;

        // The last column stays free, because some terminals go to the next line there.
        int width = Math.Min(WidestBar, columns - text.Length - 4);
        if (withBar && width >= NarrowestBar)
        {
            int filled = (int)(width * Math.Clamp(fraction, 0, 1));
            return $"[{new string('#', filled)}{new string('.', width - filled)}] {text}";
        }

        return text.Length < columns ? text : percent.Length < columns ? percent : "";
    }

    // The first moments are compilation, and say little about the rest.
    private static string? Left(double fraction, TimeSpan elapsed)
    {
        if (elapsed < TimeSpan.FromSeconds(3) || fraction < 0.01)
        {
            return null;
        }

        double seconds = elapsed.TotalSeconds * ((1 - fraction) / fraction);
        return seconds switch
        {
            < 90 => Rounded(seconds, "s"),
            < 90 * 60 => Rounded(seconds / 60, "min"),
            < 48 * 3600 => Rounded(seconds / 3600, "h"),
            _ => Rounded(seconds / 86400, "days"),
        };
    }

    private static string Rounded(double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(value):0} {unit}");

    // Zero on a terminal that does not tell, and an exception without a terminal.
    private static int Columns()
    {
        const int Usual = 80;
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : Usual;
        }
        catch (Exception failure) when (failure is IOException or PlatformNotSupportedException)
        {
            return Usual;
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
            if (fraction <= _shown || (_last != 0 && Stopwatch.GetElapsedTime(_last) < _pause))
            {
                return;
            }

            (_shown, _last) = (fraction, Stopwatch.GetTimestamp());
            if (_mode == ProgressMode.Bar)
            {
                _console.Error.Write($"{EraseLine}{Text(fraction, elapsed, Columns(), withBar: true)}");
            }
            else
            {
                _console.Error.WriteLine(Text(fraction, elapsed, int.MaxValue, withBar: false));
            }
        }
        finally
        {
            _lock.Exit();
        }
    }
}
