namespace HpCovSde.InfiniteWidth;

/// <summary>
/// The time of the correlation flow as a function of the angle, by a power series, and its inverse, by piecewise polynomials.
/// </summary>
/// <remarks>
/// 1 − ψ cot ψ = 2 Σ_{k≥1} ζ(2k) y^k with y = (ψ/π)². Its reciprocal is (3/ψ²) Σ g_k y^k. The nearest pole is the first root of
/// tan ψ = ψ, 4.49. Hence the time from π to ψ is s(ψ) = C + 3/ψ + ψ P(y), and P has the radius of convergence 2.05 in y. Nothing cancels
/// at either end.
/// </remarks>
internal static class CorrelationFlowTable
{
    // 2.05^−52 is below rounding.
    private const int Terms = 52;

    private const int Pieces = 64;

    private const int Degree = 9;

    private static readonly double[] Series = TimeSeries();

    // C, from s(π) = 0.
    private static readonly double Constant = -(3 / Math.PI) - (Math.PI * Polynomial(1));

    private static readonly double[] Inverse = InverseTable();

    /// <summary>s of δ in [0, 2].</summary>
    internal static double Age(double delta)
    {
        double angle = delta <= 1
            ? 2 * Math.Asin(Math.Sqrt(delta / 2))
            : Math.PI - (2 * Math.Asin(Math.Sqrt((2 - delta) / 2)));
        return delta > 0 ? Math.Max(0, Time(angle)) : double.PositiveInfinity;
    }

    /// <summary>
    /// δ at s ≥ 0. With w = 1/(s − C), δ/w² is a smooth function of x = √s/(1 + √s) on [0, 1]: at x = 0 because δ is smooth in √s, and at
    /// x = 1 because ψ is odd in w.
    /// </summary>
    internal static double OneMinusCorrelation(double age)
    {
        if (double.IsPositiveInfinity(age))
        {
            return 0;
        }

        double root = Math.Sqrt(age);
        double position = root / (1 + root) * Pieces;
        int piece = Math.Min((int)position, Pieces - 1);
        double u = (2 * (position - piece)) - 1;
        ReadOnlySpan<double> c = Inverse.AsSpan(piece * (Degree + 1), Degree + 1);
        double sum = c[Degree];
        for (int k = Degree - 1; k >= 0; k--)
        {
            sum = Math.FusedMultiplyAdd(sum, u, c[k]);
        }

        double w = 1 / (age - Constant);
        return age == 0 ? 2 : sum * w * w;
    }

    private static double Time(double angle) => Constant + (3 / angle) + (angle * Polynomial(angle / Math.PI * (angle / Math.PI)));

    private static double Polynomial(double y)
    {
        double sum = 0;
        for (int k = Terms - 1; k >= 0; k--)
        {
            sum = Math.FusedMultiplyAdd(sum, y, Series[k]);
        }

        return sum;
    }

    // P = −(3/π²) Σ_{k≥0} g_{k+1} y^k/(2k + 1).
    private static double[] TimeSeries()
    {
        double[] e = new double[Terms + 1];
        double[] g = new double[Terms + 1];
        double[] series = new double[Terms];
        g[0] = 1;
        for (int k = 1; k <= Terms; k++)
        {
            e[k] = Zeta((2 * k) + 2) * 6 / (Math.PI * Math.PI);
            for (int j = 1; j <= k; j++)
            {
                g[k] -= e[j] * g[k - j];
            }

            series[k - 1] = -3 / (Math.PI * Math.PI) * g[k] / ((2 * k) - 1);
        }

        return series;
    }

    // ζ(s) for s ≥ 4: the sum up to 39, and the Euler-Maclaurin formula from 40 on, whose next term is below 1e-18.
    private static double Zeta(int s)
    {
        const double From = 40;
        double power = Math.Pow(From, -s);
        double sum = power * ((From / (s - 1)) + 0.5 + (s / (12 * From)) - (s * (s + 1.0) * (s + 2) / (720 * From * From * From)));
        for (double n = From - 1; n >= 1; n--)
        {
            sum += Math.Pow(n, -s);
        }

        return sum;
    }

    // On each piece, the interpolation polynomial at Chebyshev points, in powers of u in [−1, 1].
    private static double[] InverseTable()
    {
        double[] table = new double[Pieces * (Degree + 1)];
        double[] values = new double[Degree + 1];
        for (int piece = 0; piece < Pieces; piece++)
        {
            for (int i = 0; i <= Degree; i++)
            {
                double x = (piece + ((1 + Node(i)) / 2)) / Pieces;
                double root = x / (1 - x);
                double sine = Math.Sin(Angle(root * root) / 2) * ((root * root) - Constant);
                values[i] = 2 * sine * sine;
            }

            ToPowers(values, table.AsSpan(piece * (Degree + 1), Degree + 1));
        }

        return table;
    }

    private static double Node(int i) => Math.Cos(Math.PI * (i + 0.5) / (Degree + 1));

    private static void ToPowers(ReadOnlySpan<double> values, Span<double> powers)
    {
        // The coefficients of the Chebyshev polynomials T_{k−1} and T_k.
        double[] before = new double[Degree + 1];
        double[] current = new double[Degree + 1];
        current[0] = 1;
        for (int k = 0; k <= Degree; k++)
        {
            double coefficient = 0;
            for (int i = 0; i <= Degree; i++)
            {
                coefficient += values[i] * Math.Cos(Math.PI * k * (i + 0.5) / (Degree + 1));
            }

            coefficient *= (k == 0 ? 1.0 : 2) / (Degree + 1);
            double[] next = new double[Degree + 1];
            for (int j = 0; j <= Degree; j++)
            {
                powers[j] += coefficient * current[j];
                next[j] = ((j > 0 ? current[j - 1] : 0) * (k == 0 ? 1 : 2)) - before[j];
            }

            (before, current) = (current, next);
        }
    }

    // Newton's method. s(ψ) − s is convex and the start 3/(s − C) is below its root, so the iterates increase.
    private static double Angle(double age)
    {
        double angle = 3 / (age - Constant);
        for (double step = double.PositiveInfinity; step > 1e-17 * angle;)
        {
            double speed = angle < 0.1 ? angle * angle / 3 : 1 - (angle / Math.Tan(angle));
            double next = Math.Min(angle + ((Time(angle) - age) * speed), Math.PI);
            step = next - angle;
            angle = Math.Max(angle, next);
        }

        return angle;
    }
}
