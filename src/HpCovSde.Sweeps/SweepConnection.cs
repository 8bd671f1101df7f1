using HpCovSde.Data;
using Microsoft.Data.Sqlite;

namespace HpCovSde.Sweeps;

/// <summary>Opens and locks the files of databases.</summary>
internal static class SweepConnection
{
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

    /// <summary>Opens a database to be read, and checks its tables.</summary>
    /// <remarks>
    /// Readers of a write-ahead log write beside it. Where they may not, and there is no log, nobody writes to the file.
    /// </remarks>
    internal static SqliteConnection OpenToRead(string path)
    {
        try
        {
            return Checked(Open(path, SqliteOpenMode.ReadOnly));
        }
        catch (SqliteException) when (!File.Exists($"{path}-wal") && !File.Exists($"{path}.lock"))
        {
            return Checked(Open($"file:{Uri.EscapeDataString(Path.GetFullPath(path))}?immutable=1", SqliteOpenMode.ReadOnly));
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

    /// <summary>Opens a database.</summary>
    internal static SqliteConnection Open(string path, SqliteOpenMode mode)
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

    /// <summary>Executes a statement.</summary>
    internal static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        _ = command.ExecuteNonQuery();
    }
}
