using BenchmarkDotNet.Attributes;
using HpCovSde.Kernels.Random;

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
}
