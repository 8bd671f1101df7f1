using System.Globalization;
using HpCovSde.Data;
using HpCovSde.Kernels;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Sweeps;

// What cells have come to: shards, results and costs.
public sealed partial class SweepStore
{
    /// <summary>The saved shard of a side of a cell; null if there is none.</summary>
    /// <exception cref="DataFileException">It is damaged, or the file cannot be read.</exception>
    internal Shard? Part(string cell, string side) => Read(
        "SELECT shard FROM part WHERE cell = $cell AND side = $side",
        row => ShardFile.OfBytes((byte[])row.GetValue(0), Path),
        ("$cell", cell), ("$side", side)).FirstOrDefault();

    /// <summary>Saves the shard of a side of a cell. Call it within <see cref="Transact"/>.</summary>
    internal void SavePart(string cell, string side, byte[] shard, double seconds) => Run(
        "INSERT OR REPLACE INTO part VALUES ($cell, $side, $shard, $seconds)",
        ("$cell", cell), ("$side", side), ("$shard", shard), ("$seconds", seconds));

    /// <summary>Saves the result of a cell. Call it within <see cref="Transact"/>.</summary>
    internal void Save(CellResult result, bool keepsSamples)
    {
        DeleteResults(result.Key);
        if (!keepsSamples)
        {
            _ = Run("DELETE FROM part WHERE cell = $cell", ("$cell", result.Key));
        }

        foreach ((int order, CellStatistic row) in result.Statistics.Index())
        {
            Save(result.Key, order, row);
        }

        foreach ((string side, string name, long count) in result.Events)
        {
            _ = Run(
                "INSERT INTO event VALUES ($cell, $side, $name, $count)",
                ("$cell", result.Key), ("$side", side), ("$name", name), ("$count", count));
        }

        _ = Run(
            "UPDATE cell SET state = $state, reason = $reason, seconds = $seconds, started = $started, finished = $finished, host = $host, "
            + "program = $program, instructions = $instructions WHERE key = $cell",
            ("$cell", result.Key),
            ("$state", result.Failure is null ? "done" : "failed"),
            ("$reason", result.Failure),
            ("$seconds", result.Seconds),
            ("$started", result.Started.ToString("o", CultureInfo.InvariantCulture)),
            ("$finished", Now()),
            ("$host", Environment.MachineName),
            ("$program", RunManifest.ProductVersion),
            ("$instructions", Hardware.InstructionSet));
    }

    /// <summary>Measured costs by kind of work: thread-seconds and units.</summary>
    internal IReadOnlyDictionary<string, (double Seconds, double Units)> Costs => Read(
        "SELECT work, seconds, units FROM cost", row => (row.GetString(0), (row.GetDouble(1), row.GetDouble(2))))
        .ToDictionary(cost => cost.Item1, cost => cost.Item2);

    /// <summary>Adds a measured cost. Call it within <see cref="Transact"/>.</summary>
    internal void AddCost(string work, double seconds, double units) => Run(
        "INSERT INTO cost VALUES ($work, $seconds, $units) "
        + "ON CONFLICT (work) DO UPDATE SET seconds = seconds + excluded.seconds, units = units + excluded.units",
        ("$work", work), ("$seconds", seconds), ("$units", units));

    /// <summary>Deletes the results of a cell. Call it within <see cref="Transact"/>.</summary>
    internal void DeleteResults(string cell)
    {
        foreach (string table in SweepSchema.ResultTables)
        {
            _ = Run($"DELETE FROM {table} WHERE cell = $cell", ("$cell", cell));
        }
    }

    private void Save(string cell, int order, CellStatistic row)
    {
        Summary x = row.Summary;
        _ = Run(
            "INSERT INTO statistic VALUES ($cell, $side, $step, $time, $order, $quantity, $covered, $replicas, $mean, $sd, $se, $min, "
            + "$q05, $q25, $median, $q75, $q95, $max, $heavyTail, $outOfRange, $missing, $ks, $p, $w1, $difference, $differenceSe, "
            + "$exactMean, $exactError, $exactKs, $exactP)",
            ("$cell", cell), ("$side", row.Side), ("$step", row.Step), ("$time", row.Time), ("$order", order),
            ("$quantity", row.Quantity), ("$covered", x.Covered), ("$replicas", x.Total),
            ("$mean", x.Mean), ("$sd", x.StandardDeviation), ("$se", x.StandardError),
            ("$min", x.Min), ("$q05", x.Quantile05), ("$q25", x.Quantile25), ("$median", x.Median), ("$q75", x.Quantile75),
            ("$q95", x.Quantile95), ("$max", x.Max), ("$heavyTail", x.HasHeavyTail ? 1L : 0L), ("$outOfRange", row.OutOfRange),
            ("$missing", row.Missing), ("$ks", row.Distance?.Ks), ("$p", row.Distance?.P), ("$w1", row.Distance?.Wasserstein1),
            ("$difference", row.Distance?.MeanDifference.Value), ("$differenceSe", row.Distance?.MeanDifference.StandardError),
            ("$exactMean", row.Exact?.Mean), ("$exactError", row.Exact?.Error), ("$exactKs", row.ExactTest?.Statistic),
            ("$exactP", row.ExactTest?.PValue));
        foreach ((double level, double value) in row.Quantiles)
        {
            _ = Run(
                "INSERT INTO quantile VALUES ($cell, $side, $step, $quantity, $level, $value)",
                ("$cell", cell), ("$side", row.Side), ("$step", row.Step), ("$quantity", row.Quantity), ("$level", level),
                ("$value", value));
        }

        foreach ((int bin, (double low, double high, long count)) in row.Histogram.Index())
        {
            _ = Run(
                "INSERT INTO histogram VALUES ($cell, $side, $step, $quantity, $bin, $low, $high, $count)",
                ("$cell", cell), ("$side", row.Side), ("$step", row.Step), ("$quantity", row.Quantity), ("$bin", bin), ("$low", low),
                ("$high", high), ("$count", count));
        }
    }
}
