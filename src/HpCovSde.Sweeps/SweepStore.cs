using System.Globalization;
using System.Text.Json;
using HpCovSde.Data;
using HpCovSde.Kernels;
using HpCovSde.Runs;
using HpCovSde.Statistics;
using Microsoft.Data.Sqlite;

namespace HpCovSde.Sweeps;

/// <summary>What is known of a cell in the database.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Position">Its number in the sweep.</param>
/// <param name="Command">Its command.</param>
/// <param name="Fields">The values that are given.</param>
/// <param name="Replicas">The replicas asked for.</param>
/// <param name="State"><c>waiting</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Reason">Why it failed; null otherwise.</param>
/// <param name="Seconds">The thread-seconds it took; null if it is waiting.</param>
public sealed record StoredCell(
    string Key,
    int Position,
    string Command,
    IReadOnlyDictionary<string, string> Fields,
    long Replicas,
    string State,
    string? Reason,
    double? Seconds)
{
    /// <summary>The cell with the replicas that were asked for, which may be more than those among the values.</summary>
    internal SweepCell ToCell() => new(Position, Command, Replicas == 0 ? Fields : new Dictionary<string, string>(Fields)
    {
        ["replicas"] = Replicas.ToString(CultureInfo.InvariantCulture),
    });
}

/// <summary>
/// The database of a sweep: one SQLite file with the specification, the cells, their results, and the shards of cells that are not
/// finished. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// A writer holds a lock on FILE.lock, so that a second one is refused. Readers need no lock. The journal is a write-ahead log, which
/// needs a local file; on a network file system it is a rollback journal.
/// </remarks>
public sealed class SweepStore : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly FileStream? _lock;
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private SqliteTransaction? _transaction;

    private SweepStore(string path, SqliteConnection connection, FileStream? lockFile)
    {
        Path = path;
        _connection = connection;
        _lock = lockFile;
    }

    /// <summary>The name of the file.</summary>
    public string Path { get; }

    /// <summary>What the user should know of the file, for example that it is on a network; null if nothing.</summary>
    public string? Note { get; private init; }

    /// <summary>The specification; null if the database is new.</summary>
    public SweepSpec? Spec => Read("SELECT spec FROM sweep", row => row.GetString(0)) is [var text, ..]
        ? SweepFile.Parse(System.Text.Encoding.UTF8.GetBytes(text), Path)
        : null;

    /// <summary>The cells in the order of the sweep.</summary>
    public IReadOnlyList<StoredCell> Cells => Read(
        "SELECT key, position, command, fields, replicas, state, reason, seconds FROM cell ORDER BY position, key",
        row => new StoredCell(
            row.GetString(0),
            row.GetInt32(1),
            row.GetString(2),
            FieldsOf(row.GetString(3)),
            row.GetInt64(4),
            row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6),
            row.IsDBNull(7) ? null : row.GetDouble(7)));

    /// <summary>Opens a database for a sweep to be run, and creates it if there is none.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFileException">It cannot be used: the message says why.</exception>
    public static SweepStore Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw DataFileException.From(path, new IOException());
        }

        FileStream lockFile = Lock(path);
        SqliteConnection? connection = null;
        try
        {
            string? network = FileSystem.NetworkOf(path);
            connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
            Execute(connection, network is null
                ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"
                : "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL");
            SweepSchema.Bring(connection);
            return new(path, connection, lockFile)
            {
                Note = network is null ? null
                    : $"{path} is on a network file system ({network}); it is slower there, and only one process may use it",
            };
        }
        catch (Exception failure) when (failure is SqliteException or InvalidDataException)
        {
            connection?.Dispose();
            lockFile.Dispose();
            throw SweepFailure.Of(path, failure);
        }
    }

    /// <summary>Opens a database to be read.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFileException">It cannot be read: the message says why.</exception>
    public static SweepStore OpenToRead(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw DataFileException.From(path, new FileNotFoundException());
        }

        try
        {
            return new(path, ConnectToRead(path), null);
        }
        catch (Exception failure) when (failure is SqliteException or InvalidDataException)
        {
            throw SweepFailure.Of(path, failure);
        }
    }

    /// <summary>A new database that is renamed when it is whole: without a lock, and without a journal that could be left behind.</summary>
    /// <param name="path">The file; <c>:memory:</c> for none.</param>
    /// <exception cref="DataFileException">It cannot be written.</exception>
    internal static SweepStore Create(string path)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
            Execute(connection, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = FULL");
            SweepSchema.Bring(connection);
            return new(path, connection, null);
        }
        catch (SqliteException failure)
        {
            connection?.Dispose();
            throw SweepFailure.Of(path, failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SqliteCommand command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
        _lock?.Dispose();
    }

    /// <summary>Adds values, or replicas, to the sweep of the database. Cells keep their results, unless they get more replicas.</summary>
    /// <param name="more">See <see cref="SweepSpec.Extended"/>.</param>
    /// <returns>The extended sweep.</returns>
    /// <exception cref="FormatException">The values do not fit the sweep.</exception>
    /// <exception cref="DataFileException">The file cannot be written, or has no sweep.</exception>
    public SweepSpec Extend(IReadOnlyList<SweepAxis> more)
    {
        SweepSpec extended = (Spec ?? throw new DataFileException(Path, "has no sweep")).Extended(more);
        Add(extended, extended.Cells());
        return extended;
    }

    /// <summary>
    /// Sets the specification and adds its cells. Cells that are there keep their results, unless more replicas are asked for.
    /// </summary>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    internal void Add(SweepSpec spec, IEnumerable<SweepCell> cells) => Transact(() =>
    {
        _ = Run("DELETE FROM sweep");
        _ = Run(
            "INSERT INTO sweep VALUES ($spec, $program, $created)",
            ("$spec", SweepFile.Write(spec)), ("$program", RunManifest.ProductVersion), ("$created", Now()));
        foreach (SweepCell cell in cells)
        {
            long replicas = cell.Run?.Options.Replicas ?? 0;
            _ = Run(
                "INSERT INTO cell (key, position, command, fields, replicas, seed, state) "
                + "VALUES ($key, $position, $command, $fields, $replicas, $seed, 'waiting') "
                + "ON CONFLICT (key) DO UPDATE SET position = excluded.position, fields = excluded.fields",
                ("$key", cell.Key), ("$position", cell.Position), ("$command", cell.Command), ("$fields", TextOf(cell.Values)),
                ("$replicas", replicas), ("$seed", (long)(cell.Run?.Seed ?? 0)));
            if (Run(
                "UPDATE cell SET replicas = $replicas, state = 'waiting' "
                + "WHERE key = $key AND (replicas < $replicas OR (state = 'waiting' AND replicas <> $replicas))",
                ("$key", cell.Key), ("$replicas", replicas)) > 0)
            {
                DeleteResults(cell.Key);
            }
        }
    });

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

    /// <summary>Does several things, all or none of which are then in the file.</summary>
    /// <exception cref="DataFileException">The file cannot be written; nothing of this is in it.</exception>
    internal void Transact(Action action) => Within(action, isReading: false);

    /// <summary>Reads several things as they are at one time, while another process may write.</summary>
    /// <exception cref="DataFileException">The file cannot be read.</exception>
    internal void Snapshot(Action action) => Within(action, isReading: true);

    private void Within(Action action, bool isReading)
    {
        try
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: isReading);
            _transaction = transaction;
            action();
            transaction.Commit();
        }
        catch (SqliteException failure)
        {
            throw SweepFailure.Of(Path, failure);
        }
        finally
        {
            _transaction = null;
        }
    }

    /// <summary>The rows of a query.</summary>
    /// <exception cref="DataFileException">The file cannot be read.</exception>
    internal List<T> Read<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            using SqliteDataReader reader = Prepared(sql, parameters).ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(map(reader));
            }

            return rows;
        }
        catch (Exception failure) when (IsFailureOfContent(failure))
        {
            throw SweepFailure.Of(Path, failure);
        }
    }

    // A damaged page may also be read as rows of other types.
    private static bool IsFailureOfContent(Exception failure) =>
        failure is SqliteException or InvalidCastException or InvalidOperationException or FormatException or OverflowException
            or JsonException;

    private static string Now() => DateTimeOffset.UtcNow.ToString("o", CultureInfo.InvariantCulture);

    /// <summary>Locks a database, until the result is disposed.</summary>
    /// <exception cref="DataFileException">Another process has it, or its directory cannot be written.</exception>
    internal static FileStream Lock(string path)
    {
        string name = $"{path}.lock";
        try
        {
            return new(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException failure) when (failure is not (FileNotFoundException or DirectoryNotFoundException) && File.Exists(name))
        {
            throw new DataFileException(path, "another process is using this database", failure);
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure))
        {
            throw DataFileException.From(path, failure);
        }
    }

    // Readers of a write-ahead log write beside it. Where they may not, and there is no log, nobody writes to the file.
    private static SqliteConnection ConnectToRead(string path)
    {
        try
        {
            return Checked(Connect(path, SqliteOpenMode.ReadOnly));
        }
        catch (SqliteException) when (!File.Exists($"{path}-wal") && !File.Exists($"{path}.lock"))
        {
            return Checked(Connect($"file:{Uri.EscapeDataString(System.IO.Path.GetFullPath(path))}?immutable=1", SqliteOpenMode.ReadOnly));
        }

        static SqliteConnection Checked(SqliteConnection connection)
        {
            try
            {
                SweepSchema.Check(connection);
                return connection;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        _ = command.ExecuteNonQuery();
    }

    private static string TextOf(IReadOnlyDictionary<string, string> fields)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach ((string name, string value) in fields)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Dictionary<string, string> FieldsOf(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!);
    }

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

    /// <summary>Executes a statement. Call it within <see cref="Transact"/>.</summary>
    internal int Run(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Prepared(sql, parameters).ExecuteNonQuery();

    // Not a number is NULL.
    private SqliteCommand Prepared(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out SqliteCommand? command))
        {
            _commands[sql] = command = _connection.CreateCommand();
            command.CommandText = sql;
            foreach ((string name, _) in parameters)
            {
                _ = command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }
        }

        command.Transaction = _transaction;
        for (int i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i].Value is null or double.NaN ? DBNull.Value : parameters[i].Value;
        }

        return command;
    }
}
