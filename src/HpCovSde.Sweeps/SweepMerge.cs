using HpCovSde.Data;
using HpCovSde.Runs;

namespace HpCovSde.Sweeps;

/// <summary>What a merged database has.</summary>
/// <param name="Cells">The number of cells.</param>
/// <param name="Done">How many of them are done.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="IsOneSweep">Whether all databases have the same specification; otherwise the merged one has none.</param>
public readonly record struct MergedSweep(int Cells, int Done, int Failed, bool IsOneSweep);

/// <summary>
/// Joins the cells of several databases. Of a cell that is in several, the one with more replicas counts; with equally many, one that is
/// done, then one that failed. Results of a cell that is done in two must be equal. Of unfinished cells the shard that is further is kept.
/// </summary>
public sealed class SweepMerge
{
    private readonly SweepStore _merged;

    // The database that the result of a cell is from, for messages.
    private readonly Dictionary<string, (StoredCell Cell, string Path)> _cells = [];

    private readonly HashSet<int> _positions = [];

    private SweepMerge(SweepStore merged)
    {
        _merged = merged;
    }

    /// <summary>Merges databases. The new one appears whole or not at all.</summary>
    /// <param name="inputs">Two databases or more. They are not changed.</param>
    /// <param name="output">The new database.</param>
    /// <param name="overwrite">Whether an existing database may be replaced.</param>
    /// <param name="cancellation">Stops it; there is no new database then.</param>
    /// <exception cref="DataFileException">
    /// A database cannot be read or written, they are of different versions, or a cell has different results in two of them.
    /// </exception>
    public static MergedSweep Merge(
        IReadOnlyList<string> inputs, string output, bool overwrite = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentException.ThrowIfNullOrEmpty(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs.Count, 2, nameof(inputs));
        string target = Path.GetFullPath(output);
        if (inputs.Any(input => Path.GetFullPath(input) == target))
        {
            throw new DataFileException(output, "is one of the databases that are merged; allowed: another name");
        }

        List<SweepStore> sources = [];
        try
        {
            foreach (string input in inputs)
            {
                sources.Add(SweepStore.OpenToRead(input));
            }

            CheckPrograms(sources);
            using FileStream locked = Claim(output, overwrite);
            (string temporary, SweepStore merged) = TemporaryFiles.Create(Path.GetDirectoryName(target)!, SweepStore.Create);
            try
            {
                using (merged)
                {
                    new SweepMerge(merged).Join(sources, cancellation);
                }

                return Commit(temporary, output, target, overwrite);
            }
            finally
            {
                TemporaryFiles.Delete(temporary);
            }
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }
    }

    // A log that is left beside the name of a database is taken for its own.
    private static FileStream Claim(string output, bool overwrite)
    {
        if (Directory.Exists(output))
        {
            throw new DataFileException(output, "is a directory, not a file");
        }

        if (File.Exists(output))
        {
            if (!overwrite)
            {
                throw DataFileException.OfExisting(output);
            }

            SweepStore.Open(output).Dispose();
        }

        return new FileInfo($"{output}-wal") is { Exists: true, Length: > 0 }
            ? throw new DataFileException(output, $"there is a log of another database, {output}-wal; allowed: another name")
            : SweepConnection.Lock(output);
    }

