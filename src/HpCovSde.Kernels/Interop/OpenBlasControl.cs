using System.Runtime.InteropServices;
using System.Text;

namespace HpCovSde.Kernels.Interop;

/// <summary>Prepares OpenBLAS: one thread, 32-bit integers.</summary>
internal static unsafe partial class OpenBlasControl
{
    /// <returns>The mode in words, or the reason why this OpenBLAS cannot be used.</returns>
    internal static (string? Mode, string? Refusal) Prepare()
    {
        string config = Version();
        if (config.Contains("USE64BITINT", StringComparison.Ordinal))
        {
            return (null, $"this OpenBLAS was built with 64-bit integers ({config}); one with 32-bit integers is needed");
        }

        SetThreads(1);
        return ("1 thread", null);
    }

    /// <summary>Version and build, and the processor that its kernels were chosen for.</summary>
    internal static string Version() =>
        Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(GetConfig())).Trim();

    [LibraryImport(NativeLibraries.OpenBlas, EntryPoint = "openblas_set_num_threads")]
    private static partial void SetThreads(int count);

    [LibraryImport(NativeLibraries.OpenBlas, EntryPoint = "openblas_get_config")]
    private static partial byte* GetConfig();
}
