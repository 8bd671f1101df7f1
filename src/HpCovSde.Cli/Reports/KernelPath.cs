using HpCovSde.Statistics;

namespace HpCovSde.Cli.Reports;

/// <summary>
/// A summary of each record of a kernel: of 1 − ρ over the pairs of inputs, or of the variance of a single input. Kept instead of the
/// matrices.
/// </summary>
internal sealed class KernelPath
{
    // Measured: four numbers, and the text of the figure with its copies.
    private const double BytesPerRecord = 400;

    /// <summary>The times of the records.</summary>
    internal List<double> Times { get; } = [];

    /// <summary>The median at each record.</summary>
    internal List<double> Median { get; } = [];

    /// <summary>The 5 % quantile at each record.</summary>
    internal List<double> Lower { get; } = [];

    /// <summary>The 95 % quantile at each record.</summary>
    internal List<double> Upper { get; } = [];

    /// <summary>The bytes that the summaries and the figure of them take.</summary>
    internal static double Memory(long records) => records * BytesPerRecord;

    internal void Add(double time, GramMatrix gram)
    {
        double[] values = gram.Size == 1
            ? [gram.Variance(0)]
            : [.. gram.OneMinusCorrelations().Select(delta => 1 - delta)];
        var summary = Summary.Of(values);
        Times.Add(time);
        Median.Add(summary.Median);
        Lower.Add(summary.Quantile05);
        Upper.Add(summary.Quantile95);
    }
}
