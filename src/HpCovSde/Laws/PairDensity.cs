namespace HpCovSde.Laws;

/// <summary>The density of z = artanh ρ on a grid, perhaps weighted.</summary>
/// <param name="grid">The elements.</param>
/// <param name="points">z of the nodes.</param>
/// <param name="values">The density at the nodes.</param>
/// <param name="weights">The weights of the quadrature.</param>
/// <param name="steps">The steps in time.</param>
internal sealed class PairDensity(FisherGrid grid, double[] points, double[] values, double[] weights, int steps)
{
    private readonly double[] _below = MassesBelow(grid, values);

    /// <summary>
    /// The rounding of a mean relative to its scale, as measured against closed forms. It is larger than that of a sum, because the terms
    /// of the Padé approximation cancel.
    /// </summary>
    internal double Rounding => 3e-13 * Math.Sqrt(steps);

    /// <summary>∫ g f dz, and ∫ |g| (f + max f/100) dz, which rounding is relative to: f has noise also where it is small.</summary>
    internal (double Value, double Scale) Mean(Func<CorrelationPoint, double> g)
    {
        const double Floor = 0.01;
        double noise = Floor * values.Max();
        double sum = 0;
        double size = 0;
        for (int i = 0; i < points.Length; i++)
        {
            double value = g(new(points[i]));
            sum += weights[i] * values[i] * value;
            size += weights[i] * (Math.Abs(values[i]) + noise) * Math.Abs(value);
        }

        return (sum, size);
    }

    /// <summary>The density at z; 0 outside of the grid.</summary>
    internal double At(double z) => Element(z) is int e && e >= 0 ? GaussLobatto.Rule.Interpolate(Values(e), Place(e, z)) : 0;

    /// <summary>The mass below z.</summary>
    internal double Below(double z)
    {
        if (!(z > grid.Edges[0]))
        {
            return 0;
        }

        return Element(z) is int e && e >= 0
            ? _below[e] + (HalfLength(e) * GaussLobatto.Rule.Integrate(Values(e), Place(e, z)))
            : _below[^1];
    }

    /// <summary>z with the mass p below it, by bisection and Newton's method.</summary>
    internal double Quantile(double level)
    {
        int e = Array.FindIndex(_below, below => below >= level);
        e = Math.Clamp((e < 0 ? _below.Length : e) - 1, 0, _below.Length - 2);
        (double low, double high) = (grid.Edges[e], grid.Edges[e + 1]);
        double z = (low + high) / 2;
        for (int iteration = 0; iteration < 200; iteration++)
        {
            double excess = Below(z) - level;
            (low, high) = excess > 0 ? (low, z) : (z, high);
            double newton = z - (excess / At(z));
            double next = newton > low && newton < high ? newton : (low + high) / 2;
            if (Math.Abs(next - z) <= 1e-15 * Math.Max(1e-300, Math.Abs(z)) || next == z)
            {
                return next;
            }

            z = next;
        }

        return z;
    }

    private static double[] MassesBelow(FisherGrid grid, double[] values)
    {
        GaussLobatto rule = GaussLobatto.Rule;
        double[] below = new double[grid.Edges.Length];
        for (int e = 0; e + 1 < grid.Edges.Length; e++)
        {
            double sum = 0;
            for (int i = 0; i <= rule.Degree; i++)
            {
                sum += rule.Weights[i] * values[(e * rule.Degree) + i];
            }

            below[e + 1] = below[e] + (sum * (grid.Edges[e + 1] - grid.Edges[e]) / 2);
        }

        return below;
    }

    // The element of z; −1 outside of the grid.
    private int Element(double z)
    {
        int found = Array.BinarySearch(grid.Edges, z);
        int e = found >= 0 ? Math.Min(found, grid.Edges.Length - 2) : ~found - 1;
        return e >= 0 && e + 1 < grid.Edges.Length ? e : -1;
    }

    private double HalfLength(int e) => (grid.Edges[e + 1] - grid.Edges[e]) / 2;

    private double Place(int e, double z) => Math.Clamp(((z - grid.Edges[e]) / HalfLength(e)) - 1, -1, 1);

    private ReadOnlySpan<double> Values(int e) =>
        values.AsSpan(e * GaussLobatto.Rule.Degree, GaussLobatto.Rule.Degree + 1);
}
