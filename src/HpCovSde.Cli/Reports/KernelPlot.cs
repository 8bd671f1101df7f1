using HpCovSde.Plots;

namespace HpCovSde.Cli.Reports;

/// <summary>
/// The figure of <c>kernel</c>: correlations over the layers if there are records, otherwise those at the end as a matrix, or, with many
/// inputs, as a histogram.
/// </summary>
internal static class KernelPlot
{
    // The most inputs with a cell for each pair.
    private const int LargestMap = 64;

    internal static string Of(KernelReport report, KernelPath path)
    {
        GramMatrix gram = report.Last.Covariance;
        return gram.Size > 1 && report.RecordEvery == 0
            ? gram.Size <= LargestMap ? Map(report, gram) : Histogram(report, gram)
            : Path(report, path, gram);
    }

    private static string Map(KernelReport report, GramMatrix gram)
    {
        double[] inputs = [.. Enumerable.Range(1, gram.Size).Select(input => (double)input)];
        double[] values =
        [
            .. from a in Enumerable.Range(0, gram.Size)
               from b in Enumerable.Range(0, gram.Size)
               select 1 - gram.OneMinusCorrelation(a, b),
        ];
        return new HeatMap(inputs, inputs, values)
        {
            Title = "Correlations at infinite width",
            Subtitle = report.Model.Description,
            X = new Axis("input"),
            Y = new Axis("input"),
            ValueLabel = "correlation ρ",
        }.ToSvg();
    }

    private static string Histogram(KernelReport report, GramMatrix gram)
    {
        double[] correlations = [.. gram.OneMinusCorrelations().Select(delta => 1 - delta)];
        const int Bins = 50;
        double margin = Math.Max(1e-6, (correlations.Max() - correlations.Min()) / Bins);
        var histogram = Statistics.Histogram.Of(correlations, correlations.Min() - margin, correlations.Max() + margin, Bins);
        double[] edges = [.. Enumerable.Range(0, Bins + 1).Select(histogram.Edge)];
        double[] densities = [.. Enumerable.Range(0, Bins).Select(histogram.Density)];
        return Chart(report, "correlation ρ of pairs of inputs", "density", new HistogramSeries("infinite width", edges, densities));
    }

    private static string Path(KernelReport report, KernelPath path, GramMatrix gram)
    {
        string name = gram.Size switch { 1 => "V[1,1]", 2 => "correlation ρ[1,2]", _ => "correlation ρ over pairs" };
        Series series = KernelPath.HasBand(gram.Size)
            ? new BandSeries(
                "median, 5 % to 95 %", path.Times.ToArray(), path.Median.ToArray(), path.Lower.ToArray(), path.Upper.ToArray())
            : new LineSeries("infinite width", path.Times.ToArray(), path.Median.ToArray());
        return Chart(report, "time", name, series);
    }

    private static string Chart(KernelReport report, string x, string y, Series series) => new Chart
    {
        Title = "Kernel at infinite width",
        Subtitle = report.Model.Description,
        X = new Axis(x),
        Y = new Axis(y),
        Series = { series },
    }.ToSvg();
}
