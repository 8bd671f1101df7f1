using HpCovSde.Data;
using Microsoft.Data.Sqlite;

namespace HpCovSde.Sweeps;

/// <summary>Failures of a database in words.</summary>
internal static class SweepFailure
{
    // https://www.sqlite.org/rescode.html
    private const int Busy = 5, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14, TooBig = 18, NotADatabase = 26;

    private const string Damaged = "the database is damaged (hpcovsde sweep verify tells what is)";

    internal static DataFileException Of(string path, Exception failure) => new(
        path,
        failure is InvalidDataException ? failure.Message : failure is not SqliteException sqlite ? Damaged : sqlite.SqliteErrorCode switch
        {
            Busy => "another process is using this database",
            ReadOnly => "the database cannot be written: it, or its directory, is read-only",
            InputOutput => $"the disk failed, or is full ({sqlite.Message})",
            Corrupt => Damaged,
            Full => "the disk is full; what was stored before stays valid, and the sweep resumes when there is space",
            CannotOpen => "the database cannot be opened: there is no such directory, or access is denied",
            TooBig => "a shard is too large for the database; allowed: fewer replicas or records in a cell",
            NotADatabase => "is not a database of a sweep",
            _ => sqlite.Message,
        },
        failure);
}
