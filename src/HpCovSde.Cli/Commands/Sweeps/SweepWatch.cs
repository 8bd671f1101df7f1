using System.Diagnostics;
using System.Globalization;
using HpCovSde.Data;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Commands.Sweeps;

/// <summary>Follows a sweep that another process runs.</summary>
internal sealed class SweepWatch(CliConsole console, CancellationToken cancellation)
{
    private const string EraseLine = "\r\e[K";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    /// <summary>Returns when no cell is left.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    internal SweepForecast Follow(SweepStore store, SweepForecaster forecaster)
    {
        long last = 0;
        while (true)
        {
            SweepForecast forecast = forecaster.Of(store);
            if (forecast.Count("waiting") == 0)
            {
                Erase();
                return forecast;
            }

            string line = Line(forecast);
            if (console.ErrorIsTerminal)
            {
                console.Error.Write($"{EraseLine}{line}");
            }
            else if (last == 0 || Stopwatch.GetElapsedTime(last) >= BetweenLines)
            {
                last = Stopwatch.GetTimestamp();
                console.Report($"{line}\n");
                console.Output.Flush();
            }

            if (cancellation.WaitHandle.WaitOne(Pause))
            {
                Erase();
                throw new OperationCanceledException(cancellation);
            }
        }
    }

    private static string Line(SweepForecast forecast)
    {
        int failed = forecast.Count("failed");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{forecast.Count("done")} of {Wording.Count(forecast.Cells.Count, "cell")} done{(failed > 0 ? $", {failed} failed" : "")}; ")
            + SweepStatusCommand.TimeLeft(forecast);
    }

    private void Erase()
    {
        if (console.ErrorIsTerminal)
        {
            console.Error.Write(EraseLine);
        }
    }
}
