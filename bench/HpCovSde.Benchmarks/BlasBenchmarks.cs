using System.Numerics;
using BenchmarkDotNet.Attributes;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Benchmarks;

/// <summary>
/// The dense products and the factorisation of a blocked layer, with n×m pre-activations and m×m covariances; for n = m, square matrices
/// from those that fit into registers to those larger than the caches.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
[GenericTypeArguments(typeof(double))]
[GenericTypeArguments(typeof(float))]
public class BlasBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T[] _covariance = [];
    private T[] _lower = [];
    private T[] _square = [];
    private T[] _features = [];
    private T[] _product = [];
    private IBlas<T> _blas = ManagedBlas<T>.Instance;
    private Workspace? _workspace;

    /// <summary>The providers that can be used on this machine.</summary>
    public static IEnumerable<BlasProvider> Usable => Blas.Providers.Where(provider => Blas.Inspect(provider).IsUsable);

    [ParamsSource(nameof(Usable))]
    public BlasProvider Provider { get; set; }

    public static IEnumerable<Layer> Layers =>
        [new(300, 32), new(300, 100), new(8, 8), new(16, 16), new(256, 256), new(1024, 1024)];

    [ParamsSource(nameof(Layers))]
    public Layer Of { get; set; }

    private int Neurons => Of.Neurons;

    private int Inputs => Of.Inputs;

    [GlobalSetup]
    public void SetUp()
    {
        int m = Inputs;
        _blas = Blas.For<T>(Provider);
        _covariance = [.. Enumerable.Range(0, m * m).Select(i => T.CreateTruncating(i / m == i % m ? m : Math.Cos((i / m) - (i % m))))];
        _lower = [.. _covariance];
        _square = new T[m * m];
        _features = [.. Enumerable.Range(0, Neurons * m).Select(i => T.CreateTruncating(Math.Sin(i)))];
        _product = new T[Neurons * m];
        _workspace = new(_blas.GemmRequirement(Neurons, m, m)
            .Or(_blas.SyrkRequirement(m, Neurons))
            .Or(_blas.TrmmRequirement(Neurons, m))
            .Or(SemidefiniteCholesky.Requirement(_blas, m)));
        _ = SemidefiniteCholesky.Factor(_blas, m, _lower, m, _workspace);
    }

    [GlobalCleanup]
    public void CleanUp() => _workspace!.Dispose();

    [Benchmark]
    public void Gemm() => _blas.Gemm(
        Transpose.No, Transpose.No, Neurons, Inputs, Inputs,
        T.One, _features, Inputs, _covariance, Inputs, T.Zero, _product, Inputs, _workspace!);

    [Benchmark]
    public void Syrk() => _blas.Syrk(Inputs, Neurons, T.One, _features, Inputs, T.Zero, _square, Inputs, _workspace!);

    /// <summary>Includes a copy of the n×m matrix that it overwrites.</summary>
    [Benchmark]
    public void Trmm()
    {
        _features.CopyTo(_product, 0);
        _blas.Trmm(Neurons, Inputs, _lower, Inputs, _product, Inputs, _workspace!);
    }

    /// <summary>Includes a copy of the m×m matrix that it overwrites.</summary>
    [Benchmark]
    public int Cholesky()
    {
        _covariance.CopyTo(_square, 0);
        return SemidefiniteCholesky.Factor(_blas, Inputs, _square, Inputs, _workspace!);
    }

    /// <summary>n and m.</summary>
    public readonly record struct Layer(int Neurons, int Inputs)
    {
        public override string ToString() => $"{Neurons} x {Inputs}";
    }
}
