using HpCovSde.Kernels.Interop;
using Microsoft.Win32.SafeHandles;

namespace HpCovSde.Data;

/// <summary>
/// A file that appears complete or not at all. Bytes go to a hidden temporary file in the directory of the target, which
/// <see cref="Commit"/> renames. Disposing without a commit deletes it. Every failure of the file system becomes a
/// <see cref="DataFileException"/> that names the target.
/// </summary>
/// <remarks>
/// An existing target is refused unless overwriting is allowed. This is checked at creation, before anything is computed, and again at the
/// commit, atomically. If the target is a symbolic link, the file that it points to is replaced, and the link is kept. A file that replaces
/// another one has its permissions.
/// </remarks>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _target;
    private readonly string _temporary;
    private readonly bool _overwrite;
    private readonly SafeFileHandle _handle;
    private string? _backup;
    private long _length;
    private bool _committed;

    private AtomicFile(string path, string target, string temporary, bool overwrite, SafeFileHandle handle)
    {
        Path = path;
        _target = target;
        _temporary = temporary;
        _overwrite = overwrite;
        _handle = handle;
    }

    /// <summary>The target as the user named it.</summary>
    public string Path { get; }

    /// <summary>Creates the temporary file.</summary>
    /// <param name="path">The target.</param>
    /// <param name="overwrite">Whether an existing target may be replaced.</param>
    /// <param name="expectedLength">Bytes to reserve, so that a full disk is noticed at once; 0 reserves nothing.</param>
    /// <exception cref="DataFileException">
    /// The target exists and may not be replaced, the target is not a regular file, its directory is missing or not writable, or the disk
    /// is full.
    /// </exception>
    public static AtomicFile Create(string path, bool overwrite = false, long expectedLength = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedLength);
        try
        {
            string target = System.IO.Path.GetFullPath(path);
            if (new FileInfo(target).LinkTarget is not null)
            {
                target = File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;
            }

            string? directory = System.IO.Path.GetDirectoryName(target);
            if (Directory.Exists(target) || directory is null)
            {
                throw new DataFileException(path, "is a directory, not a file");
            }

            if (!Directory.Exists(directory))
            {
                throw new DataFileException(path, $"there is no directory '{directory}'");
            }

            if (!IsPlace(target))
            {
                throw new DataFileException(path, "is not a location for regular files");
            }

            UnixFileMode? mode = ModeOf(path, target, overwrite);
            TemporaryFiles.DeleteStale(directory);
            (string temporary, SafeFileHandle handle) = TemporaryFiles.Create(
                directory,
                name => File.OpenHandle(
                    name, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, preallocationSize: expectedLength));
            var file = new AtomicFile(path, target, temporary, overwrite, handle);
            try
            {
                if (mode is { } kept && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(handle, kept);
                }
            }
            catch
            {
                file.Dispose();
                throw;
            }

            return file;
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure))
        {
            throw DataFileException.From(path, failure);
        }
    }

    /// <summary>Writes bytes at a position. Several threads may write at the same time. Does not allocate.</summary>
    /// <exception cref="DataFileException">The bytes cannot be written, for instance because the disk is full.</exception>
    public void WriteAt(long position, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        try
        {
            RandomAccess.Write(_handle, bytes, position);
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure) || failure is ArgumentOutOfRangeException)
        {
            throw DataFileException.From(Path, failure);
        }
    }

    /// <summary>Reads bytes back that were written before the commit.</summary>
    /// <returns>The number of bytes; fewer than asked for only at the end of the file.</returns>
    /// <exception cref="DataFileException">The bytes cannot be read.</exception>
    public int ReadAt(long position, Span<byte> bytes)
    {
        try
        {
            return RandomAccess.Read(_handle, bytes, position);
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure))
        {
            throw DataFileException.From(Path, failure);
        }
    }

    /// <summary>Writes bytes after those appended before. Not thread-safe.</summary>
    /// <inheritdoc cref="WriteAt" path="/exception"/>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        WriteAt(_length, bytes);
        _length += bytes.Length;
    }

    /// <summary>Flushes the bytes to the disk and renames the file to its target. Nothing can be written afterwards.</summary>
    /// <exception cref="DataFileException">
    /// The target was created by someone else and may not be replaced, or the disk is full. The target is unchanged.
    /// </exception>
    public void Commit() => CommitAll([this]);

    /// <summary>Commits files together: if one of them cannot be committed, the targets of all are as they were.</summary>
    /// <inheritdoc cref="Commit" path="/exception"/>
    public static void CommitAll(IReadOnlyList<AtomicFile> files)
    {
        foreach (AtomicFile file in files)
        {
            file.Flush();
        }

        using (TemporaryFiles.Hold())
        {
            int moved = 0;
            try
            {
                while (moved < files.Count)
                {
                    // The last one needs no way back.
                    files[moved].Move(canBeUndone: moved + 1 < files.Count);
                    moved++;
                }
            }
            catch (DataFileException)
            {
                while (moved > 0)
                {
                    files[--moved].Undo();
                }

                throw;
            }

            foreach (AtomicFile file in files)
            {
                file.Dispose();
            }
        }
    }

    /// <summary>Deletes the temporary file unless it was committed. A failure to delete is ignored.</summary>
    public void Dispose()
    {
        _handle.Dispose();
        if (!_committed)
        {
            TemporaryFiles.Delete(_temporary);
        }

        if (_backup is not null)
        {
            TemporaryFiles.Delete(_backup);
        }
    }

    private void Flush()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        try
        {
            RandomAccess.FlushToDisk(_handle);
            _handle.Dispose();
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure))
        {
            throw DataFileException.From(Path, failure);
        }
    }

    private void Move(bool canBeUndone)
    {
        try
        {
            if (canBeUndone && _overwrite && File.Exists(_target))
            {
                _backup = TemporaryFiles.NameIn(System.IO.Path.GetDirectoryName(_target)!);
                File.Replace(_temporary, _target, _backup);
            }
            else
            {
                File.Move(_temporary, _target, _overwrite);
            }

            _committed = true;
            TemporaryFiles.Forget(_temporary);
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure))
        {
            throw !_overwrite && File.Exists(_target) ? DataFileException.OfExisting(Path) : DataFileException.From(Path, failure);
        }
    }

    private void Undo()
    {
        try
        {
            if (_backup is null)
            {
                File.Delete(_target);
            }
            else
            {
                File.Move(_backup, _target, overwrite: true);
            }
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure))
        {
            // The failure that is being reported has made the folder unusable.
        }
    }

    // Renaming a file over a device would remove the device. Shared memory is a file system of its own.
    private static bool IsPlace(string target) =>
        target.StartsWith("/dev/shm/", StringComparison.Ordinal)
        || !(target.StartsWith("/dev/", StringComparison.Ordinal) || target.StartsWith("/proc/", StringComparison.Ordinal));

    // The permissions of the file that is replaced; null if there is none. A name that is too long fails here, before anything is computed.
    private static UnixFileMode? ModeOf(string path, string target, bool overwrite)
    {
        try
        {
            _ = File.GetAttributes(target);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (PathTooLongException failure)
        {
            throw new DataFileException(path, "the name is too long for the file system", failure);
        }

        return FileKind.Special(target) is { } kind ? throw new DataFileException(path, $"is {kind}, not a regular file")
            : !overwrite ? throw DataFileException.OfExisting(path)
            : OperatingSystem.IsWindows() ? null
            : File.GetUnixFileMode(target);
    }
}
