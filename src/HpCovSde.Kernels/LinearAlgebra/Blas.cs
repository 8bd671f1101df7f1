using System.Numerics;
using HpCovSde.Kernels.Interop;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// The providers of <see cref="IBlas{T}"/>. A native library is looked for when it is first asked for, once per process: where the
/// environment variable HPCOVSDE_BLAS_PATH points (a file or its folder; then nowhere else), beside the program, under
/// runtimes/&lt;rid&gt;/native beside it, on the system's library path.
/// </summary>
/// <remarks>
/// Native libraries are set to one thread for the whole process: threads go over replicas. For given shapes they return the same bits on
/// every call on the same processor, whatever the number of .NET threads; other processors may give others.
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

    /// <summary>Every provider there is, without <see cref="BlasProvider.Auto"/>.</summary>
    public static IReadOnlyList<BlasProvider> Providers { get; } = [BlasProvider.Managed, BlasProvider.Mkl, BlasProvider.OpenBlas];

    /// <summary>The implementation of a provider. It has no state and serves any number of threads.</summary>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <param name="provider">The provider.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such provider.</exception>
    /// <exception cref="BlasUnavailableException">Its library cannot be used, with the reason.</exception>
    public static IBlas<T> For<T>(BlasProvider provider)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Native(provider)?.For<T>() ?? ManagedBlas<T>.Instance;

    /// <summary>What a provider is on this machine; of <see cref="BlasProvider.Auto"/>, the one it takes.</summary>
    /// <param name="provider">The provider.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such provider.</exception>
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
