namespace HpCovSde.Activations;

/// <summary>Expectations of functions of a standard normal number.</summary>
public static class GaussianExpectation
{
    private const double LargestAbscissa = 13;

    // A panel is accurate if halving it changes it by less, relative to E |f|.
    private const double Tolerance = 1e-15;

    // Halving panels further than this is below the spacing of numbers.
    private const int MostHalvings = 52;

    private const int MostPanels = 1 << 16;

    /// <summary>E f(g), g ~ N(0, 1), as <see cref="Of(Func{double, double}, IReadOnlyList{double})"/> without known kinks.</summary>
    /// <param name="f">The function, called at about 1200 points or more; it must grow less than e^{g²/2}.</param>
    public static double Of(Func<double, double> f) => Of(f, []);

    /// <summary>
    /// E f(g), g ~ N(0, 1), by the Gauss-Legendre rule with 16 nodes on panels of length 1 in [−13, 13], cut at the kinks. A panel that is
    /// not accurate is halved until it is, so a kink that is not named, or a steep function, costs time but no digits.
    /// </summary>
    /// <param name="f">The function; it must grow less than e^{g²/2}.</param>
    /// <param name="kinks">Where f or one of its derivatives jumps, in any order. 0 need not be named.</param>
    public static double Of(Func<double, double> f, IReadOnlyList<double> kinks) => Estimate(f, kinks).Value;

    /// <summary>E f(g), and a bound of its error: what halving all panels changes.</summary>
    internal static (double Value, double Error) Estimate(Func<double, double> f, IReadOnlyList<double> kinks)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(kinks);
        double[] edges =
        [
            .. Enumerable.Range(0, (int)LargestAbscissa + 1).Select(edge => (double)edge)
                .Concat(kinks.Select(Math.Abs).Where(kink => kink < LargestAbscissa)).Distinct().Order(),
        ];
        double sum = 0;
        double size = 0;
        for (int panel = edges.Length - 2; panel >= 0; panel--)
        {
            AddPanel(f, edges[panel], edges[panel + 1], ref sum, ref size);
        }

        if (!double.IsFinite(size))
        {
            return (sum / Math.Sqrt(2 * Math.PI), double.PositiveInfinity);
        }

        // Panels to be checked, each with its value.
        var open = new Stack<(double From, double To, double Value, int Halvings)>();
        for (int panel = 0; panel < edges.Length - 1; panel++)
        {
            open.Push((edges[panel], edges[panel + 1], PanelOf(f, edges[panel], edges[panel + 1]), 0));
        }

        double change = 0;
        double error = 0;
        for (int count = 0; open.Count > 0; count++)
        {
            (double from, double to, double value, int halvings) = open.Pop();
            double middle = 0.5 * (from + to);
            double left = PanelOf(f, from, middle);
            double right = PanelOf(f, middle, to);
            double difference = left + right - value;
            bool accurate = Math.Abs(difference) <= Tolerance * size;
            if (accurate || halvings == MostHalvings || count >= MostPanels)
            {
                error += Math.Abs(difference);
                change += accurate ? 0 : difference;
                continue;
            }

            change += difference;
            open.Push((from, middle, left, halvings + 1));
            open.Push((middle, to, right, halvings + 1));
        }

        return ((sum + change) / Math.Sqrt(2 * Math.PI), error / Math.Sqrt(2 * Math.PI));
    }

    private static double PanelOf(Func<double, double> f, double from, double to)
    {
        double sum = 0;
        double size = 0;
        AddPanel(f, from, to, ref sum, ref size);
        return sum;
    }

    private static void AddPanel(Func<double, double> f, double from, double to, ref double sum, ref double size)
    {
        GaussLegendre rule = GaussLegendre.Order16;
        double length = to - from;
        for (int k = 0; k < rule.Order; k++)
        {
            double x = from + (length * rule.Node(k));
            double weight = length * rule.Weight(k) * Math.Exp(-x * x / 2);
            double plus = f(x);
            double minus = f(-x);
            sum += weight * (plus + minus);
            size += weight * (Math.Abs(plus) + Math.Abs(minus));
        }
    }
}
