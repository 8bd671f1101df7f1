namespace HpCovSde.Kernels.Interop;

/// <summary>A native library before it is loaded: the names of its files, what it must export, how to get it.</summary>
/// <param name="Title">Its name in messages.</param>
/// <param name="FileNames">The names of its file on this system, in the order in which they are tried.</param>
/// <param name="Exports">What it must export; the first one distinguishes it from any other library.</param>
/// <param name="Companions">
/// The names of a file that the library loads later by itself; if that file is missing, the library ends the process. Empty if it needs
/// no other file.
/// </param>
/// <param name="Advice">How to get it, as the end of a message.</param>
internal sealed record NativeLibraryDescription(string Title, string[] FileNames, string[] Exports, string[] Companions, string Advice)
{
    private static readonly string[] MklNames = OnThisSystem(
        linux: ["libmkl_rt.so", "libmkl_rt.so.1", "libmkl_rt.so.2"],
        windows: ["mkl_rt.dll", "mkl_rt.1.dll", "mkl_rt.2.dll"],
        mac: ["libmkl_rt.dylib", "libmkl_rt.1.dylib", "libmkl_rt.2.dylib"]);

    private static readonly string[] Products = ["cblas_dgemm", "cblas_sgemm", "cblas_dsyrk", "cblas_ssyrk", "cblas_dtrmm", "cblas_strmm"];

    /// <summary>Intel's Math Kernel Library, by its single dynamic library, which loads the others.</summary>
    internal static NativeLibraryDescription Mkl { get; } = new(
        "MKL",
        MklNames,
        ["MKL_Set_Threading_Layer", "MKL_Set_Interface_Layer", "MKL_CBWR_Set", "MKL_CBWR_Get", "MKL_Get_Version_String", .. Products],
        [.. MklNames.Select(name => name.Replace("mkl_rt", "mkl_core", StringComparison.Ordinal))],
        "install libmkl-rt (Debian, non-free), oneMKL, or the NuGet package MKL.NET.<rid>");

    /// <summary>OpenBLAS.</summary>
    internal static NativeLibraryDescription OpenBlas { get; } = new(
        "OpenBLAS",
        OnThisSystem(
            linux: ["libopenblas.so.0", "libopenblas.so"],
            windows: ["openblas.dll", "libopenblas.dll"],
            mac: ["libopenblas.dylib"]),
        ["openblas_set_num_threads", "openblas_get_config", .. Products],
        [],
        "install libopenblas0-pthread (Debian) or openblas");

    private static string[] OnThisSystem(string[] linux, string[] windows, string[] mac) =>
        OperatingSystem.IsWindows() ? windows : OperatingSystem.IsMacOS() ? mac : linux;
}
