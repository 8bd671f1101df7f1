using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HpCovSde.Kernels.Interop;

/// <summary>
/// The outcome of the search for a native library. If <see cref="PathVariable"/> is set, only the place that it names is searched.
/// Otherwise the order is: the program's folder; runtimes/&lt;rid&gt;/native below it, where NuGet packages put native files; the
/// system's library path.
/// </summary>
/// <param name="Handle">The library; 0 if it was not found.</param>
/// <param name="Path">Its file, if the system tells.</param>
/// <param name="Refusal">One line: what was looked for, where, and how to get it; null if the library was found.</param>
internal readonly record struct NativeLibrarySearch(nint Handle, string? Path, string? Refusal)
{
    /// <summary>The environment variable that names a file or its folder.</summary>
    internal const string PathVariable = "HPCOVSDE_BLAS_PATH";

    /// <summary>Looks for a library, loads it, and checks its exports.</summary>
    internal static NativeLibrarySearch For(NativeLibraryDescription library) =>
        Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named ? Named(library, named) : Usual(library);

    private static NativeLibrarySearch Named(NativeLibraryDescription library, string named)
    {
        if (Directory.Exists(named))
        {
            return FirstIn(named, library)
                ?? Refuse(
                    $"{PathVariable} is the folder {named}, which holds none of {Names(library)}; "
                    + $"{library.Advice}, or unset the variable");
        }

        return File.Exists(named)
            ? Open(library, named)
            : Refuse($"{PathVariable} is {named}, which does not exist; it must be the file {Names(library)} or its folder");
    }

    private static NativeLibrarySearch Usual(NativeLibraryDescription library)
    {
        string folder = AppContext.BaseDirectory;
        string packages = System.IO.Path.Combine(folder, "runtimes", PortableRuntimeIdentifier, "native");
        if ((FirstIn(folder, library) ?? FirstIn(packages, library)) is { } beside)
        {
            return beside;
        }

        foreach (string name in library.FileNames)
        {
            if (NativeLibrary.TryLoad(name, out nint handle))
            {
                return Check(library, handle, FileOf(handle, library) ?? name);
            }
        }

        return Refuse(
            $"{library.Title} was not found: no {Names(library)} in {folder}, in {packages} or on the system's library path; "
            + $"{library.Advice}, or set {PathVariable} to its file or folder");
    }

    private static NativeLibrarySearch? FirstIn(string folder, NativeLibraryDescription library)
    {
        foreach (string name in library.FileNames)
        {
            string path = System.IO.Path.Combine(folder, name);
            if (File.Exists(path))
            {
                return Open(library, path);
            }
        }

        return null;
    }

    private static NativeLibrarySearch Open(NativeLibraryDescription library, string path)
    {
        try
        {
            return Check(library, NativeLibrary.Load(System.IO.Path.GetFullPath(path)), path);
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            // On Unix the message begins with a paragraph of advice; its last line is the message of the system's loader.
            string reason = failure.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
            return Refuse($"{path} cannot be loaded as {library.Title}: {reason}");
        }
    }

    private static NativeLibrarySearch Check(NativeLibraryDescription library, nint handle, string path)
    {
        string? missing = Array.Find(library.Exports, export => !NativeLibrary.TryGetExport(handle, export, out _));
        if (missing is not null)
        {
            NativeLibrary.Free(handle);
            return Refuse($"{path} is not {library.Title}: it does not export {missing}");
        }

        string folder = System.IO.Path.GetDirectoryName(path) ?? "";
        bool isComplete = library.Companions.Length == 0
            || Array.Exists(library.Companions, name => NativeLibrary.TryLoad(System.IO.Path.Combine(folder, name), out _))
            || Array.Exists(library.Companions, name => NativeLibrary.TryLoad(name, out _));
        return isComplete
            ? new(handle, path, null)
            : Refuse(
                $"{path} needs {string.Join(" or ", library.Companions)}, which is neither beside it nor on the system's library path; "
                + library.Advice);
    }

    // For a library that the system's loader found under a bare name: the file of the module that contains one of its functions.
    private static string? FileOf(nint handle, NativeLibraryDescription library)
    {
        if (!NativeLibrary.TryGetExport(handle, library.Exports[0], out nint address))
        {
            return null;
        }

        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>()
            .FirstOrDefault(module => address >= module.BaseAddress && address - module.BaseAddress < module.ModuleMemorySize)?.FileName;
    }

    private static NativeLibrarySearch Refuse(string reason) => new(0, null, reason);

    private static string Names(NativeLibraryDescription library) => string.Join(" or ", library.FileNames);

    // RuntimeInformation.RuntimeIdentifier does not serve: in a distribution's own build of .NET it names the distribution.
    private static string PortableRuntimeIdentifier
    {
        get
        {
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }
}
