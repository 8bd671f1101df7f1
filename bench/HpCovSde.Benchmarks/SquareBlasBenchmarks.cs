using System.Numerics;
using BenchmarkDotNet.Attributes;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Benchmarks;

/// <summary>Square products and factorisations by every provider that is there, from those that fit registers to those that leave the caches.</summary>
/// <typeparam name="T">Precision.</typeparam>
[GenericTypeArguments(typeof(double))]
[GenericTypeArguments(typeof(float))]
public class SquareBlasBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T[] _definite = [];
    private T[] _lower = [];
    private T[] _product = [];
    private IBlas<T> _blas = ManagedBlas<T>.Instance;
    private Workspace? _workspace;

    /// <summary>Those that can be used here.</summary>
    public static IEnumerable<BlasProvider> Usable => BlasBenchmarks<T>.Usable;

    [ParamsSource(nameof(Usable))]
    public BlasProvider Provider { get; set; }

    [Params(8, 16, 256, 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        int n = Size;
        _blas = Blas.For<T>(Provider);
        _definite = [.. Enumerable.Range(0, n * n).Select(i => T.CreateTruncating(i / n == i % n ? n : Math.Cos((i / n) - (i % n))))];
        _lower = [.. _definite];
        _product = new T[n * n];
        _workspace = new(_blas.GemmRequirement(n, n, n)
            .Or(_blas.SyrkRequirement(n, n))
            .Or(_blas.TrmmRequirement(n, n))
            .Or(SemidefiniteCholesky.Requirement(_blas, n)));
        _ = SemidefiniteCholesky.Factor(_blas, n, _lower, n, _workspace);
    }

    [GlobalCleanup]
    public void CleanUp() => _workspace!.Dispose();

    [Benchmark]
    public void Gemm() => _blas.Gemm(
        Transpose.No, Transpose.No, Size, Size, Size, T.One, _definite, Size, _definite, Size, T.Zero, _product, Size, _workspace!);

    [Benchmark]
    public void Syrk() => _blas.Syrk(Size, Size, T.One, _definite, Size, T.Zero, _product, Size, _workspace!);

    /// <summary>With a copy of the matrix that it overwrites.</summary>
    [Benchmark]
    public void Trmm()
    {
        _definite.CopyTo(_product, 0);
        _blas.Trmm(Size, Size, _lower, Size, _product, Size, _workspace!);
    }

    /// <summary>With a copy of the matrix that it overwrites.</summary>
    [Benchmark]
    public int Cholesky()
    {
        _definite.CopyTo(_product, 0);
        return SemidefiniteCholesky.Factor(_blas, Size, _product, Size, _workspace!);
    }
}
