using HpCovSde.Comparisons;
using HpCovSde.Covariances;
using HpCovSde.Plots;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Reports;

/// <summary>A panel with one quantity over time: the mean and the band from the 5 % to the 95 % quantile.</summary>
internal static class PathPanel
{
    private const double EdgeWidth = 1.2;

    internal static Chart Of(Report report, Quantity quantity)
    {
        // The records of both sides are at the same times. The times of the limit are used, because the clock of a network can differ.
        bool addsStart = report.Model.BeginsAtStart && !report.Run.Options.RecordStart;
        double[] origin = addsStart ? [0] : [];
        double[] times = [.. origin, .. (report.Limit ?? report.Finite)!.Result.Times];
        var chart = new Chart { X = new Axis("time"), Y = new Axis(PlotReport.Label(quantity)), Width = 400, Height = 300 };
        foreach (Outcome outcome in report.Outcomes)
        {
            if (outcome.Result.Events.Exploded > 0)
            {
                chart.Notes.Add($"{PlotReport.SideName(outcome)}: without exploded replicas");
            }

            Summary[] path = [.. Enumerable.Range(0, outcome.Result.Steps.Count).Select(record => outcome.Summary(quantity, record))];
            double[] start = addsStart ? [Start(report.Model.Start, quantity)] : [];
            double[] mean = [.. start, .. path.Select(summary => summary.Mean)];
            double[] lower = [.. start, .. path.Select(summary => summary.Quantile05)];
            double[] upper = [.. start, .. path.Select(summary => summary.Quantile95)];
            string key = $"{PlotReport.SideName(outcome)}: mean, 5 % to 95 %";
            if (outcome.Name == "limit" && report.Finite is not null)
            {
                // Two overlapping bands would hide each other, so the limit is drawn as lines.
                chart.Series.Add(new LineSeries(key, times, mean, Palette.Orange, LineDash.Dashed));
                chart.Series.Add(new LineSeries(null, times, lower, Palette.Orange, LineDash.Dashed, EdgeWidth));
                chart.Series.Add(new LineSeries(null, times, upper, Palette.Orange, LineDash.Dashed, EdgeWidth));
            }
            else
            {
                chart.Series.Add(new BandSeries(key, times, mean, lower, upper, outcome.Name == "finite" ? Palette.Blue : Palette.Orange));
            }
        }

        return chart;
    }

    private static double Start(GramMatrix start, Quantity quantity)
    {
        if (quantity.Kind == QuantityKind.LogVariance)
        {
            return Math.Log(start.Variance(quantity.A));
        }

        if (quantity.Kind == QuantityKind.Correlation)
        {
            return 1 - start.OneMinusCorrelation(quantity.A, quantity.B);
        }

        double sum = 0;
        for (int a = 0; a < start.Size; a++)
        {
            for (int b = 0; b < a; b++)
            {
                sum += 1 - start.OneMinusCorrelation(a, b);
            }
        }

        return sum / (start.Size * (start.Size - 1L) / 2);
    }
}
