namespace HpCovSde.Quality;

/// <summary>Φ, from its Taylor polynomials on a grid of 1/128.</summary>
internal static class NormalDistribution
{
    private const double Limit = 9;
    private const double PointsPerUnit = 128;

    // Φ at k / PointsPerUnit, for k from −Limit·PointsPerUnit up.
    private static readonly double[] Values = MakeValues();
    private static readonly double[] Densities =
        [.. Enumerable.Range(0, Values.Length).Select(k => Density((k / PointsPerUnit) - Limit))];

    /// <summary>Φ(x), in (0, 1), with an absolute error below 1e-13.</summary>
    internal static double Cumulative(double x)
    {
        double clamped = Math.Clamp(x, -Limit, Limit);
        int k = (int)((clamped + Limit) * PointsPerUnit + 0.5);
        double point = (k / PointsPerUnit) - Limit;
        return Math.Clamp(Values[k] + (Densities[k] * Taylor(point, clamped - point)), double.Epsilon, 1 - 1.2e-16);
    }

    // (Φ(a + d) − Φ(a))/φ(a): the derivatives of φ are φ times Hermite polynomials.
    private static double Taylor(double a, double d)
    {
        double a2 = a * a;
        return d * (1 - (d / 2 * (a - (d / 3 * (a2 - 1 - (d / 4 * ((a * (a2 - 3)) - (d / 5 * ((a2 * (a2 - 6)) + 3)))))))));
    }

    private static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    // Upwards from Φ(0) = 1/2; the lower half follows by symmetry.
    private static double[] MakeValues()
    {
        int half = (int)(Limit * PointsPerUnit);
        double[] values = new double[(2 * half) + 1];
        values[half] = 0.5;
        for (int k = 0; k < half; k++)
        {
            double middle = (k + 0.5) / PointsPerUnit;
            double step = Density(middle) * (Taylor(middle, 0.5 / PointsPerUnit) - Taylor(middle, -0.5 / PointsPerUnit));
            values[half + k + 1] = values[half + k] + step;
            values[half - k - 1] = values[half - k] - step;
        }

        return values;
    }
}
