using HpCovSde.Covariances;
using HpCovSde.Statistics;

namespace HpCovSde.Runs;

/// <summary>How a run keeps what it computes.</summary>
public enum SampleStorage
{
    /// <summary>
    /// Every sample: 8 bytes per record, quantity and replica. Quantiles are exact. A run whose samples take more than half of the
    /// available memory is refused.
    /// </summary>
    Exact,

    /// <summary>
    /// Statistics only, in memory that does not grow with the number of replicas: moments, smallest and largest sample, counts, quantiles
    /// to a relative error of 2^−10, and the histograms that <see cref="RunOptions.Histograms"/> asks for. Samples cannot be read.
    /// </summary>
    Streaming,
}

/// <summary>
/// A histogram that a run with <see cref="SampleStorage.Streaming"/> keeps of a quantity at every record, see <see cref="Histogram"/>.
/// </summary>
/// <param name="Quantity">The quantity; it must be one of those the run keeps.</param>
/// <param name="Lower">The lower edge of the first bin.</param>
/// <param name="Upper">The upper edge of the last bin, above <paramref name="Lower"/>.</param>
/// <param name="Bins">The number of bins, at least 1.</param>
public readonly record struct HistogramGrid(Quantity Quantity, double Lower, double Upper, int Bins);
