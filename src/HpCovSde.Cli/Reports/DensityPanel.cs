using HpCovSde.Covariances;
using HpCovSde.Plots;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Reports;

/// <summary>
/// A panel with the density of one quantity: the network as a filled curve, the limit as a line, and the distances between them.
/// </summary>
internal static class DensityPanel
{
    private const int Points = 401;

    // The fraction on either side that is not drawn, because it would flatten the rest.
    private const double Tail = 0.001;

    internal static Chart Of(Report report, Quantity quantity)
    {
        var chart = new Chart { X = new Axis(PlotReport.Label(quantity)), Y = new Axis("density"), Width = 400, Height = 300 };
        EmpiricalDistribution[] samples =
        [
            .. report.Outcomes.Select(outcome => outcome.Distribution(quantity)).Where(sample => sample.Count > 0),
        ];
        if (samples.Length > 0 && Grid.Around(samples, quantity) is { } grid)
        {
            AddSeries(chart, report, quantity, grid);
        }

        foreach (string note in Notes(report, quantity))
        {
            chart.Notes.Add(note);
        }

        return chart;
    }

    private static void AddSeries(Chart chart, Report report, Quantity quantity, Grid grid)
    {
        double peak = 0;
        if (report.Finite?.Distribution(quantity) is { Count: > 0 } finite)
        {
            double[] density = grid.Density(finite);
            peak = density.Max();
            chart.Series.Add(new DensitySeries("network", grid.X, density, Palette.Blue));
        }

        if (report.Limit?.Distribution(quantity) is not { Count: > 0 } limit)
        {
            return;
        }

        double[] atoms = [limit.Sorted[0], limit.Sorted[0]];
        chart.Series.Add(
            limit.Sorted[^1] - limit.Sorted[0] < grid.Spacing ? new LineSeries("limit", atoms, [0, peak > 0 ? peak : 1], Palette.Orange)
            : report.Finite is null ? new DensitySeries("limit", grid.X, grid.Density(limit), Palette.Orange)
            : new LineSeries("limit", grid.X, grid.Density(limit), Palette.Orange));
    }

    private static IEnumerable<string> Notes(Report report, Quantity quantity)
    {
        // A panel without a curve has no notes.
        if (report.Outcomes.All(outcome => outcome.Distribution(quantity).Count == 0))
        {
            yield break;
        }

        if (report.Distances.TryGetValue(quantity, out SampleComparison? distance))
        {
            yield return $"KS {Short(distance.Ks)}, p {Short(distance.P)}, W₁ {Short(distance.Wasserstein1)}";
        }

        IEnumerable<string> means = report.Outcomes.Select(outcome =>
        {
            Summary summary = outcome.Summary(quantity);
            return $"{(outcome.Name == "finite" ? "network" : outcome.Name)} {Short(summary.Mean)} ({Short(summary.StandardDeviation)})";
        });
        yield return $"mean (sd): {string.Join(", ", means)}";
    }

    private static string Short(double value) =>
        double.IsNaN(value) ? "–" : value.ToString("G3", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The points at which densities are evaluated.</summary>
    private sealed record Grid(double From, double To, double Lower, double Upper)
    {
        internal double Spacing => (To - From) / (Points - 1);

        internal double[] X => [.. Enumerable.Range(0, Points).Select(i => i == Points - 1 ? To : From + (i * Spacing))];

        internal static Grid? Around(EmpiricalDistribution[] samples, Quantity quantity)
        {
            bool bounded = quantity.Kind is QuantityKind.Correlation or QuantityKind.MeanCorrelation;
            (double lower, double upper) = bounded ? (-1, 1) : (double.NegativeInfinity, double.PositiveInfinity);
            double from = samples.Min(sample => Quantiles.Of(sample, Tail));
            double to = samples.Max(sample => Quantiles.Of(sample, 1 - Tail));
            double margin = Math.Max(0.1 * (to - from), 1e-6 * Math.Max(1, Math.Abs(from)));
            (from, to) = (Math.Max(lower, from - margin), Math.Min(upper, to + margin));
            return double.IsFinite(to - from) ? new(from, to, lower, upper) : null;
        }

        internal double[] Density(EmpiricalDistribution sample) =>
            KernelDensity.Of(sample, From, To, Points, Lower, Upper).Density.ToArray();
    }
}
