using System.Numerics;
using BenchmarkDotNet.Attributes;
using HpCovSde.Networks;

namespace HpCovSde.Benchmarks;

/// <summary>One layer of one replica with its n² weights drawn, two inputs.</summary>
/// <typeparam name="T">Precision.</typeparam>
[GenericTypeArguments(typeof(double))]
[GenericTypeArguments(typeof(float))]
public class ExplicitLayerBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Width = 100;
    private const int Pair = 2;

    private readonly TransitionRun<T> _run = new(
        new FeedforwardNetwork(Width, depth: 1, FeedforwardNetwork.ShapedRelu(Width, depth: 1, cPlus: 0, cMinus: -1).Activation)
        {
            Sampling = WeightSampling.Explicit,
        },
        Pair);

    [GlobalCleanup]
    public void CleanUp() => _run.Dispose();

    [Benchmark]
    public void Explicit() => _run.StartAndAdvance();
}
