using System.Numerics;
using BenchmarkDotNet.Attributes;
using HpCovSde.Activations;
using HpCovSde.Networks;

namespace HpCovSde.Benchmarks;

/// <summary>
/// One neuron of a layer by conditional sampling, for 8 (double) or 16 (single) replicas at once: its normals, its activation and its
/// share of the sums. Activations are shaped, as in the networks with a limit. The difference to ReLU is the cost of the activation.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
[GenericTypeArguments(typeof(double))]
[GenericTypeArguments(typeof(float))]
public class ActivationBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Width = 300;

    private TransitionRun<T>? _run;

    [Params("relu", "tanh", "gelu", "softplus")]
    public string Name { get; set; } = "";

    [Params(1, 2, 8)]
    public int Inputs { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        Activation activation = Activation.BuiltIn.Single(activation => activation.Name == Name);
        _run = new(
            activation is ReluFamily
                ? FeedforwardNetwork.ShapedRelu(Width, depth: 1, cPlus: 0, cMinus: -1)
                : FeedforwardNetwork.ShapedSmooth(Width, depth: 1, new SmoothShape(activation, a: 1)),
            Inputs);
    }

    [GlobalCleanup]
    public void CleanUp() => _run!.Dispose();

    [Benchmark(OperationsPerInvoke = Width)]
    public void Neuron() => _run!.StartAndAdvance();
}
