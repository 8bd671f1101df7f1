using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Models;
using HpCovSde.Plots;

namespace HpCovSde.Cli.Reports;

/// <summary>A report as a figure: a panel with densities for each of a few quantities, and one over time if there are records.</summary>
internal static class PlotReport
{
    private const int Columns = 3;
    private const int MostPanels = 2 * Columns;

    // With more inputs than this the mean correlation is drawn too.
    private const int LargestNamed = 8;

    /// <summary>The quantities that are drawn, correlations first.</summary>
    internal static IReadOnlyList<Quantity> Quantities(ModelSpec model) => model.Start.Size switch
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
        IReadOnlyList<Quantity> quantities = Quantities(report.Model);
        List<Chart> panels = [.. quantities.Select(quantity => DensityPanel.Of(report, quantity))];
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
            Subtitle = $"{report.Model.Description}{limit}. "
                + $"{Wording.Count(report.Run.Options.Replicas, "replica")}, seed {report.Run.Seed}",
            Columns = panels.Count == 4 ? 2 : Math.Min(panels.Count, Columns),
        };
        panels.ForEach(grid.Panels.Add);
        return grid.ToSvg();
    }

    /// <summary>The name of a quantity on an axis.</summary>
    internal static string Label(Quantity quantity) => quantity.Kind switch
    {
        QuantityKind.LogVariance => $"log V[{quantity.A + 1},{quantity.A + 1}]",
        QuantityKind.Correlation => $"correlation ρ[{quantity.A + 1},{quantity.B + 1}]",
        QuantityKind.MeanCorrelation => "mean correlation over pairs",
        QuantityKind.LogDeterminant => "log det V",
        QuantityKind.LogFeatureNorm => $"log |φ(Y[{quantity.A + 1}])| / |φ(Y₀[{quantity.A + 1}])|",
        _ => quantity.Name,
    };
}
