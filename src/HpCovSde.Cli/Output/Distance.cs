using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Output;

/// <summary>How far the laws of one quantity are apart in a network and in its limit.</summary>
/// <param name="Ks">Kolmogorov-Smirnov, with its p-value.</param>
/// <param name="Wasserstein1">Wasserstein-1.</param>
/// <param name="MeanDifference">Mean of the network minus mean of the limit.</param>
internal sealed record Distance(KolmogorovSmirnovResult Ks, double Wasserstein1, Estimate MeanDifference)
{
    internal static Distance Of(Outcome finite, Outcome limit, Quantity quantity)
    {
        EmpiricalDistribution x = finite.Distribution(quantity);
        EmpiricalDistribution y = limit.Distribution(quantity);
        return new(
            KolmogorovSmirnov.Compare(x, y), Wasserstein.Distance(x, y), Estimate.OfMean(x.Moments) - Estimate.OfMean(y.Moments));
    }
}
