using System.Numerics;
using BenchmarkDotNet.Attributes;
using HpCovSde.Activations;
using HpCovSde.Networks;

namespace HpCovSde.Benchmarks;

/// <summary>
/// One ReLU layer of one input, by its exact law and by drawing its neurons, for a bundle of replicas: 8 in double, 16 in single.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
[GenericTypeArguments(typeof(double))]
[GenericTypeArguments(typeof(float))]
public class ExactLayerBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TransitionRun<T>? _exact;
    private TransitionRun<T>? _conditional;

    [Params(100, 10_000)]
    public int Width { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _exact = new(Network(WeightSampling.Exact), inputs: 1);
        _conditional = new(Network(WeightSampling.Conditional), inputs: 1);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _exact!.Dispose();
        _conditional!.Dispose();
    }

    [Benchmark]
    public void Exact() => _exact!.Continue();

    [Benchmark(Baseline = true)]
    public void Conditional() => _conditional!.Continue();

    private FeedforwardNetwork Network(WeightSampling sampling) => new(Width, depth: 1, ReluFamily.LeakyRelu(0.2)) { Sampling = sampling };
}
