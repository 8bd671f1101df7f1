using System.Globalization;
using HpCovSde.Plots;

namespace HpCovSde.Cli.Reports;

/// <summary>The figure of <c>law</c>: the densities of a few pairs, or their means and quantiles over time.</summary>
internal static class LawPlot
{
    private const int MostPanels = 6;
    private const int Columns = 3;

    // Above this median an axis of correlations would show one peak at its end.
    private const double NearlyParallel = 0.99;

    internal static string Of(LawReport report)
    {
        int panels = Math.Min(report.Last.Pairs.Length, MostPanels);
        var grid = new ChartGrid
        {
            Title = "Exact law of pairs of inputs",
            Subtitle = string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Model.Description}. kappa = {report.Laws.Drift.Kappa:G6}, T = {report.Laws.Time:G6}"
                + $"{(report.Last.Pairs.Length > panels ? $". The first {panels} of {report.Last.Pairs.Length} pairs" : "")}"),
            Columns = Math.Min(panels, Columns),
        };
        for (int pair = 0; pair < panels; pair++)
        {
            grid.Panels.Add(report.Run.RecordEvery > 0 ? Path(report, pair) : Density(report.Last.Pairs[pair]));
        }

        return grid.ToSvg();
    }

    private static Chart Density(LawOfPair pair)
    {
        LawOfQuantity shown = pair.Rho.Quantiles![1].Value > NearlyParallel && pair.LogOneMinusRho.Density.Length > 0
            ? pair.LogOneMinusRho
            : pair.Rho;
        Chart chart = Empty(shown.Name, "density");
        if (shown.Density.Length > 0)
        {
            chart.Series.Add(new DensitySeries(
                "exact", [.. shown.Density.Select(point => point.X)], [.. shown.Density.Select(point => point.Y)], Palette.Blue));
        }
        else if (double.IsFinite(shown.Mean.Value))
        {
            chart.Series.Add(new LineSeries("exact", [shown.Mean.Value, shown.Mean.Value], [0, 1], Palette.Blue));
        }

        chart.Notes.Add(string.Create(
            CultureInfo.InvariantCulture, $"mean (sd): {shown.Mean.Value:G6} ({shown.StandardDeviation!.Value.Value:G6})"));
        return chart;
    }

    private static Chart Path(LawReport report, int pair)
    {
        LawOfQuantity[] path = [.. report.Records.Select(record => record.Pairs[pair].Rho)];
        double[] times = [.. report.Records.Select(record => record.Time)];
        Chart chart = Empty("time", path[0].Name);
        chart.Series.Add(new BandSeries("median, 5 % to 95 %", times, Level(path, 1), Level(path, 0), Level(path, 2)));
        chart.Series.Add(new LineSeries("mean", times, [.. path.Select(quantity => quantity.Mean.Value)], Palette.Orange));
        return chart;
    }

    private static double[] Level(LawOfQuantity[] path, int level) => [.. path.Select(quantity => quantity.Quantiles![level].Value)];

    private static Chart Empty(string x, string y) => new() { X = new Axis(x), Y = new Axis(y), Width = 400, Height = 300 };
}
