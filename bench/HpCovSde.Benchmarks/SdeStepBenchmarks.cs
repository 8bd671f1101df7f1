using System.Numerics;
using BenchmarkDotNet.Attributes;
using HpCovSde.Dynamics;
using HpCovSde.Schemes;

namespace HpCovSde.Benchmarks;

/// <summary>One step of each scheme for a bundle of replicas: 8 in double, 16 in single.</summary>
/// <typeparam name="T">Precision.</typeparam>
[GenericTypeArguments(typeof(double))]
[GenericTypeArguments(typeof(float))]
public class SdeStepBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int[] InputCounts = [2, 8];

    private TransitionRun<T>? _run;

    /// <summary>Every scheme with every number of inputs it takes.</summary>
    public static IEnumerable<SchemeCase> Cases =>
        from scheme in Scheme.All
        from inputs in InputCounts
        where scheme.Refusal(KindFor(scheme), inputs) is null
        select new SchemeCase(scheme, inputs);

    [ParamsSource(nameof(Cases))]
    public SchemeCase? Case { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        (Scheme scheme, int inputs) = Case!;
        _run = new(new CovarianceSde(kappa: 0.16, time: 1, KindFor(scheme)).Integrate(0.01, scheme), inputs);
    }

    [GlobalCleanup]
    public void CleanUp() => _run!.Dispose();

    [Benchmark]
    public void Step() => _run!.StartAndAdvance();

    private static LimitKind KindFor(Scheme scheme) =>
        scheme == Scheme.ArcCosineFlow ? LimitKind.DeterministicFlow : LimitKind.CovarianceSde;
}
