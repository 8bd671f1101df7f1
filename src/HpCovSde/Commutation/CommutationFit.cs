using HpCovSde.Statistics;

namespace HpCovSde.Commutation;

/// <summary>The rates of a grid against those of the theorems, C (n^−1/2 + L^−1) for the L² distance of a normalised residual network to its limit.</summary>
/// <param name="WidthRate">
/// The exponent r of E (q_{L,n} − q_{L,∞})² ~ n^r, one for all depths: the weighted mean of the slopes of the depths. −1 where limits commute, 0 where q stays random.
/// NaN with a single width.
/// </param>
/// <param name="DepthRate">
/// The exponent of |q_{L,∞} − q_∞| ~ L^r, from exact kernels by least squares: its standard error is that of a line through points without noise, from
/// their distances to it, and NaN for fewer than three depths.
/// </param>
/// <param name="WidthConstant">A in E (q_{L,n} − q_∞)² = A/n + B/L², by weighted least squares over all cells; A^{1/2} n^−1/2 is the error owed to the width.</param>
/// <param name="DepthConstant">B.</param>
/// <param name="LargestRatio">The largest E[(q_{L,n} − q_∞)²]^{1/2}/(n^−1/2 + L^−1) of a cell: the least C that the grid allows.</param>
public sealed record CommutationFit(Estimate WidthRate, Estimate DepthRate, Estimate WidthConstant, Estimate DepthConstant, double LargestRatio)
{
    private static readonly Estimate Unknown = new(double.NaN, double.NaN);

    internal static CommutationFit Of(IReadOnlyList<CommutationCell> cells)
    {
        (Estimate a, Estimate b) = Constants(cells);
        return new(
            WidthRateOf(cells),
            DepthRateOf([.. cells.DistinctBy(cell => cell.Depth).Where(cell => double.IsFinite(cell.BiasOfDepth) && cell.BiasOfDepth != 0)]),
            a,
            b,
            cells.Max(cell => Math.Sqrt(cell.MeanSquareError.Value) / ((1 / Math.Sqrt(cell.Width)) + (1.0 / cell.Depth))));
    }

    private static Estimate WidthRateOf(IReadOnlyList<CommutationCell> cells)
    {
        double weights = 0;
        double slopes = 0;
        foreach (IGrouping<int, CommutationCell> row in cells.GroupBy(cell => cell.Depth))
        {
            CommutationCell[] usable = [.. row.Where(cell => cell.MeanSquareOfWidth is { Value: > 0, StandardError: > 0 } && double.IsFinite(cell.MeanSquareOfWidth.StandardError))];
            if (usable.DistinctBy(cell => cell.Width).Count() < 2)
            {
                continue;
            }

            Estimate slope = LogLogFit.Of(
                [.. usable.Select(cell => (double)cell.Width)],
                [.. usable.Select(cell => cell.MeanSquareOfWidth.Value)],
                [.. usable.Select(cell => cell.MeanSquareOfWidth.StandardError)]).Slope;
            double weight = 1 / (slope.StandardError * slope.StandardError);
            weights += weight;
            slopes += weight * slope.Value;
        }

        return weights > 0 ? new(slopes / weights, 1 / Math.Sqrt(weights)) : Unknown;
    }

    private static Estimate DepthRateOf(CommutationCell[] depths)
    {
        if (depths.Length < 2)
        {
            return Unknown;
        }

        double[] x = [.. depths.Select(cell => (double)cell.Depth)];
        double[] y = [.. depths.Select(cell => Math.Abs(cell.BiasOfDepth))];

        // Relative standard errors of 1, which the distances to the line then scale.
        var fit = LogLogFit.Of(x, y, y);
        double square = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double distance = Math.Log(y[i]) - Math.Log(fit.At(x[i]));
            square += distance * distance;
        }

        return new(fit.Slope.Value, x.Length > 2 ? fit.Slope.StandardError * Math.Sqrt(square / (x.Length - 2)) : double.NaN);
    }

    // The normal equations of two unknowns.
    private static (Estimate A, Estimate B) Constants(IReadOnlyList<CommutationCell> cells)
    {
        double xx = 0;
        double xy = 0;
        double yy = 0;
        double xz = 0;
        double yz = 0;
        foreach (CommutationCell cell in cells)
        {
            double weight = 1 / (cell.MeanSquareError.StandardError * cell.MeanSquareError.StandardError);
            double x = 1.0 / cell.Width;
            double y = 1.0 / cell.Depth / cell.Depth;
            xx += weight * x * x;
            xy += weight * x * y;
            yy += weight * y * y;
            xz += weight * x * cell.MeanSquareError.Value;
            yz += weight * y * cell.MeanSquareError.Value;
        }

        // Equal but for rounding if widths and depths go together: then there is one unknown.
        double determinant = (xx * yy) - (xy * xy);
        return determinant > 1e-9 * xx * yy && double.IsFinite(xx)
            ? (new(((yy * xz) - (xy * yz)) / determinant, Math.Sqrt(yy / determinant)), new(((xx * yz) - (xy * xz)) / determinant, Math.Sqrt(xx / determinant)))
            : (Unknown, Unknown);
    }
}
