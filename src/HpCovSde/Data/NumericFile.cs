namespace HpCovSde.Data;

/// <summary>Reads numbers from a .csv or a .npy file.</summary>
internal static class NumericFile
{
    /// <summary>Reads a file in the format given by its extension.</summary>
    /// <exception cref="DataFileException">The file has another extension or cannot be read.</exception>
    internal static NumericArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string extension = Path.GetExtension(path);
        return extension.ToUpperInvariant() switch
        {
            ".CSV" => CsvFile.Read(path),
            ".NPY" => NpyFile.Read(path),
            _ => throw new DataFileException(
                path, $"has the extension {DataFileException.Quote(extension)}; .csv and .npy files can be read"),
        };
    }
}
