using System.Numerics;
using HpCovSde.Kernels.Interop;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// The providers of <see cref="IBlas{T}"/>. A native library is looked for once per process, on first use. If the environment variable
/// HPCOVSDE_BLAS_PATH is set (a file or its folder), only that place is searched. Otherwise the order is: the program's folder,
/// runtimes/&lt;rid&gt;/native below it, the system's library path.
/// </summary>
/// <remarks>
/// Native libraries are set to one thread for the whole process, because replicas run in parallel. For given shapes they return the same
/// bits on every call on the same processor, for any number of .NET threads; other processors may give other bits.
/// </remarks>
public static class Blas
{
    private static readonly BlasProviderInfo Managed = new(
        BlasProvider.Managed, "managed", typeof(Blas).Assembly.GetName().Version?.ToString(3) ?? "0.0.0", null,
        "1 thread, the same bits on every x64 CPU with AVX2 and FMA", null);

    private static readonly Lazy<NativeBlasLibrary> Mkl = new(() => NativeBlasLibrary.Load<MklProducts>(
        BlasProvider.Mkl, "mkl", NativeLibraries.Mkl, MklControl.Prepare, MklControl.Version));

    private static readonly Lazy<NativeBlasLibrary> OpenBlas = new(() => NativeBlasLibrary.Load<OpenBlasProducts>(
        BlasProvider.OpenBlas, "openblas", NativeLibraries.OpenBlas, OpenBlasControl.Prepare, OpenBlasControl.Version));

    /// <summary>Every provider except <see cref="BlasProvider.Auto"/>, usable or not.</summary>
    public static IReadOnlyList<BlasProvider> Providers { get; } = [BlasProvider.Managed, BlasProvider.Mkl, BlasProvider.OpenBlas];

    /// <summary>The implementation of a provider. It has no state, and any number of threads may use it.</summary>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <param name="provider">The provider.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="provider"/> is not a provider.</exception>
    /// <exception cref="BlasUnavailableException">Its library cannot be used; the message gives the reason.</exception>
    public static IBlas<T> For<T>(BlasProvider provider)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Native(provider)?.For<T>() ?? ManagedBlas<T>.Instance;

    /// <summary>The state of a provider on this machine; for <see cref="BlasProvider.Auto"/>, of the provider that it selects.</summary>
    /// <param name="provider">The provider.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="provider"/> is not a provider.</exception>
    public static BlasProviderInfo Inspect(BlasProvider provider) => Native(provider)?.Info ?? Managed;

    private static NativeBlasLibrary? Native(BlasProvider provider) => provider switch
    {
        BlasProvider.Auto or BlasProvider.Managed => null,
        BlasProvider.Mkl => Mkl.Value,
        BlasProvider.OpenBlas => OpenBlas.Value,
        _ => throw new ArgumentOutOfRangeException(
            nameof(provider), provider, $"{nameof(provider)} must be {string.Join(", ", Enum.GetNames<BlasProvider>())}."),
    };
}
