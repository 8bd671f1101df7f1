using System.Globalization;
using HpCovSde.Comparisons;
using HpCovSde.Covariances;
using HpCovSde.Plots;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Reports;

/// <summary>
/// A panel with the density of one quantity: the network as a filled curve, the limit as a line, atoms as vertical lines, and the distances
/// between them.
/// </summary>
internal static class DensityPanel
{
    private const int Points = 401;

    // The fraction on either side that is not drawn, because it would flatten the rest.
    private const double Tail = 0.001;

    // Atoms whose masses are in the notes.
    private const int NamedAtoms = 2;

    internal static Chart Of(Report report, Quantity quantity)
    {
        var chart = new Chart { X = new Axis(PlotReport.Label(quantity)), Y = new Axis("density"), Width = 400, Height = 300 };
        (Outcome Outcome, EmpiricalDistribution Sample)[] sides =
        [
            .. report.Outcomes.Select(outcome => (outcome, report.Population.Distribution(outcome, quantity)))
                .Where(side => side.Item2.Count > 0),
        ];
        if (sides.Length > 0 && Grid.Around([.. sides.Select(side => side.Sample)], quantity) is { } grid)
        {
            AddSeries(chart, [.. sides.Select(side => (side.Outcome, grid.Estimate(side.Sample)))]);
            double[] x = grid.Positions();
            if (report.Exact?.Density(quantity, x) is { } exact)
            {
                chart.Series.Add(new LineSeries("exact", x, exact, Palette.Grey, LineDash.Dashed));
            }
        }

        foreach (string note in Notes(report, quantity))
        {
            chart.Notes.Add(note);
        }

        return chart;
    }

    private static void AddSeries(Chart chart, (Outcome Outcome, KernelDensity Estimate)[] sides)
    {
        double highest = sides.Max(side => side.Estimate.Density.ToArray().Max());
        double largest = sides.Max(side => side.Estimate.Atoms.ToArray().Max(atom => (double?)atom.Mass) ?? 0);
        foreach ((Outcome outcome, KernelDensity estimate) in sides)
        {
            string name = PlotReport.SideName(outcome);
            PlotColor color = outcome.Name == RunSide.Finite ? Palette.Blue : Palette.Orange;
            bool isSecond = outcome != sides[0].Outcome;
            if (estimate.Bandwidth > 0)
            {
                double[] density = estimate.Density.ToArray();
                double[] x = [.. Enumerable.Range(0, Points).Select(estimate.Position)];
                chart.Series.Add(isSecond ? new LineSeries(name, x, density, color) : new DensitySeries(name, x, density, color));
            }

            // An atom has no density. Its line has the height of its mass: the largest atom reaches the highest density.
            foreach (Atom atom in estimate.Atoms)
            {
                double height = (highest > 0 ? highest : 1) * atom.Mass / largest;
                string? key = estimate.Bandwidth > 0 || atom != estimate.Atoms[0] ? null : name;
                LineDash dash = isSecond ? LineDash.Dashed : LineDash.Solid;
                chart.Series.Add(new LineSeries(key, [atom.Value, atom.Value], [0, height], color, dash));
            }

            if (estimate.Atoms.Length > 0)
            {
                chart.Notes.Add($"{name}: {AtomsIn(estimate.Atoms)}");
            }
        }
    }

    private static string AtomsIn(ReadOnlySpan<Atom> atoms)
    {
        Atom[] largest = [.. atoms.ToArray().OrderByDescending(atom => atom.Mass).Take(NamedAtoms)];
        string named = string.Join(", ", largest.Select(atom => $"{Percent(atom.Mass)} at {Short(atom.Value)}"));
        return atoms.Length <= NamedAtoms ? named : $"{named}, and {atoms.Length - NamedAtoms} smaller";
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:G3} %");

    private static IEnumerable<string> Notes(Report report, Quantity quantity)
    {
        // A panel without a curve has no notes.
        if (report.Outcomes.All(outcome => report.Population.Distribution(outcome, quantity).Count == 0))
        {
            yield break;
        }

        if (report.Distances.TryGetValue(quantity, out SampleComparison? distance))
        {
            yield return $"KS {Short(distance.Ks)}, p {Approximately(distance)}{Short(distance.P)}, W₁ {Short(distance.Wasserstein1)}";
        }

        IEnumerable<string> means = report.Outcomes.Select(outcome =>
        {
            Summary summary = report.Population.Summary(outcome, quantity);
            return $"{PlotReport.SideName(outcome)} {Short(summary.Mean)} ({Short(summary.StandardDeviation)})";
        });
        yield return $"mean (sd): {string.Join(", ", means)}";
    }

    private static string Approximately(SampleComparison distance) => TableNotes.IsAsymptotic(distance) ? "≈ " : "";

    private static string Short(double value) => double.IsNaN(value) ? "–" : value.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>The points at which densities are evaluated.</summary>
    private sealed record Grid(double From, double To, double Lower, double Upper)
    {
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

        internal double[] Positions() => [.. Enumerable.Range(0, Points).Select(i => From + ((To - From) * i / (Points - 1)))];

        internal KernelDensity Estimate(EmpiricalDistribution sample) => KernelDensity.Of(sample, From, To, Points, Lower, Upper);
    }
}
