using MathNet.Numerics.RootFinding;

namespace HpCovSde.Laws;

/// <summary>
/// Where a continuous function has a value: between the first two points of a grid that it crosses the value between, or next to its
/// extreme on the grid if only that reaches the value.
/// </summary>
/// <param name="Root">The argument; NaN if the value is not reached.</param>
/// <param name="Least">The least value that was met.</param>
/// <param name="Greatest">The greatest value that was met.</param>
internal readonly record struct Crossing(double Root, double Least, double Greatest)
{
    private const double RelativeAccuracy = 1e-12;
    private const double SmallCorrection = 1e-6;
    private const int MostIterations = 200;

    /// <summary>The powers of 2 from 2^first to a largest number, and this number.</summary>
    internal static IEnumerable<double> Powers(int first, double largest)
    {
        for (double x = Math.ScaleB(1, first); x < largest; x *= 2)
        {
            yield return x;
        }

        yield return largest;
    }

    /// <summary>Finds it.</summary>
    /// <param name="function">The function; NaN where it is not known, which ends the search.</param>
    /// <param name="value">The value.</param>
    /// <param name="grid">Points in increasing order.</param>
    internal static Crossing Find(Func<double, double> function, double value, IEnumerable<double> grid)
    {
        var points = new List<(double X, double Y)>();
        foreach (double x in grid)
        {
            double y = function(x);
            if (double.IsNaN(y))
            {
                break;
            }

            points.Add((x, y));
            if (points is [.., var before, _] && Crosses(before.Y, y, value))
            {
                return Between(function, value, before.X, x, points);
            }
        }

        if (points is [])
        {
            return new(double.NaN, double.NaN, double.NaN);
        }

        // The value may lie between the extreme of the grid and that of the function.
        double sign = points[0].Y < value ? 1 : -1;
        int extreme = points.Index().MaxBy(point => sign * point.Item.Y).Index;
        if (extreme > 0 && extreme < points.Count - 1)
        {
            (double X, double Y) best = Extreme(function, sign, value, points[extreme - 1].X, points[extreme + 1].X);
            points.Add(best);
            if (Crosses(points[extreme - 1].Y, best.Y, value))
            {
                return Between(function, value, points[extreme - 1].X, best.X, points);
            }
        }

        return new(points[0].Y == value ? points[0].X : double.NaN, points.Min(point => point.Y), points.Max(point => point.Y));
    }

    /// <summary>
    /// Finds it where the function takes long and a rough one does not: the root of the rough one, corrected by secants. Two or three
    /// values of the function are enough. If a correction is large, the function itself is searched.
    /// </summary>
    /// <param name="function">The function; a rough value of it where the second argument is true.</param>
    /// <param name="value">The value.</param>
    /// <param name="grid">Points in increasing order, above 0.</param>
    /// <param name="largest">The largest correction, as a part of the root.</param>
    internal static Crossing Find(Func<double, bool, double> function, double value, IEnumerable<double> grid, double largest)
    {
        const double Difference = 1e-3;
        const int MostSecants = 8;
        Crossing near = Find(x => function(x, true), value, grid);
        if (double.IsNaN(near.Root))
        {
            return Find(x => function(x, false), value, grid);
        }

        double x = near.Root;
        double slope = (function(x * (1 + Difference), true) - function(x * (1 - Difference), true)) / (2 * Difference * x);
        double y = function(x, false) - value;
        for (int i = 0; i < MostSecants; i++)
        {
            double next = x - (y / slope);
            if (!(Math.Abs(next - near.Root) <= largest * near.Root))
            {
                break;
            }

            // What is left after a correction so small is below rounding.
            if (Math.Abs(next - x) <= SmallCorrection * x)
            {
                return near with { Root = next };
            }

            double before = y;
            y = function(next, false) - value;
            slope = (y - before) / (next - x);
            x = next;
        }

        return Find(x => function(x, false), value, grid);
    }

    private static bool Crosses(double first, double second, double value) =>
        first == value || second == value || first < value != second < value;

    private static Crossing Between(
        Func<double, double> function, double value, double left, double right, List<(double X, double Y)> points) => new(
            Brent.FindRoot(x => function(x) - value, left, right, RelativeAccuracy * right, MostIterations),
            points.Min(point => point.Y),
            points.Max(point => point.Y));

    // Golden sections, until the value is passed.
    private static (double X, double Y) Extreme(Func<double, double> function, double sign, double value, double left, double right)
    {
        const double Section = 0.6180339887498949;
        (double X, double Y) At(double x) => (x, function(x));
        (double X, double Y) low = At(right - (Section * (right - left)));
        (double X, double Y) high = At(left + (Section * (right - left)));
        while (right - left > 1e-7 * right && Math.Max(sign * low.Y, sign * high.Y) < sign * value)
        {
            if (sign * low.Y > sign * high.Y)
            {
                (right, high) = (high.X, low);
                low = At(right - (Section * (right - left)));
            }
            else
            {
                (left, low) = (low.X, high);
                high = At(left + (Section * (right - left)));
            }
        }

        return sign * low.Y > sign * high.Y ? low : high;
    }
}
