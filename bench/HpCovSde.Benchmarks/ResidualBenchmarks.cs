using System.Globalization;
using System.Numerics;
using BenchmarkDotNet.Attributes;
using HpCovSde.Activations;
using HpCovSde.Networks;

namespace HpCovSde.Benchmarks;

/// <summary>
/// 64 layers of a residual network by conditional sampling, for all replicas of a state: 4 bundles of 8 (double) or 16 (single) if
/// n·m ≤ 32, else one.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
[GenericTypeArguments(typeof(double))]
[GenericTypeArguments(typeof(float))]
public class ResidualBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Depth = 64;

    private TransitionRun<T>? _run;

    [Params("4 1", "100 1", "100 2")]
    public string WidthAndInputs { get; set; } = "4 1";

    [GlobalSetup]
    public void SetUp()
    {
        int[] numbers = [.. WidthAndInputs.Split(' ').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        _run = new(ResidualNetwork.Uniform(numbers[0], Depth, ReluFamily.Relu), numbers[1]);
    }

    [GlobalCleanup]
    public void CleanUp() => _run!.Dispose();

    [Benchmark(OperationsPerInvoke = Depth)]
    public void Conditional() => _run!.StartAndAdvance(Depth);
}
