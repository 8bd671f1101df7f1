using System.Globalization;
using HpCovSde.Schemes;
using HpCovSde.Statistical.Oracles;
using HpCovSde.Statistics;

namespace HpCovSde.Throughput;

/// <summary>Sampled pairs of inputs against their exact law, at two steps and extrapolated to h = 0.</summary>
internal static class PairLawTable
{
    private const int Steps = 2;
    private const long Replicas = 1 << 24;

    internal static void Print()
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| scheme, {Replicas:0,0} replicas | mean | exact | minus exact, h = 1/{Steps} | h = 1/{2 * Steps} | h → 0 "
            + $"| in standard errors |"));
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|");
        foreach (Scheme scheme in new Scheme[] { new Tri2(), new FisherZ() })
        {
            foreach (PairLawComparison row in PairLawComparison.Of(scheme, Steps, Replicas))
            {
                Estimate limit = row.Extrapolated;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {scheme.Name} | {row.What} | {row.Exact:0.000000} | {Text(row.Coarse)} | {Text(row.Fine)} | {Text(limit)} "
                    + $"| {limit.Value / limit.StandardError:0.0} |"));
            }
        }
    }

    private static string Text(Estimate estimate) =>
        string.Create(CultureInfo.InvariantCulture, $"{estimate.Value:0.00000} ± {estimate.StandardError:0.00000}");
}
