using System.CommandLine;
using System.Globalization;
using System.Text;
using HpCovSde.Cli.Options;
using HpCovSde.Cli.Reports;
using HpCovSde.Data;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Commands.Sweeps;

/// <summary><c>sweep status</c>: how far a sweep is, and what failed.</summary>
internal sealed class SweepStatusCommand : Command
{
    private const int MostReasons = 20;

    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly DatabaseOption _database = new();
    private readonly Flag _json = Flag.Json();
    private readonly Flag _watch = new(
        "--watch", "Shows it until all cells are done: again every two seconds on a terminal, otherwise as a line a minute.");

    internal SweepStatusCommand(CliConsole console, CancellationToken cancellation)
        : base("status", "Shows how many cells of a sweep are done, how long they took, the time left, and why cells failed.")
    {
        (_console, _cancellation) = (console, cancellation);
        Add(_database);
        Add(_json);
        Add(_watch);
        SetAction(Execute);
    }

    private void Execute(ParseResult parse)
    {
        bool watches = _watch.IsGiven(parse);
        if (watches && _json.IsGiven(parse))
        {
            throw CliException.Usage($"{_watch.Name}: given with {_json.Name}; allowed: one of them");
        }

        using SweepStore store = SweepStore.OpenToRead(_database.PathIn(parse, "sweep status"));
        var forecaster = new SweepForecaster();
        SweepForecast forecast = watches ? new SweepWatch(_console, _cancellation).Follow(store, forecaster) : forecaster.Of(store);
        _console.Report(_json.IsGiven(parse) ? ToJson(forecast) : ToTable(forecast));
    }

    private static string ToTable(SweepForecast forecast)
    {
        IReadOnlyList<StoredCell> cells = forecast.Cells;
        StoredCell[] failed = [.. cells.Where(cell => cell.State == "failed")];
        StringBuilder text = new StringBuilder()
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"{Wording.Count(cells.Count, "cell")}: {forecast.Count("done")} done, {failed.Length} failed, "
                + $"{forecast.Count("waiting")} left")
            .AppendLine(
                CultureInfo.InvariantCulture, $"{SweepPlanCommand.Duration(cells.Sum(cell => cell.Seconds ?? 0))} of threads so far")
            .AppendLine(TimeLeft(forecast));
        if (forecast.Ratios is { } ratios)
        {
            _ = text.AppendLine(
                CultureInfo.InvariantCulture,
                $"of threads, cells so far: {SweepPlanCommand.Duration(forecast.Predicted)} predicted from the costs of their kinds, "
                + $"{SweepPlanCommand.Duration(forecast.Measured)} measured; "
                + $"a cell took {ratios.Low:G2} to {ratios.High:G2} times its prediction");
        }

        foreach (StoredCell cell in failed.Take(MostReasons))
        {
            _ = text.AppendLine(
                CultureInfo.InvariantCulture,
                $"cell {cell.Position} ({SweepPlanCommand.Words(cell.Fields)}): {cell.Reason}");
        }

        return failed.Length > MostReasons
            ? text.AppendLine(CultureInfo.InvariantCulture, $"... and {failed.Length - MostReasons} more failed").ToString()
            : text.ToString();
    }

    /// <summary>The rate and the time left in words.</summary>
    internal static string TimeLeft(SweepForecast forecast) => string.Create(
        CultureInfo.InvariantCulture,
        $"rate: {(forecast.Rate is { } rate ? $"{rate:G3} seconds of threads a second" : "unknown")}; "
        + $"time left: {(forecast.Seconds is { } seconds ? SweepPlanCommand.Duration(seconds) : "unknown")}");

    private static string ToJson(SweepForecast forecast) => JsonValues.Document("sweep status", json =>
    {
        IReadOnlyList<StoredCell> cells = forecast.Cells;
        json.WriteNumber("cells", cells.Count);
        foreach (string state in (string[])["done", "failed", "waiting"])
        {
            json.WriteNumber(state, cells.Count(cell => cell.State == state));
        }

        json.WriteFinite("threadSeconds", cells.Sum(cell => cell.Seconds ?? 0));
        json.WriteFinite("rate", forecast.Rate);
        json.WriteFinite("secondsLeft", forecast.Seconds);
        json.WriteFinite("predictedThreadSeconds", forecast.Ratios is null ? null : forecast.Predicted);
        json.WriteFinite("measuredThreadSeconds", forecast.Ratios is null ? null : forecast.Measured);
        json.WriteStartArray("failures");
        foreach (StoredCell cell in cells.Where(cell => cell.State == "failed"))
        {
            json.WriteStartObject();
            json.WriteNumber("cell", cell.Position);
            json.WriteString("key", cell.Key);
            json.WriteString("reason", cell.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
