using System.Numerics;
using BenchmarkDotNet.Attributes;
using HpCovSde.Dynamics;
using HpCovSde.Schemes;

namespace HpCovSde.Benchmarks;

/// <summary>One step of each scheme for one state; for Euler-Maruyama and the default scheme also with many inputs.</summary>
/// <typeparam name="T">Precision.</typeparam>
[GenericTypeArguments(typeof(double))]
[GenericTypeArguments(typeof(float))]
public class SdeStepBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The inputs for every scheme, and further ones for the schemes whose growth with m is of interest.
    private static readonly int[] InputCounts = [1, 2, 8];
    private static readonly int[] FurtherInputCounts = [4, 16, 32, 64, 128];

    // A multiple of the number of steps whose normals are drawn together.
    private const int Steps = 64;

    private TransitionRun<T>? _run;

    /// <summary>Every scheme with every number of inputs that it takes.</summary>
    public static IEnumerable<SchemeCase> Cases =>
        from scheme in SchemeCatalog.All
        from inputs in CountsFor(scheme)
        where LimitFor(scheme, inputs) is not null
        select new SchemeCase(scheme, inputs);

    [ParamsSource(nameof(Cases))]
    public SchemeCase? Case { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        (Scheme scheme, int inputs) = Case!;
        _run = new(LimitFor(scheme, inputs)!.Integrate(0.01, scheme), inputs);
    }

    [GlobalCleanup]
    public void CleanUp() => _run!.Dispose();

    [Benchmark(OperationsPerInvoke = Steps)]
    public void Step() => _run!.StartAndAdvance(Steps);

    private static int[] CountsFor(Scheme scheme) =>
        scheme is EulerMaruyama or Tri2 ? [.. InputCounts, .. FurtherInputCounts] : InputCounts;

    // The first limit that the scheme takes with this number of inputs; null if there is none.
    private static LimitProcess? LimitFor(Scheme scheme, int inputs)
    {
        LimitProcess[] limits =
        [
            new CovarianceSde(kappa: 0.16, time: 1), new CovarianceFlow(kappa: 0.16, time: 1), new SmoothCovarianceSde(new(0.3, -0.4), 1),
            new SmoothCovarianceFlow(new(0.3, -0.4), 1), new FirstOrderCorrection(100, 1 / Math.PI, 6, 1),
            new ResidualDiffusion(width: 100, time: 1),
        ];
        return limits.FirstOrDefault(limit => scheme.Refusal(limit, inputs) is null);
    }
}
