using HpCovSde.Data;

namespace HpCovSde.Cli.Files;

/// <summary>A JSON document that a command is given.</summary>
internal static class DocumentFile
{
    /// <exception cref="DataFileException">The file cannot be read.</exception>
    internal static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DataFileException(
                path, failure is FileNotFoundException or DirectoryNotFoundException ? "no such file" : failure.Message, failure);
        }
    }
}
