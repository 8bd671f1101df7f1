using System.Numerics;
using HpCovSde.Kernels.Interop;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>A native library after the search: ready for use, or refused.</summary>
internal sealed class NativeBlasLibrary
{
    private readonly IBlas<double>? _double;
    private readonly IBlas<float>? _single;

    private NativeBlasLibrary(BlasProviderInfo info, IBlas<double>? inDouble, IBlas<float>? inSingle)
    {
        Info = info;
        _double = inDouble;
        _single = inSingle;
    }

    internal BlasProviderInfo Info { get; }

    /// <summary>Looks for a library and prepares it.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="name">Its name for users.</param>
    /// <param name="import">Its name in imports.</param>
    /// <param name="prepare">Sets threads and reproducibility; returns the mode, or the reason why the library cannot be used.</param>
    /// <param name="version">Returns its version.</param>
    internal static NativeBlasLibrary Load<TProducts>(
        BlasProvider provider, string name, string import, Func<(string? Mode, string? Refusal)> prepare, Func<string> version)
        where TProducts : struct, ICblas<double>, ICblas<float>
    {
        NativeLibrarySearch search = NativeLibraries.Find(import);
        (string? mode, string? refusal) = search.Refusal is null ? prepare() : (null, search.Refusal);
        return refusal is null
            ? new(
                new(provider, name, version(), search.Path, mode, null),
                new NativeBlas<double, TProducts>(name),
                new NativeBlas<float, TProducts>(name))
            : new(new(provider, name, null, search.Path, null, refusal), null, null);
    }

    /// <exception cref="BlasUnavailableException">The library was refused.</exception>
    internal IBlas<T> For<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        object? blas = typeof(T) == typeof(double) ? _double : _single;
        return blas is null ? throw new BlasUnavailableException(Info) : (IBlas<T>)blas;
    }
}
