using System.IO.Compression;

namespace HpCovSde.Data;

/// <summary>An array of a .npz file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">The length of each axis.</param>
/// <param name="IsInteger">Whether its elements are integers; otherwise they are doubles.</param>
internal sealed record NpzArray(string Name, long[] Shape, bool IsInteger = false);

/// <summary>
/// Writes named arrays of known shapes as a .npz file, in pieces, in any order and from several threads at the same time. Each array is a
/// temporary .npy file beside the target. <see cref="Commit"/> joins them, without compression, as numpy.savez does. The same arrays give
/// the same bytes.
/// </summary>
internal sealed class NpzWriter : IDisposable
{
    // Room for the names and the directory, which is reserved with the arrays.
    private const int BytesPerEntry = 512;

    // The earliest time of a zip archive, so that the bytes do not depend on the clock.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly AtomicFile _file;
    private readonly OrderedDictionary<string, NpyWriter> _parts = [];

    /// <summary>Creates the files and reserves their lengths.</summary>
    /// <exception cref="DataFileException">A file cannot be created.</exception>
    public NpzWriter(string path, IEnumerable<NpzArray> arrays, bool overwrite)
    {
        try
        {
            foreach (NpzArray array in arrays)
            {
                _parts.Add(array.Name, new(path, array.Shape, overwrite, array.IsInteger));
            }

            _file = AtomicFile.Create(path, overwrite, _parts.Values.Sum(part => part.Length + BytesPerEntry));
        }
        catch
        {
            DisposeParts();
            throw;
        }
    }

    /// <summary>The writer of an array; null if there is no such array.</summary>
    public NpyWriter? this[string name] => _parts.GetValueOrDefault(name);

    /// <summary>Joins the arrays and moves the file to its target path.</summary>
    /// <inheritdoc cref="Finish" path="/exception"/>
    public void Commit() => Finish().Commit();

    /// <summary>Joins the arrays: the file with all its bytes, to be committed together with others.</summary>
    /// <exception cref="InvalidOperationException">Elements are missing.</exception>
    /// <exception cref="DataFileException">The file cannot be finished; the target is unchanged.</exception>
    public AtomicFile Finish()
    {
        using (var stream = new AtomicFileStream(_file))
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach ((string name, NpyWriter part) in _parts)
            {
                ZipArchiveEntry entry = archive.CreateEntry($"{name}.npy", CompressionLevel.NoCompression);
                entry.LastWriteTime = NoTime;
                using Stream destination = entry.Open();
                part.CopyTo(destination);
            }
        }

        return _file;
    }

    /// <summary>Deletes the unfinished files, unless they were committed.</summary>
    public void Dispose()
    {
        DisposeParts();
        _file.Dispose();
    }

    private void DisposeParts()
    {
        foreach (NpyWriter part in _parts.Values)
        {
            part.Dispose();
        }
    }
}
