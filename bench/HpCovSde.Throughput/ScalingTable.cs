using HpCovSde.Runs;
using HpCovSde.Schemes;

namespace HpCovSde.Throughput;

/// <summary>
/// The cost of a step for m inputs, with the exponent of m from the last doubling. The cost is m³ where the products outweigh the normals
/// and the drift.
/// </summary>
internal static class ScalingTable
{
    // The multiplications of a step's leading term: 2/3 m³ for Euler-Maruyama (factor, L W, M Lᵀ + L Mᵀ), 1/2 m³ for the triangular scheme
    // (factor, L T, Gram).
    private static readonly (Scheme Scheme, double Multiplications)[] Schemes =
        [(new EulerMaruyama(), 2 / 3.0), (new Tri2(), 1 / 2.0)];

    internal static void Print()
    {
        Console.WriteLine("| scheme | precision | m | ns per path-step | exponent since m/2 | GFLOP/s of the cubic term |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach ((Scheme scheme, double multiplications) in Schemes)
        {
            foreach (Precision precision in new[] { Precision.Double, Precision.Single })
            {
                double before = double.NaN;
                for (int m = 2; m <= 128; m *= 2)
                {
                    // The step is short enough that Euler-Maruyama stays in the cone with 128 inputs; few steps keep the run short.
                    double seconds = new SdeRun(scheme, m, precision).SecondsPerPathStep(
                        step: 0.001, paths: m > 8 ? 16 : 256, threads: 1, repetitions: m > 32 ? 40 : 100, time: m > 8 ? 0.016 : 0.256);
                    double rate = 2 * multiplications * Math.Pow(m, 3) / seconds / 1e9;
                    Console.WriteLine(FormattableString.Invariant(
                        $"| {scheme.Name} | {precision} | {m} | {seconds * 1e9:0.0} | {Math.Log2(seconds / before):0.00} | {rate:0.0} |"));
                    before = seconds;
                }
            }
        }
    }
}
