using System.Runtime.InteropServices;

namespace HpCovSde.Runs;

/// <summary>The processor of this machine.</summary>
internal static class HostProcessor
{
    private const string LinuxDescription = "/proc/cpuinfo";

    /// <summary>The model name, e.g. "Intel(R) Xeon(R) Platinum 8480+"; the architecture where the system does not tell.</summary>
    internal static string Name { get; } =
        Linux() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? $"{RuntimeInformation.ProcessArchitecture}";

    // A description that cannot be read is no reason to fail.
    private static string? Linux()
    {
        try
        {
            return File.Exists(LinuxDescription) ? ModelName(File.ReadLines(LinuxDescription)) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? ModelName(IEnumerable<string> lines) => lines
        .Where(line => line.StartsWith("model name", StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())
        .FirstOrDefault(name => name.Length > 0);
}
