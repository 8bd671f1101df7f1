using System.Numerics;
using BenchmarkDotNet.Attributes;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Benchmarks;

/// <summary>Elementary functions over a row that stays in the L1 cache; times are per value.</summary>
/// <typeparam name="T">Precision.</typeparam>
[GenericTypeArguments(typeof(double))]
[GenericTypeArguments(typeof(float))]
public class ElementaryFunctionBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Count = 1024;

    private readonly T[] _x = [.. Enumerable.Range(1, Count).Select(i => T.CreateTruncating(i / (double)Count))];
    private readonly T[] _y = new T[Count];
    private readonly T[] _z = new T[Count];

    [Benchmark(OperationsPerInvoke = Count)]
    public void Exp() => VectorMath.Exp<T>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Log() => VectorMath.Log<T>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Expm1() => VectorMath.Expm1<T>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Tanh() => VectorMath.Tanh<T>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Log1p() => VectorMath.Log1p<T>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Softplus() => VectorMath.Softplus<T>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Erf() => VectorMath.Erf<T>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void NormalCdf() => VectorMath.NormalCdf<T>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Sigmoid() => VectorMath.Sigmoid<T>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void InverseErfi() => VectorMath.InverseErfi<T>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void ExpSquaredInverseErfi() => VectorMath.ExpSquaredInverseErfi<T>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Sin() => VectorMath.Sin<T>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Cos() => VectorMath.Cos<T>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void SinCosPi() => VectorMath.SinCosPi<T>(_x, _y, _z);
}
