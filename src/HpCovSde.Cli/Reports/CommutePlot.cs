using HpCovSde.Commutation;
using HpCovSde.Data;
using HpCovSde.Plots;

namespace HpCovSde.Cli.Reports;

/// <summary>The figure of <c>commute</c>: mean square errors over widths and depths.</summary>
internal static class CommutePlot
{
    internal static string Of(CommuteReport report)
    {
        CommutationStudy study = report.Study;
        double[] widths = [.. study.Cells.Select(cell => (double)cell.Width).Distinct().Order()];
        double[] depths = [.. study.Cells.Select(cell => (double)cell.Depth).Distinct().Order()];
        bool hasLimit = study.Family.HasLimit;
        double[] values =
        [
            .. from depth in depths
               from width in widths
               let cell = study.Cells.Single(cell => cell.Width == width && cell.Depth == depth)
               select hasLimit ? cell.MeanSquareError.Value : cell.MeanSquareOfWidth.Value,
        ];
        return new HeatMap(widths, depths, values)
        {
            Title = $"{study.Quantity.Name}: mean square distance to {(hasLimit ? "the limit of width and depth" : "infinite width")}",
            Subtitle = $"{report.Model.FamilyDescription}; {Wording.Count(report.Run.Replicas ?? 1, "network")} for each cell"
                + (study.Cells.Count(cell => cell.IsHeavyTailed) is > 0 and var heavy
                    ? $"; in {heavy} of {study.Cells.Count} the mean is that of a few networks"
                    : ""),
            X = new Axis("width n", AxisScale.Logarithmic),
            Y = new Axis("depth L", AxisScale.Logarithmic),
            ValueScale = AxisScale.Logarithmic,
            ValueLabel = "mean square error",
        }.ToSvg();
    }
}
