namespace HpCovSde.Activations;

/// <summary>Expectations of functions of a standard normal number.</summary>
public static class GaussianExpectation
{
    private const int PanelsPerSide = 13;
    private const int NodesPerPanel = 16;

    private static readonly (double Node, double Weight)[] Rule = LegendreRule(NodesPerPanel);

    /// <summary>
    /// E f(g), g ~ N(0, 1), by Gauss and Legendre's rule on panels of length 1, −13 ≤ g ≤ 13: to rounding for functions that are analytic on each side of 0. A
    /// rule of Gauss and Hermite would lose most digits to a kink at 0.
    /// </summary>
    /// <param name="f">The function, called at 416 points; it may grow, but less than e^{g²/2}.</param>
    public static double Of(Func<double, double> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        double sum = 0;
        for (int panel = PanelsPerSide - 1; panel >= 0; panel--)
        {
            foreach ((double node, double weight) in Rule)
            {
                double x = panel + 0.5 + (node / 2);
                sum += weight / 2 * Math.Exp(-x * x / 2) * (f(x) + f(-x));
            }
        }

        return sum / Math.Sqrt(2 * Math.PI);
    }

    // On (−1, 1): the zeros of P_n by Newton's method from Tricomi's approximation.
    private static (double Node, double Weight)[] LegendreRule(int n)
    {
        var rule = new (double, double)[n];
        for (int i = 0; i < n; i++)
        {
            double x = Math.Cos(Math.PI * (i + 0.75) / (n + 0.5));
            double slope = 0;
            for (int iteration = 0; iteration < 8; iteration++)
            {
                double before = 0;
                double value = 1;
                for (int k = 1; k <= n; k++)
                {
                    (before, value) = (value, ((((2 * k) - 1) * x * value) - ((k - 1) * before)) / k);
                }

                slope = n * ((x * value) - before) / ((x * x) - 1);
                x -= value / slope;
            }

            rule[i] = (x, 2 / ((1 - (x * x)) * slope * slope));
        }

        return rule;
    }
}
