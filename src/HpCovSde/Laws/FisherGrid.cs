namespace HpCovSde.Laws;

/// <summary>
/// Elements of the line of z = artanh ρ on which the law at time T of a path from z_0 is computed. They cover what the path reaches but for
/// a probability below rounding, and z_0 is the end of an element, because densities have a kink there at the first moment.
/// </summary>
/// <param name="Edges">The ends of the elements, ascending.</param>
/// <param name="Source">The index of z_0.</param>
internal sealed record FisherGrid(double[] Edges, int Source)
{
    private const int MostElements = 20_000;
    private const double FinestElement = 1e-12;
    private const double Near = 8;

    // A drift that crosses an element in this part of the time leaves a density as smooth as the drift.
    private const double FastDrift = 8;

    /// <summary>A grid, or null where it has too many elements, or they are not longer than the rounding of z_0.</summary>
    /// <param name="equation">The drift, with its tilt.</param>
    /// <param name="start">z_0, finite.</param>
    /// <param name="time">T.</param>
    /// <param name="size">The size of elements in units of min(1, √T).</param>
    /// <param name="reach">How far the noise goes, in standard deviations.</param>
    internal static FisherGrid? Create(TiltedDrift equation, double start, double time, double size, double reach)
    {
        double root = Math.Sqrt(time);
        double noise = reach * root * Math.Sqrt(equation.LargestNoise);
        double element = size * Math.Min(1, root);
        double right = equation.Farthest(start, time) + noise;
        double gaussian = start - (equation.LargestBounded * time) - noise;

        // The scale function is exp(A e^{−2z}/4): a path does not go far down against it.
        double outwards = equation.Drift.AtOpposite;
        double barrier = outwards > 0 ? -Math.Log(Math.Exp(-2 * start) + (4 * reach * reach / outwards)) / 2 : double.NegativeInfinity;
        double left = Math.Max(gaussian, Math.Min(barrier, Math.BitDecrement(start)));
        if (!(element > FinestElement * Math.Max(1, Math.Abs(start))))
        {
            return null;
        }

        // Where the layer below z_0 is thinner than rounding, the grid begins at z_0.
        double[] down = start - left < FinestElement * Math.Max(1, Math.Abs(start))
            ? []
            : March(start - left, left == gaussian ? 1 : (int)(8 / size), distance => element * Spread(distance, time));
        double[] up = March(
            right - start, 1, distance => Math.Min(
                size * Spread(distance, time),
                element * Math.Max(Spread(distance, time), equation.At(start + distance).Drift * time / FastDrift)));
        double[] edges =
        [
            .. Enumerable.Reverse(down).Select(distance => start - distance), start, .. up.Select(distance => start + distance),
        ];
        return down.Length + up.Length <= MostElements ? new(edges, down.Length) : null;
    }

    // What is far away has spread in the meantime, so that its elements are longer.
    private static double Spread(double distance, double time) =>
        time > 1 ? Math.Clamp(distance / Near, 1, Math.Sqrt(time)) : 1;

    // Distances of the ends of elements from z_0.
    private static double[] March(double length, int fewest, Func<double, double> element)
    {
        var ends = new List<double>();
        double reached = 0;
        while (reached < length && ends.Count <= MostElements)
        {
            reached += element(reached);
            ends.Add(reached);
        }

        if (ends.Count < fewest)
        {
            return [.. Enumerable.Range(1, fewest).Select(k => length * k / fewest)];
        }

        double scale = length / reached;
        return [.. ends.Select(end => end * scale)];
    }
}
