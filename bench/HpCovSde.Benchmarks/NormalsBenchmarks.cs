using System.Numerics;
using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Benchmarks;

/// <summary>Standard normals; times are per normal.</summary>
public class NormalsBenchmarks
{
    private const int Count = 16384;

    private static readonly RandomStream Stream = new RandomKey(Seed: 1, Purpose: 1).Stream(replica: 0, step: 0);

    private readonly double[] _doubles = new double[Count];
    private readonly float[] _singles = new float[Count];

    [Benchmark(OperationsPerInvoke = Count)]
    public void FillDouble() => StandardNormals.Fill<double>(Stream, firstSegment: 0, _doubles);

    [Benchmark(OperationsPerInvoke = Count)]
    public void FillLanesDouble() => StandardNormals.FillLanes<double>(Stream, _doubles);

    [Benchmark(OperationsPerInvoke = Count)]
    public void FillSingle() => StandardNormals.Fill<float>(Stream, firstSegment: 0, _singles);

    [Benchmark(OperationsPerInvoke = Count)]
    public void FillLanesSingle() => StandardNormals.FillLanes<float>(Stream, _singles);

    [Benchmark(OperationsPerInvoke = Count)]
    public void ConsumeDouble() => _doubles[0] = SumOfSquares<double>()[0];

    [Benchmark(OperationsPerInvoke = Count)]
    public void ConsumeSingle() => _singles[0] = SumOfSquares<float>()[0];

    private static Lanes<T> SumOfSquares<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NormalLanes<T> normals = NormalLanes<T>.OfReplicas(Stream);
        var sum = default(Squares<T>);
        normals.Next(Count / (2 * Lanes<T>.Count), ref sum);
        return sum.Sum;
    }

    private struct Squares<T> : INormalConsumer<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        internal Lanes<T> Sum;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(Lanes<T> z0, Lanes<T> z1) => Sum = Lanes.MultiplyAdd(z0, z0, Lanes.MultiplyAdd(z1, z1, Sum));
    }
}
