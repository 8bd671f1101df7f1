using System.Globalization;

namespace HpCovSde.Cli.Tests;

/// <summary>
/// Tests that run alone in the process, with a heap of at most 0.8 GB. So the largest resident set of the process is that of the commands.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LittleMemory : ICollectionFixture<LittleMemory>
{
    internal const string Name = "little memory";

    private const double MostResident = 1e9;
    private const ulong HeapLimit = 800_000_000;

    public LittleMemory()
    {
        AppContext.SetData("GCHeapHardLimit", HeapLimit);
        GC.RefreshMemoryLimit();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        if (OperatingSystem.IsLinux())
        {
            // The largest resident set counts from here.
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
    }

    /// <summary>The script that starts a command with the same heap.</summary>
    internal static string Script => string.Create(
        CultureInfo.InvariantCulture, $"export DOTNET_GCHeapHardLimit=0x{HeapLimit:x}; exec \"$@\"");

    /// <summary>Checks the largest resident set of this process, where the system tells it.</summary>
    internal static string CheckPeak() => CheckPeak(Environment.ProcessId);

    /// <summary>Checks the largest resident set of a process; one that has ended has none.</summary>
    internal static string CheckPeak(int process)
    {
        double peak = PeakOf(process);
        Assert.InRange(peak, 0, MostResident);
        return string.Create(CultureInfo.InvariantCulture, $"{peak / 1e6:0} MB");
    }

    private static double PeakOf(int process)
    {
        const string Field = "VmHWM:";
        try
        {
            string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(Field, StringComparison.Ordinal));
            return 1024 * double.Parse(line[Field.Length..^"kB".Length], CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return 0;
        }
    }
}
