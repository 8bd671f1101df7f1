using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace HpCovSde.Kernels.Interop;

/// <summary>The native libraries that imports may name. Each is looked for once per process, on first use.</summary>
internal static class NativeLibraries
{
    /// <summary>The name of MKL in imports.</summary>
    internal const string Mkl = "mkl_rt";

    /// <summary>The name of OpenBLAS in imports.</summary>
    internal const string OpenBlas = "openblas";

    private static readonly Lazy<NativeLibrarySearch> MklSearch = new(() => NativeLibrarySearch.For(NativeLibraryDescription.Mkl));
    private static readonly Lazy<NativeLibrarySearch> OpenBlasSearch =
        new(() => NativeLibrarySearch.For(NativeLibraryDescription.OpenBlas));

    static NativeLibraries() => ServeImportsOf(typeof(NativeLibraries).Assembly);

    /// <summary>Where the library is, or why it was not found. After this call the imports of this assembly resolve to it.</summary>
    internal static NativeLibrarySearch Find(string import) => import == Mkl ? MklSearch.Value : OpenBlasSearch.Value;

    /// <summary>Makes an assembly's imports of MKL and OpenBLAS resolve to the libraries that are found here.</summary>
    internal static void ServeImportsOf(Assembly assembly) =>
        NativeLibrary.SetDllImportResolver(assembly, (import, _, _) => import is Mkl or OpenBlas ? Find(import).Handle : 0);
}
