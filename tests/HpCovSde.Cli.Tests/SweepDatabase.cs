using System.Globalization;
using HpCovSde.Runs;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Tests;

/// <summary>What a database of a sweep holds.</summary>
internal static class SweepDatabase
{
    private static readonly (string Table, string Order)[] Tables =
    [
        ("statistic", "cell, side, step, quantity"), ("quantile", "cell, side, step, quantity, level"),
        ("histogram", "cell, side, step, quantity, bin"), ("event", "cell, side, name"),
    ];

    /// <summary>Everything but what depends on the machine and the clock, every number with all its digits.</summary>
    internal static string Results(string path)
    {
        string[] rows = [.. CliRun.Succeed("sweep", "export", "--db", path).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        Assert.EndsWith(",seconds,started,finished,host", rows[0], StringComparison.Ordinal);
        using var store = SweepStore.OpenToRead(path);
        return string.Join('\n', rows.Select(row => string.Join(',', row.Split(',')[..^4]))) + string.Join('\n', Tables.SelectMany(
            table => store.Read($"SELECT * FROM {table.Table} ORDER BY {table.Order}", row => string.Join(
                ',', Enumerable.Range(0, row.FieldCount).Select(i => Convert.ToString(row.GetValue(i), CultureInfo.InvariantCulture))))));
    }

    /// <summary>The states of the cells, by key. No cell is there twice.</summary>
    internal static Dictionary<string, string> States(string path)
    {
        using var store = SweepStore.OpenToRead(path);
        return store.Cells.ToDictionary(cell => cell.Key, cell => cell.State);
    }

    /// <summary>The steps that every replica of the saved parts has taken, by cell.</summary>
    internal static Dictionary<string, int> StepsOfParts(string path)
    {
        using var store = SweepStore.OpenToRead(path);
        return store.Read(
            "SELECT cell, shard FROM part", row => (row.GetString(0), ShardFile.OfBytes((byte[])row.GetValue(1), path).StepsTaken))
            .ToDictionary(part => part.Item1, part => part.StepsTaken);
    }

    /// <summary>Replicas times steps that the parts have: of a cell on one thread, where one block is pending at a time.</summary>
    internal static long WorkOfParts(string path, int depth)
    {
        using var store = SweepStore.OpenToRead(path);
        return store.Read("SELECT shard FROM part", row => ShardFile.OfBytes((byte[])row.GetValue(0), path)).Sum(
            shard => (shard.Replicas.Sum(range => range.Count) * depth)
                + (shard.PendingReplicas.Sum(range => range.Count) * shard.StepsTaken));
    }

    /// <summary>Whether there are tables yet.</summary>
    internal static bool IsThere(string path)
    {
        try
        {
            return File.Exists(path) && States(path).Count > 0;
        }
        catch (Data.DataFileException)
        {
            return false;
        }
    }
}
