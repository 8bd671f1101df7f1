using System.Globalization;

namespace HpCovSde.Sweeps;

/// <summary>How far a sweep is and what it will still take. A number that is not known is null.</summary>
/// <param name="Cells">The cells.</param>
/// <param name="Predicted">Thread-seconds that the cost table gives for cells that are done and of a kind that it has.</param>
/// <param name="Measured">Thread-seconds that these cells took.</param>
/// <param name="Left">Thread-seconds that the cells that wait will take; null if one is of a kind that was not measured.</param>
/// <param name="Rate">Thread-seconds per second, of the last cells that were done.</param>
internal sealed record SweepForecast(IReadOnlyList<StoredCell> Cells, double Predicted, double Measured, double? Left, double? Rate)
{
    /// <summary>How many cells are in a state: <c>waiting</c>, <c>done</c> or <c>failed</c>.</summary>
    internal int Count(string state) => Cells.Count(cell => cell.State == state);

    /// <summary>The smallest and the largest ratio of measured to predicted time of a cell; null without cells.</summary>
    internal (double Low, double High)? Ratios { get; init; }

    /// <summary>The seconds left at the present rate.</summary>
    internal double? Seconds => Count("waiting") == 0 ? 0 : Left / Rate;
}

/// <summary>Forecasts one sweep again and again. What the work of a cell is, is computed once.</summary>
internal sealed class SweepForecaster
{
    // The rate of now is that of the last cells: a sweep may have been stopped for days.
    private const int LastCells = 32;

    private readonly Dictionary<(string Key, long Replicas), IReadOnlyList<(string Work, double Units)>> _work = [];

    /// <summary>The forecast of now.</summary>
    internal SweepForecast Of(SweepStore store)
    {
        SweepForecast? forecast = null;
        store.Snapshot(() => forecast = Within(store));
        return forecast!;
    }

    private SweepForecast Within(SweepStore store)
    {
        IReadOnlyList<StoredCell> cells = store.Cells;
        var costs = new CostModel(store.Costs);
        Dictionary<string, double> parts = store.Read("SELECT cell, seconds FROM part", row => (row.GetString(0), row.GetDouble(1)))
            .GroupBy(part => part.Item1).ToDictionary(part => part.Key, part => part.Sum(side => side.Item2));
        (double Predicted, double Measured)[] done =
        [
            .. cells.Where(cell => cell is { State: "done", Seconds: not null })
                .Select(cell => (costs.Known(WorkOf(cell)), cell.Seconds!.Value))
                .Where(cell => cell.Item1 is > 0).Select(cell => (cell.Item1!.Value, cell.Value)),
        ];
        double? left = cells.Where(cell => cell.State == "waiting").Aggregate(
            (double?)0, (sum, cell) => sum + LeftOf(costs.Known(WorkOf(cell)), parts.GetValueOrDefault(cell.Key)));
        double[] ratios = [.. done.Select(cell => cell.Measured / cell.Predicted)];
        return new(cells, done.Sum(cell => cell.Predicted), done.Sum(cell => cell.Measured), left, Rate(store))
        {
            Ratios = ratios is [] ? null : (ratios.Min(), ratios.Max()),
        };
    }

    private static double? LeftOf(double? predicted, double spent) => predicted is { } all ? Math.Max(0, all - spent) : null;

    private static double? Rate(SweepStore store)
    {
        List<(double Seconds, string Started, string Finished)> last = store.Read(
            "SELECT seconds, started, finished FROM cell WHERE state = 'done' AND seconds IS NOT NULL ORDER BY finished DESC LIMIT "
            + LastCells.ToString(CultureInfo.InvariantCulture),
            row => (row.GetDouble(0), row.GetString(1), row.GetString(2)));
        if (last is [])
        {
            return null;
        }

        double span = (last.Max(cell => Time(cell.Finished)) - last.Min(cell => Time(cell.Started))).TotalSeconds;
        double seconds = last.Sum(cell => cell.Seconds);
        return span > 0 && seconds > 0 ? seconds / span : null;
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(text, "o", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private IReadOnlyList<(string Work, double Units)> WorkOf(StoredCell cell)
    {
        if (!_work.TryGetValue((cell.Key, cell.Replicas), out IReadOnlyList<(string Work, double Units)>? work))
        {
            _work[(cell.Key, cell.Replicas)] = work = CostModel.WorkOf(cell.ToCell());
        }

        return work;
    }
}
