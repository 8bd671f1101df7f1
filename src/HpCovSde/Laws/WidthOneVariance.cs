namespace HpCovSde.Laws;

/// <summary>
/// Var X_t = ∫₀ᵗ E φ(X_s)² ds for the laws of <see cref="WidthOneLaw"/> whose variance has no closed form. Absolute errors are near 1e-15
/// times the largest term.
/// </summary>
internal static class WidthOneVariance
{
    private const double LargestPower = 709;

    /// <summary>
    /// E e^{2Z²} = (1 − 4v)^−1/2 exp(2m²/(1 − 4v)) for Z ~ N(m, v), v &lt; ¼. With y = (1 − 4v)^−1/2 the integral is
    /// (1/θ) ∫₁ exp(z²(1 + y²))/(1 + y²) dy.
    /// </summary>
    internal static double OrnsteinUhlenbeck(double theta, double z, double time)
    {
        // 1 − 4v = 2e^{−2θt} − 1. The integral is over log y.
        double end = -0.5 * ElementaryFunctions.Log1p(2 * ElementaryFunctions.Expm1(-2 * theta * time));
        double steepness = z * z * Math.Exp(2 * end);
        if (!(steepness < LargestPower))
        {
            return z == 0 ? (Math.Atan(Math.Exp(end)) - (Math.PI / 4)) / theta : double.PositiveInfinity;
        }

        return Integral(end, Math.Max(4, 2 * steepness), x =>
        {
            double square = Math.Exp(2 * x);
            return Math.Exp((z * z * (1 + square)) + x) / (1 + square);
        }) / theta;
    }

    /// <summary>
    /// E e^{−2Z²} = (1 + 4v)^−1/2 exp(−2m²/(1 + 4v)) for Z ~ N(m, v). With r = (1 + 4v)^−1/2 the integral is
    /// (1/θ) ∫¹ exp(−z²(1 + r²))/(1 + r²) dr.
    /// </summary>
    internal static double ExplodingOrnsteinUhlenbeck(double theta, double z, double time)
    {
        double growth = Math.Min(2 * ElementaryFunctions.Expm1(2 * theta * time), 1e300);
        double start = 1 / Math.Sqrt(1 + growth);

        // 1 − r without cancellation for small t.
        double length = growth * start * start / (1 + start);
        return Integral(length, 8, x => Density(1 - length + x)) / theta;

        double Density(double r) => Math.Exp(-z * z * (1 + (r * r))) / (1 + (r * r));
    }

    /// <summary>
    /// 1 − x² − E sech² Z. By Girsanov's formula for the drift tanh, E sech² Z = e^{−t/2} E sech(z + B_t)/cosh z. The error of the
    /// trapezoidal rule is e^{−39}.
    /// </summary>
    internal static double Parabola(double z, double time)
    {
        double sech = 1 / Math.Cosh(z);
        if (time == 0)
        {
            return 0;
        }

        double deviation = Math.Sqrt(time);
        double step = Math.Min(0.25, deviation / 2);
        double sum = 0;

        // Nodes are counted from z: there are at most 360 of them.
        int first = (int)Math.Ceiling(Math.Max(-45 - z, -10 * deviation) / step);
        int last = (int)Math.Floor(Math.Min(45 - z, 10 * deviation) / step);
        for (int i = first; i <= last; i++)
        {
            double g = i * step / deviation;
            sum += Math.Exp(-0.5 * g * g) / Math.Cosh(z + (i * step));
        }

        double mean = sum * step / deviation / Math.Sqrt(2 * Math.PI);
        return sech * (sech - (Math.Exp(-time / 2) * mean));
    }

    // ∫₀^length f, in panels of length at most 1/perUnit.
    private static double Integral(double length, double perUnit, Func<double, double> f)
    {
        int panels = Math.Max(1, (int)Math.Ceiling(length * perUnit));
        double panel = length / panels;
        double sum = 0;
        for (int k = 0; k < panels * GaussLegendre.Order20.Order; k++)
        {
            sum += GaussLegendre.Order20.Weight(k) * f(panel * GaussLegendre.Order20.Node(k));
        }

        return sum * panel;
    }
}
