using System.Numerics;
using BenchmarkDotNet.Attributes;
using HpCovSde.Networks;

namespace HpCovSde.Benchmarks;

/// <summary>One layer of one replica with its n² weights drawn.</summary>
/// <typeparam name="T">Precision.</typeparam>
[GenericTypeArguments(typeof(double))]
[GenericTypeArguments(typeof(float))]
public class ExplicitLayerBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TransitionRun<T>? _run;

    [Params(1, 2, 8, 32)]
    public int Inputs { get; set; }

    [Params(100, 300)]
    public int Width { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _run = new(FeedforwardNetwork.ShapedRelu(Width, depth: 1, cPlus: 0, cMinus: -1, sampling: WeightSampling.Explicit), Inputs);
        _run.Continue();
    }

    [GlobalCleanup]
    public void CleanUp() => _run!.Dispose();

    [Benchmark]
    public void Explicit() => _run!.Continue();
}