    private static MergedSweep Commit(string temporary, string output, string target, bool overwrite)
    {
        MergedSweep result;
        using (var store = SweepStore.OpenToRead(temporary))
        {
            IReadOnlyList<StoredCell> cells = store.Cells;
            result = new(
                cells.Count, cells.Count(cell => cell.State == "done"), cells.Count(cell => cell.State == "failed"),
                store.Spec is not null);
        }

        try
        {
            using (TemporaryFiles.Hold())
            {
                File.Move(temporary, target, overwrite);
            }

            return result;
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure))
        {
            throw !overwrite && File.Exists(target) ? DataFileException.OfExisting(output) : DataFileException.From(output, failure);
        }
    }

    // Another version may compute other bits.
    private static void CheckPrograms(List<SweepStore> sources)
    {
        (string Path, string Versions)[] programs =
        [
            .. sources.Select(source => (source.Path, string.Join(" and ", source.Read(
                "SELECT program FROM sweep UNION SELECT program FROM cell WHERE program IS NOT NULL",
                row => row.GetString(0).Split('+')[0]).Distinct()))).Where(program => program.Item2.Length > 0),
        ];
        foreach ((string path, string versions) in programs)
        {
            if (versions != programs[0].Versions || versions.Contains(' ', StringComparison.Ordinal))
            {
                throw new DataFileException(
                    path,
                    $"was made by version {versions} of the program, and {programs[0].Path} by version {programs[0].Versions}; "
                    + "allowed: databases of one version");
            }
        }
    }

    private void Join(List<SweepStore> sources, CancellationToken cancellation)
    {
        string?[] specs = [.. sources.Select(source => source.Read("SELECT spec FROM sweep", row => row.GetString(0)).FirstOrDefault())];
        _merged.Transact(() =>
        {
            if (specs.All(spec => spec is not null && spec == specs[0]))
            {
                Copy(sources[0], "sweep", "", "");
            }

            foreach (SweepStore source in sources)
            {
                source.Snapshot(() =>
                {
                    foreach (StoredCell cell in source.Cells)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        Join(source, cell);
                    }

                    foreach ((string work, (double seconds, double units)) in source.Costs)
                    {
                        _merged.AddCost(work, seconds, units);
                    }
                });
            }
        });
    }

    private void Join(SweepStore source, StoredCell cell)
    {
        if (!_cells.TryGetValue(cell.Key, out (StoredCell Cell, string Path) known))
        {
            // Those of another sweep follow.
            int position = cell.Position;
            while (!_positions.Add(position))
            {
                position = Math.Max(position + 1, _positions.Count);
            }

            Take(source, cell, position);
            JoinParts(source, cell);
            return;
        }

        StoredCell there = known.Cell;
        if (cell.Replicas == there.Replicas && cell.State == "done" && there.State == "done")
        {
            if (ResultDifference.Between(_merged, source, cell.Key) is { } difference)
            {
                throw new DataFileException(
                    source.Path,
                    $"cell {cell.Position} ({cell.Key}) has another result than in {known.Path}: {difference.Place}: "
                    + $"{difference.Second} here, {difference.First} there");
            }
        }
        else if (cell.Replicas != there.Replicas ? cell.Replicas > there.Replicas : Rank(cell) > Rank(there))
        {
            _merged.DeleteResults(cell.Key);
            _ = _merged.Run("DELETE FROM cell WHERE key = $cell", ("$cell", cell.Key));
            if (!Helps(there, cell))
            {
                _ = _merged.Run("DELETE FROM part WHERE cell = $cell", ("$cell", cell.Key));
            }

            Take(source, cell, there.Position);
        }

        if (Helps(cell, _cells[cell.Key].Cell))
        {
            JoinParts(source, cell);
        }
    }

    private static int Rank(StoredCell cell) => cell.State switch { "done" => 2, "failed" => 1, _ => 0 };

    // Shards of a cell that is done are its samples.
    private static bool Helps(StoredCell owner, StoredCell taken) =>
        taken.State == "waiting" || (owner.State == taken.State && owner.Replicas == taken.Replicas);

    private void Take(SweepStore source, StoredCell cell, int position)
    {
        Copy(source, "cell", "key", cell.Key);
        _ = _merged.Run("UPDATE cell SET position = $position WHERE key = $cell", ("$position", position), ("$cell", cell.Key));
        foreach (string table in SweepSchema.ResultTables)
        {
            Copy(source, table, "cell", cell.Key);
        }

        _cells[cell.Key] = (cell with { Position = position }, source.Path);
    }

    private void JoinParts(SweepStore source, StoredCell cell)
    {
        foreach ((string side, byte[] bytes, double seconds) in source.Read(
            "SELECT side, shard, seconds FROM part WHERE cell = $cell",
            row => (row.GetString(0), (byte[])row.GetValue(1), row.GetDouble(2)),
            ("$cell", cell.Key)))
        {
            if (_merged.Part(cell.Key, side) is not { } there || Work(ShardFile.OfBytes(bytes, source.Path)) > Work(there))
            {
                _merged.SavePart(cell.Key, side, bytes, seconds);
            }
        }
    }

    // Steps that replicas have taken.
    private static double Work(Shard shard) =>
        ((double)shard.Replicas.Sum(range => range.Count) * shard.Identity.Grid.Steps)
        + shard.PendingBlocks.Sum(block => (double)block.Replicas.Count * block.Step);

    // The rows of a table, all of them or those with one value in a column.
    private void Copy(SweepStore source, string table, string column, string value)
    {
        foreach (object[] row in column.Length == 0
            ? source.Read($"SELECT * FROM {table}", Values)
            : source.Read($"SELECT * FROM {table} WHERE {column} = $value", Values, ("$value", value)))
        {
            (string Name, object? Value)[] parameters = [.. row.Select((item, i) => ($"$v{i}", (object?)item))];
            _ = _merged.Run($"INSERT INTO {table} VALUES ({string.Join(", ", parameters.Select(item => item.Name))})", parameters);
        }

        static object[] Values(Microsoft.Data.Sqlite.SqliteDataReader row) =>
            [.. Enumerable.Range(0, row.FieldCount).Select(row.GetValue)];
    }
}
