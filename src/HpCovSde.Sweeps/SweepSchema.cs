using Microsoft.Data.Sqlite;

namespace HpCovSde.Sweeps;

/// <summary>The tables of a database of a sweep, and how those of older versions become those of today.</summary>
internal static class SweepSchema
{
    /// <summary>The version of the tables.</summary>
    internal const int Version = 1;

    /// <summary>"HpCS": marks a database as one of this program.</summary>
    private const int ApplicationId = 0x48704353;

    // A migration leads from its index to the next version. To change tables, add one.
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE sweep (spec TEXT NOT NULL, program TEXT NOT NULL, created TEXT NOT NULL);
        CREATE TABLE cell (
            key TEXT PRIMARY KEY, position INTEGER NOT NULL, command TEXT NOT NULL, fields TEXT NOT NULL, replicas INTEGER NOT NULL,
            seed INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')), reason TEXT,
            seconds REAL, started TEXT, finished TEXT, host TEXT, program TEXT, instructions TEXT) WITHOUT ROWID;
        CREATE TABLE part (cell TEXT NOT NULL, side TEXT NOT NULL, shard BLOB NOT NULL, seconds REAL NOT NULL, PRIMARY KEY (cell, side));
        CREATE TABLE statistic (
            cell TEXT NOT NULL, side TEXT NOT NULL, step INTEGER NOT NULL, time REAL NOT NULL, rowOrder INTEGER NOT NULL,
            quantity TEXT NOT NULL, covered INTEGER NOT NULL, replicas INTEGER NOT NULL,
            mean REAL, sd REAL, se REAL, min REAL, q05 REAL, q25 REAL, median REAL,
            q75 REAL, q95 REAL, max REAL, heavyTail INTEGER NOT NULL, outOfRange INTEGER NOT NULL, missing INTEGER NOT NULL,
            ks REAL, p REAL, wasserstein1 REAL, difference REAL, differenceSe REAL,
            exactMean REAL, exactError REAL, exactKs REAL, exactP REAL,
            PRIMARY KEY (cell, side, step, quantity)) WITHOUT ROWID;
        CREATE TABLE quantile (
            cell TEXT NOT NULL, side TEXT NOT NULL, step INTEGER NOT NULL, quantity TEXT NOT NULL, level REAL NOT NULL, value REAL,
            PRIMARY KEY (cell, side, step, quantity, level)) WITHOUT ROWID;
        CREATE TABLE histogram (
            cell TEXT NOT NULL, side TEXT NOT NULL, step INTEGER NOT NULL, quantity TEXT NOT NULL, bin INTEGER NOT NULL,
            low REAL NOT NULL, high REAL NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (cell, side, step, quantity, bin)) WITHOUT ROWID;
        CREATE TABLE event (
            cell TEXT NOT NULL, side TEXT NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (cell, side, name)) WITHOUT ROWID;
        CREATE TABLE cost (work TEXT PRIMARY KEY, seconds REAL NOT NULL, units REAL NOT NULL) WITHOUT ROWID;
        """,
    ];

    /// <summary>The tables with results, which belong to a cell.</summary>
    internal static IReadOnlyList<string> ResultTables { get; } = ["statistic", "quantile", "histogram", "event"];

    /// <summary>Creates the tables, or changes those of an older version.</summary>
    /// <exception cref="InvalidDataException">The database is not one of a sweep, or of a newer version.</exception>
    internal static void Bring(SqliteConnection connection)
    {
        using SqliteCommand tables = connection.CreateCommand();
        tables.CommandText = "SELECT COUNT(*) FROM sqlite_master";
        for (long version = tables.ExecuteScalar() is 0L ? 0 : VersionOf(connection); version < Version; version++)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            using SqliteCommand migrate = connection.CreateCommand();
            migrate.CommandText =
                $"{Migrations[version]} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {version + 1};";
            _ = migrate.ExecuteNonQuery();
            transaction.Commit();
        }
    }

    /// <summary>Checks that a database can be read without changing it.</summary>
    /// <exception cref="InvalidDataException">It is not one of a sweep, or of another version.</exception>
    internal static void Check(SqliteConnection connection)
    {
        if (VersionOf(connection) is < Version and var version)
        {
            throw new InvalidDataException(
                $"has version {version} of the tables; this program reads version {Version}, and hpcovsde sweep run changes it to that");
        }
    }

    private static long VersionOf(SqliteConnection connection)
    {
        long version = Pragma(connection, "user_version");
        return Pragma(connection, "application_id") != ApplicationId ? throw new InvalidDataException("is not a database of a sweep")
            : version > Version ? throw new InvalidDataException(
                $"has version {version} of the tables; this program reads versions up to {Version}")
            : version;
    }

    private static long Pragma(SqliteConnection connection, string name)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return (long)command.ExecuteScalar()!;
    }
}
