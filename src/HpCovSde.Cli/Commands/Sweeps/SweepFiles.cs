using HpCovSde.Data;

namespace HpCovSde.Cli.Commands.Sweeps;

/// <summary>The files of sweeps.</summary>
internal static class SweepFiles
{
    internal static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure) || failure is ArgumentException)
        {
            throw DataFileException.From(path, failure);
        }
    }
}
