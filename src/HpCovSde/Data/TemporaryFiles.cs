namespace HpCovSde.Data;

/// <summary>
/// The temporary files of this process. They are known, so that a process that has to end at once can delete them, and they appear and
/// disappear under one lock, so that it never ends in the middle of a commit.
/// </summary>
internal static class TemporaryFiles
{
    private const string Prefix = ".hpcovsde-";
    private const string Suffix = ".tmp";
    private static readonly TimeSpan OldAge = TimeSpan.FromDays(1);
    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Known = [];

    /// <summary>Creates a temporary file, open for writing.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="open">Opens a path.</param>
    /// <returns>Its path and its handle.</returns>
    internal static (string Path, T Handle) Create<T>(string directory, Func<string, T> open)
    {
        string path = NameIn(directory);
        lock (Gate)
        {
            // Known first: to reserve the space of a large file takes time.
            _ = Known.Add(path);
            return (path, open(path));
        }
    }

    /// <summary>A name for a temporary file that does not exist yet.</summary>
    internal static string NameIn(string directory) => Path.Combine(directory, $"{Prefix}{Guid.NewGuid():N}{Suffix}");

    /// <summary>While it is held, the process is not ended by <see cref="DeleteAll"/>.</summary>
    internal static Lock.Scope Hold() => Gate.EnterScope();

    /// <summary>The file has got its final name.</summary>
    internal static void Forget(string path)
    {
        lock (Gate)
        {
            _ = Known.Remove(path);
        }
    }

    /// <summary>Deletes a file. A failure is ignored: it must not hide why the file is not wanted.</summary>
    internal static void Delete(string path)
    {
        lock (Gate)
        {
            _ = Known.Remove(path);
            TryDelete(path);
        }
    }

    /// <summary>
    /// Deletes every temporary file of this process. The process has to end afterwards: no file can be created or committed any more.
    /// </summary>
    /// <param name="patience">The longest time to wait for a commit that is under way.</param>
    internal static void DeleteAll(TimeSpan patience)
    {
        _ = Gate.TryEnter(patience);
        foreach (string path in Known.ToArray())
        {
            TryDelete(path);
        }
    }

    /// <summary>
    /// Deletes what processes that were killed more than a day ago have left in a directory. A file that another process still writes is
    /// locked and stays.
    /// </summary>
    internal static void DeleteStale(string directory)
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(directory, $"{Prefix}*{Suffix}"))
            {
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > OldAge && !IsInUse(path))
                {
                    TryDelete(path);
                }
            }
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure))
        {
            // A folder that cannot be listed can still take files.
        }
    }

    private static bool IsInUse(string path)
    {
        try
        {
            using FileStream unlocked = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure))
        {
            return true;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure))
        {
            // The folder has become read-only or is gone.
        }
    }
}
