using HpCovSde.Statistics;

namespace HpCovSde.Commutation;

/// <summary>
/// The convergence rates fitted to a grid, to compare with theorems: the L² distance of a normalised residual network to its limit is at
/// most C (n^−1/2 + L^−1).
/// </summary>
/// <param name="WidthRate">
/// The exponent r of E (q_{L,n} − q_{L,∞})² ~ n^r, the weighted mean of the slopes of all depths. It is −1 if the limits commute, and 0 if
/// q stays random. NaN for a single width.
/// </param>
/// <param name="DepthRate">
/// The exponent r of |q_{L,∞} − q_∞| ~ L^r, by least squares from exact kernels. The standard error comes from the residuals of the fit; it
/// is NaN for fewer than three depths. NaN where the kernel has the limit at every depth, to within rounding.
/// </param>
/// <param name="WidthConstant">
/// A in E (q_{L,n} − q_∞)² = A/n + B/L², by weighted least squares over all cells. A^{1/2} n^−1/2 is the error due to the width.
/// </param>
/// <param name="DepthConstant">B. Both are at least 0: one that would be negative is 0, and the other is fitted alone.</param>
/// <param name="LargestRatio">The largest E[(q_{L,n} − q_∞)²]^{1/2}/(n^−1/2 + L^−1) of a cell: the smallest C that fits the grid.</param>
/// <remarks>
/// The rates and constants of the width have no standard errors if a cell <see cref="CommutationCell.IsHeavyTailed"/>.
/// </remarks>
public sealed record CommutationFit(
    Estimate WidthRate, Estimate DepthRate, Estimate WidthConstant, Estimate DepthConstant, double LargestRatio)
{
    // Kernels are accurate to this, relative to the limit.
    private const double Rounding = 1e-13;

    private static readonly Estimate Unknown = new(double.NaN, double.NaN);

    internal static CommutationFit Of(IReadOnlyList<CommutationCell> cells)
    {
        bool isHeavy = cells.Any(cell => cell.IsHeavyTailed);
        (Estimate a, Estimate b) = Constants(cells);
        return new(
            Judged(WidthRateOf(cells)),
            DepthRateOf(
                [.. cells.DistinctBy(cell => cell.Depth).Where(cell => Math.Abs(cell.BiasOfDepth) > Rounding * Math.Abs(cell.Limit))]),
            Judged(a),
            Judged(b),
            cells.Max(cell => Math.Sqrt(cell.MeanSquareError.Value) / ((1 / Math.Sqrt(cell.Width)) + (1.0 / cell.Depth))));

        Estimate Judged(Estimate x) => isHeavy ? x with { StandardError = double.NaN } : x;
    }

    private static Estimate WidthRateOf(IReadOnlyList<CommutationCell> cells)
    {
        double weights = 0;
        double slopes = 0;
        foreach (IGrouping<int, CommutationCell> row in cells.GroupBy(cell => cell.Depth))
        {
            CommutationCell[] usable = [.. row.Where(cell => IsUsable(cell.MeanSquareOfWidth))];
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

        static bool IsUsable(Estimate x) => x is { Value: > 0, StandardError: > 0 } && double.IsFinite(x.StandardError);
    }

    private static Estimate DepthRateOf(CommutationCell[] depths)
    {
        if (depths.Length < 2)
        {
            return Unknown;
        }

        double[] x = [.. depths.Select(cell => (double)cell.Depth)];
        double[] y = [.. depths.Select(cell => Math.Abs(cell.BiasOfDepth))];

        // Fitted with relative standard errors of 1. The residuals then give the scale of the error.
        var fit = LogLogFit.Of(x, y, y);
        double square = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double distance = Math.Log(y[i]) - Math.Log(fit.At(x[i]));
            square += distance * distance;
        }

        return new(fit.Slope.Value, x.Length > 2 ? fit.Slope.StandardError * Math.Sqrt(square / (x.Length - 2)) : double.NaN);
    }

    // Solves the normal equations for A and B.
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

        // The determinant is rounding if depth is a function of width, so that A and B cannot be separated.
        double determinant = (xx * yy) - (xy * xy);
        if (!(determinant > 1e-9 * xx * yy && double.IsFinite(xx)))
        {
            return (Unknown, Unknown);
        }

        var a = new Estimate(((yy * xz) - (xy * yz)) / determinant, Math.Sqrt(yy / determinant));
        var b = new Estimate(((xx * yz) - (xy * xz)) / determinant, Math.Sqrt(xx / determinant));
        return a.Value < 0 ? (new(0, a.StandardError), new(yz / yy, Math.Sqrt(1 / yy)))
            : b.Value < 0 ? (new(xz / xx, Math.Sqrt(1 / xx)), new(0, b.StandardError))
            : (a, b);
    }
}
