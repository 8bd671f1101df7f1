using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HpCovSde.Kernels.Interop;
using HpCovSde.Kernels.LinearAlgebra;

[assembly: DisableRuntimeMarshalling]

namespace HpCovSde.Benchmarks.Rivals;

/// <summary>MKL's basic generators, with the numbers of mkl_vsl_defines.h.</summary>
public enum MklGenerator
{
    Mt19937 = 8 << 20,
    Mt2203 = 9 << 20,
    Sfmt19937 = 13 << 20,
    Philox4x32x10 = 16 << 20,
}

/// <summary>MKL's methods from uniform to normal numbers, with the numbers of mkl_vsl_defines.h.</summary>
public enum MklGaussianMethod
{
    BoxMuller2 = 1,
    InverseCdf = 2,
}

/// <summary>A stream of MKL's vector statistics library.</summary>
internal sealed unsafe partial class MklVsl : IDisposable
{
    private readonly nint _stream;

    static MklVsl() => NativeLibraries.ServeImportsOf(typeof(MklVsl).Assembly);

    /// <summary>A stream with a seed.</summary>
    /// <exception cref="BlasUnavailableException">MKL cannot be used.</exception>
    internal MklVsl(MklGenerator generator, uint seed)
    {
        // Also sets MKL to one thread.
        _ = Blas.For<double>(BlasProvider.Mkl);
        nint stream;
        Check(NewStream(&stream, (int)generator, 1, &seed));
        _stream = stream;
    }

    internal void Fill(MklGaussianMethod method, Span<double> destination)
    {
        fixed (double* numbers = destination)
        {
            Check(Gaussian((int)method, _stream, destination.Length, numbers, 0, 1));
        }
    }

    internal void Fill(MklGaussianMethod method, Span<float> destination)
    {
        fixed (float* numbers = destination)
        {
            Check(Gaussian((int)method, _stream, destination.Length, numbers, 0, 1));
        }
    }

    public void Dispose()
    {
        nint stream = _stream;
        Check(DeleteStream(&stream));
    }

    private static void Check(int status)
    {
        if (status != 0)
        {
            throw new InvalidOperationException($"MKL's vector statistics library returned status {status}.");
        }
    }

    [LibraryImport(NativeLibraries.Mkl, EntryPoint = "vslNewStreamEx")]
    private static partial int NewStream(nint* stream, int generator, int count, uint* seeds);

    [LibraryImport(NativeLibraries.Mkl, EntryPoint = "vslDeleteStream")]
    private static partial int DeleteStream(nint* stream);

    [LibraryImport(NativeLibraries.Mkl, EntryPoint = "vdRngGaussian")]
    private static partial int Gaussian(int method, nint stream, int count, double* numbers, double mean, double deviation);

    [LibraryImport(NativeLibraries.Mkl, EntryPoint = "vsRngGaussian")]
    private static partial int Gaussian(int method, nint stream, int count, float* numbers, float mean, float deviation);
}
