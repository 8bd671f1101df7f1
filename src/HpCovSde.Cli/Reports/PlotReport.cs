using System.Globalization;
using HpCovSde.Comparisons;
using HpCovSde.Covariances;
using HpCovSde.Models;
using HpCovSde.Plots;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Reports;

/// <summary>A report as a figure: a panel with densities for each of a few quantities, and one over time if there are records.</summary>
internal static class PlotReport
{
    private const int Columns = 3;
    private const int MostPanels = 2 * Columns;

    // With more inputs than this the mean correlation is drawn too.
    private const int LargestNamed = 8;

    // Above this median an axis of correlations would show one peak at its end.
    private const double NearlyParallel = 0.99;

    /// <summary>The quantities that a figure needs.</summary>
    internal static IReadOnlyList<Quantity> Quantities(ModelSpec model) =>
        [.. Drawn(model).SelectMany(quantity => Logarithm(quantity) is { } log ? [quantity, log] : (Quantity[])[quantity])];

    // Correlations first.
    private static IReadOnlyList<Quantity> Drawn(ModelSpec model) => model.Start.Size switch
    {
        1 => [.. new[] { Quantity.LogVariance(0), Quantity.LogFeatureNorm(0) }.Intersect(model.Quantities(every: true))],
        2 => [Quantity.Correlation(0, 1), Quantity.LogVariance(0), Quantity.LogVariance(1)],
        int inputs =>
        [
            Quantity.Correlation(0, 1), Quantity.Correlation(0, 2), Quantity.Correlation(1, 2),
            Quantity.LogVariance(0), inputs <= LargestNamed ? Quantity.LogVariance(1) : Quantity.MeanCorrelation, Quantity.LogDeterminant,
        ],
    };

    /// <summary>The figure as SVG.</summary>
    internal static string Of(Report report)
    {
        IReadOnlyList<Quantity> quantities = Drawn(report.Model);
        List<Chart> panels = [.. quantities.Select(quantity => DensityPanel.Of(report, Readable(report, quantity)))];
        if (report.HasRecords)
        {
            Chart path = PathPanel.Of(report, quantities.Contains(Quantity.MeanCorrelation) ? Quantity.MeanCorrelation : quantities[0]);
            if (panels.Count == MostPanels)
            {
                panels.RemoveAt(Columns - 1);
            }

            panels.Add(path);
        }

        string limit = report.Plan.Integration is null ? "" : $". Limit: {report.Plan.Integration.Description}";
        var grid = new ChartGrid
        {
            Title = report switch
            {
                { Finite: null } => "Limit of a network",
                { Limit: null } => "Finite network",
                _ => "Finite network and its limit",
            },
            Subtitle = $"{report.Model.Description}{limit}. {report.Replicas}, seed {report.Run.Seed}{Compared(report)}",
            Columns = panels.Count == 4 ? 2 : Math.Min(panels.Count, Columns),
        };
        panels.ForEach(grid.Panels.Add);
        return grid.ToSvg();
    }

    private static Quantity? Logarithm(Quantity quantity) =>
        quantity.Kind == QuantityKind.Correlation ? Quantity.LogOneMinusCorrelation(quantity.A, quantity.B) : null;

    // log(1 − ρ) in place of ρ where inputs are nearly parallel, unless some are exactly parallel.
    private static Quantity Readable(Report report, Quantity quantity) =>
        Logarithm(quantity) is { } log && report.Outcomes.All(outcome =>
            outcome.Summary(quantity).Median > NearlyParallel && outcome.Summary(log).Covered == outcome.Summary(quantity).Covered)
            ? log
            : quantity;

    private static string Compared(Report report) => report switch
    {
        { Population.IsConditional: true } => $". Only replicas with {Population.Event}: {Sides(report)}",
        { Outcomes: [{ Result.Events.Exploded: > 0 }] } => $". Only replicas that did not explode: {Sides(report)}",
        _ => "",
    };

    private static string Sides(Report report) => string.Join(", ", report.Outcomes.Select(outcome =>
    {
        double count = outcome.Result.Replicas.Count;
        double exploded = outcome.Result.Events.Exploded / count;
        double shown = report.Population.IsConditional ? report.Population.Inside(outcome) / count : 1 - exploded;
        return string.Create(CultureInfo.InvariantCulture, $"{SideName(outcome)} {100 * shown:F1} % (exploded {100 * exploded:F1} %)");
    }));

    /// <summary>The name of a side in keys and notes.</summary>
    internal static string SideName(Outcome outcome) => outcome.Name == RunSide.Finite ? "network" : outcome.Name;

    /// <summary>The name of a quantity on an axis.</summary>
    internal static string Label(Quantity quantity) => quantity.Kind switch
    {
        QuantityKind.LogVariance => $"log V[{quantity.A + 1},{quantity.A + 1}]",
        QuantityKind.Correlation => $"correlation ρ[{quantity.A + 1},{quantity.B + 1}]",
        QuantityKind.LogOneMinusCorrelation => $"log(1 − ρ[{quantity.A + 1},{quantity.B + 1}])",
        QuantityKind.MeanCorrelation => "mean correlation over pairs",
        QuantityKind.LogDeterminant => "log det V",
        QuantityKind.LogFeatureNorm => $"log |φ(Y[{quantity.A + 1}])| / |φ(Y₀[{quantity.A + 1}])|",
        _ => quantity.Name,
    };
}
