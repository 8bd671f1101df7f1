using HpCovSde.Statistics;

namespace HpCovSde.Cli.Reports;

/// <summary>
/// A summary of each record of a kernel: of 1 − ρ over the pairs of inputs, or of the variance of a single input. Kept instead of the
/// matrices.
/// </summary>
internal sealed class KernelPath
{
    // Four numbers, and the text of a line, or of a line and a band, with its copies; measured in KernelMemoryTests.
    private const double BytesOfLine = 400;
    private const double BytesOfBand = 1200;

    /// <summary>The times of the records.</summary>
    internal List<double> Times { get; } = [];

    /// <summary>The median at each record.</summary>
    internal List<double> Median { get; } = [];

    /// <summary>The 5 % quantile at each record.</summary>
    internal List<double> Lower { get; } = [];

    /// <summary>The 95 % quantile at each record.</summary>
    internal List<double> Upper { get; } = [];

    /// <summary>The bytes that the summaries and the figure of them take.</summary>
    internal static double Memory(int inputs, long records) => records * (HasBand(inputs) ? BytesOfBand : BytesOfLine);

    /// <summary>Whether there are several pairs, so that quantiles make a band.</summary>
    internal static bool HasBand(int inputs) => inputs > 2;

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
