using System.Globalization;
using System.Text.Json;
using HpCovSde.Data;
using HpCovSde.Runs;
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
public sealed partial class SweepStore : IDisposable
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

        FileStream lockFile = SweepConnection.Lock(path);
        SqliteConnection? connection = null;
        try
        {
            string? network = FileSystem.NetworkOf(path);
            connection = SweepConnection.Open(path, SqliteOpenMode.ReadWriteCreate);
            SweepConnection.Execute(connection, network is null
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
            return new(path, SweepConnection.OpenToRead(path), null);
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
            connection = SweepConnection.Open(path, SqliteOpenMode.ReadWriteCreate);
            SweepConnection.Execute(connection, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = FULL");
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
