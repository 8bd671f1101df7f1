using System.Numerics;
using BenchmarkDotNet.Attributes;
using HpCovSde.Networks;

namespace HpCovSde.Benchmarks;

/// <summary>
/// One layer by conditional sampling: a bundle of replicas at once for up to 16 inputs (8 replicas in double, 16 in single), one
/// replica for more inputs.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
[GenericTypeArguments(typeof(double))]
[GenericTypeArguments(typeof(float))]
public class LayerBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TransitionRun<T>? _run;

    [Params(1, 2, 3, 8, 32)]
    public int Inputs { get; set; }

    [Params(100, 300)]
    public int Width { get; set; }

    [GlobalSetup]
    public void SetUp() => _run = new(FeedforwardNetwork.ShapedRelu(Width, depth: 1, cPlus: 0, cMinus: -1), Inputs);

    [GlobalCleanup]
    public void CleanUp() => _run!.Dispose();

    [Benchmark]
    public void Conditional() => _run!.StartAndAdvance();
}
