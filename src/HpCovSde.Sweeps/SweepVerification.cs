using System.Security.Cryptography;
using System.Text;
using HpCovSde.Data;
using HpCovSde.Runs;

namespace HpCovSde.Sweeps;

/// <summary>What was checked in a database, and found to be right.</summary>
/// <param name="Cells">Cells whose keys and seeds are those of their values.</param>
/// <param name="Done">Cells that are done and have all their rows.</param>
/// <param name="Shards">Shards whose checksums are right.</param>
/// <param name="Repeated">Cells that were run again, wholly or their first replicas, and have the same bits.</param>
public sealed record SweepVerification(int Cells, int Done, int Shards, IReadOnlyList<StoredCell> Repeated)
{
    /// <summary>How many replicas of a cell are run again where all samples were kept.</summary>
    public const int Replicas = 1024;

    /// <summary>Checks a database.</summary>
    /// <param name="store">The database.</param>
    /// <param name="repeated">How many cells are run again.</param>
    /// <param name="seed">Chooses them.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DataFileException">Something is wrong; the message says what.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static SweepVerification Of(SweepStore store, int repeated = 3, ulong seed = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfNegative(repeated);
        if (store.Read("PRAGMA integrity_check", row => row.GetString(0)) is [not "ok" and var damage, ..])
        {
            throw new DataFileException(store.Path, $"the database is damaged: {damage}");
        }

        IReadOnlyList<StoredCell> cells = store.Cells;
        Dictionary<string, SweepCell> made = cells.ToDictionary(cell => cell.Key, cell => Check(store, cell));
        int shards = CheckShards(store, made, cancellation);
        StoredCell[] done = [.. cells.Where(cell => cell.State == "done")];
        foreach (StoredCell cell in done)
        {
            cancellation.ThrowIfCancellationRequested();
            CheckRows(store, cell, made[cell.Key]);
        }

        CheckOwners(store);
        StoredCell[] sample = [.. done.OrderBy(cell => Order(cell, seed), StringComparer.Ordinal).Take(repeated)];
        foreach (StoredCell cell in sample)
        {
            new CellRepetition(store, cell, made[cell.Key], cancellation).Check();
        }

        return new(cells.Count, done.Length, shards, sample);
    }

    /// <summary>A failure of a cell.</summary>
    internal static DataFileException Wrong(SweepStore store, StoredCell cell, string problem) =>
        new(store.Path, $"cell {cell.Position} ({cell.Key}): {problem}");

    // A choice that depends on the cell and the seed alone.
    private static string Order(StoredCell cell, ulong seed) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed} {cell.Key}"))));

    private static SweepCell Check(SweepStore store, StoredCell stored)
    {
        if (stored.Fields.Keys.FirstOrDefault(name => SweepFields.Find(name) is null) is { } unknown)
        {
            throw Wrong(store, stored, $"'{unknown}' is no field");
        }

        SweepCell cell = stored.ToCell();
        long seed = store.Read("SELECT seed FROM cell WHERE key = $cell", row => row.GetInt64(0), ("$cell", stored.Key))[0];
        return cell.Key != stored.Key ? throw Wrong(store, stored, $"its values have the key {cell.Key}")
            : seed != (long)(cell.Run?.Seed ?? 0)
                ? throw Wrong(store, stored, $"its seed is {seed}; that of its values is {cell.Run?.Seed}")
            : cell;
    }

    private static int CheckShards(SweepStore store, Dictionary<string, SweepCell> cells, CancellationToken cancellation)
    {
        List<(string Cell, string Side)> parts = store.Read("SELECT cell, side FROM part", row => (row.GetString(0), row.GetString(1)));
        foreach ((string key, string side) in parts)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!cells.TryGetValue(key, out SweepCell? cell))
            {
                throw new DataFileException(store.Path, $"there is a shard of {key}, which is no cell");
            }

            Shard shard;
            try
            {
                shard = store.Part(key, side)!;
            }
            catch (DataFileException failure)
            {
                string problem = failure.Message[(failure.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..];
                throw new DataFileException(store.Path, $"cell {cell.Position} ({key}): the shard of {side}: {problem}", failure);
            }

            if (shard.Seed != cell.Run?.Seed)
            {
                throw new DataFileException(
                    store.Path,
                    $"cell {cell.Position} ({key}): the shard of {side} has the seed {shard.Seed}; that of the cell is {cell.Run?.Seed}");
            }
        }

        return parts.Count;
    }

    private static void CheckRows(SweepStore store, StoredCell stored, SweepCell cell)
    {
        if (cell.Run is null || CellRunner.Plan(cell).Value is not { } plan)
        {
            throw Wrong(store, stored, "is done, but its values cannot be run");
        }

        HashSet<(string, int, string)> expected =
        [
            .. plan.Sides.SelectMany(side => Enumerable.Range(0, side.Grid.Count).SelectMany(
                record => cell.Run.Reported.Select(quantity => (side.Name, side.Grid.StepOf(record), quantity.Name)))),
        ];
        HashSet<(string, int, string)> rows =
        [
            .. store.Read(
                "SELECT side, step, quantity FROM statistic WHERE cell = $cell",
                row => (row.GetString(0), row.GetInt32(1), row.GetString(2)),
                ("$cell", stored.Key)),
        ];
        if (expected.Except(rows).Concat(rows.Except(expected)).FirstOrDefault() is (not null, _, _) and var (side, step, quantity))
        {
            throw Wrong(
                store, stored,
                $"{(rows.Contains((side, step, quantity)) ? "needless" : "missing")} row of {side} {quantity} at step {step}");
        }

        long events = Count(store, "event", stored.Key), quantiles = Count(store, "quantile", stored.Key);
        int allEvents = plan.Sides.Count * EventCounts.Names.Count;
        if (events != allEvents)
        {
            throw Wrong(store, stored, $"{events} rows of events; {allEvents} are needed");
        }

        if (quantiles % rows.Count != 0)
        {
            throw Wrong(store, stored, $"{quantiles} rows of quantiles for {rows.Count} quantities and records: some are missing");
        }
    }

    private static long Count(SweepStore store, string table, string cell) =>
        store.Read($"SELECT COUNT(*) FROM {table} WHERE cell = $cell", row => row.GetInt64(0), ("$cell", cell))[0];

    private static void CheckOwners(SweepStore store)
    {
        foreach (string table in SweepSchema.ResultTables)
        {
            if (store.Read(
                $"SELECT cell FROM {table} WHERE cell NOT IN (SELECT key FROM cell WHERE state = 'done') LIMIT 1",
                row => row.GetString(0)) is [var owner])
            {
                throw new DataFileException(store.Path, $"there is a row of the table {table} of {owner}, which is no cell that is done");
            }
        }
    }
}
