using System.IO.Compression;

namespace HpCovSde.Data;

/// <summary>Reads an array from a .npz file of NumPy: a zip archive with a .npy file for each array.</summary>
internal static class NpzFile
{
    private const string Extension = ".npy";
    private const int MostNamed = 20;

    /// <summary>Reads an array as <see cref="NpyFile"/> does.</summary>
    /// <param name="stream">The file. One that cannot be positioned is kept in memory as a whole.</param>
    /// <param name="name">The array; null if there is only one.</param>
    /// <exception cref="FormatException">The file or the array is not valid, or the array is not named.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NumericArray Read(Stream stream, string? name)
    {
        try
        {
            using Stream seekable = stream.CanSeek ? stream : Copy(stream);
            using var archive = new ZipArchive(seekable, ZipArchiveMode.Read);
            using Stream entry = Find(archive, name).Open();
            return NpyFile.Read(entry);
        }
        catch (Exception failure) when (failure is InvalidDataException or ArgumentException or OverflowException)
        {
            throw new FormatException($"is not a whole .npz file: {failure.Message.TrimEnd('.')}", failure);
        }
    }

    private static MemoryStream Copy(Stream stream)
    {
        var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy;
    }

    private static ZipArchiveEntry Find(ZipArchive archive, string? name)
    {
        ZipArchiveEntry[] arrays = [.. archive.Entries.Where(entry => entry.FullName.EndsWith(Extension, StringComparison.Ordinal))];
        string names = string.Join(", ", arrays.Take(MostNamed).Select(entry => DataFileException.Quote(NameOf(entry))));
        return (name, arrays) switch
        {
            (_, []) => throw new FormatException("has no array"),
            (null, [{ } only]) => only,
            (null, _) => throw new FormatException(
                $"has {Wording.Count(arrays.Length, "array")}: {names}; name one, as in FILE.npz:NAME"),
            _ => arrays.FirstOrDefault(entry => NameOf(entry) == name)
                ?? throw new FormatException($"has no array {DataFileException.Quote(name)}; it has {names}"),
        };
    }

    private static string NameOf(ZipArchiveEntry entry) => entry.FullName[..^Extension.Length];
}
