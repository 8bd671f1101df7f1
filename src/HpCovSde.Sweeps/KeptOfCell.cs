namespace HpCovSde.Sweeps;

/// <summary>What a sweep keeps of a cell besides moments, the usual quantiles, events and distances.</summary>
/// <param name="Quantiles">K: also the quantiles of levels (k − 1/2)/K of every quantity; 0: none.</param>
/// <param name="Histogram">K: also histograms of K bins between the smallest and the largest sample; 0: none.</param>
/// <param name="Samples">
/// Whether all samples are kept in the database, so that more replicas can be added without running the first ones again.
/// </param>
public sealed record KeptOfCell(int Quantiles = 0, int Histogram = 0, bool Samples = false)
{
    /// <summary>The most quantiles or bins.</summary>
    public const int Most = 100_000;
}
