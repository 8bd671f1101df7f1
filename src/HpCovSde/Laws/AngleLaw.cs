using HpCovSde.InfiniteWidth;

namespace HpCovSde.Laws;

/// <summary>
/// Mean and variance of log sin² θ' after one layer of an unshaped ReLU network of width n, conditional on the angle θ between two inputs
/// before it. The formulas are of first order in 1/n, with errors of order (8/n)². Nothing allocates.
/// Source: Jakub and Nica 2023 (arXiv 2302.09712).
/// </summary>
/// <remarks>
/// The paper states the formulas in J11, J22 and J31, expectations of the ReLU and its derivatives. Cancellation then loses
/// accuracy like θ⁻⁴. Written in 1 − 2 J11, 3/2 − J22 and 3/2 − J31, as here, they lose only θ⁻¹.
/// </remarks>
public static class AngleLaw
{
    /// <summary>E log sin² θ'.</summary>
    /// <param name="angle">θ in (0, π].</param>
    /// <param name="width">n ≥ 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">θ is not in (0, π], or n &lt; 2.</exception>
    public static double Mean(double angle, int width)
    {
        Terms x = Compute(angle, width);
        double n = width;
        double sum = x.J22Times4 - 1 + n;
        return Math.Log((n - 1) * x.D / sum)
            + ((x.J22Times4 + 4) * n / (sum * sum))
            - (4 * n * x.Q / ((n - 1) * (n - 1) * x.D * x.D));
    }

    /// <summary>Var log sin² θ'.</summary>
    /// <param name="angle">θ in (0, π].</param>
    /// <param name="width">n ≥ 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">θ is not in (0, π], or n &lt; 2.</exception>
    public static double Variance(double angle, int width)
    {
        Terms x = Compute(angle, width);
        double n = width;
        double sum = x.J22Times4 - 1 + n;
        return (2 * n * (x.J22Times4 + 4) / (sum * sum))
            + (8 * n * x.Q / ((n - 1) * (n - 1) * x.D * x.D))
            - (16 * n * x.R / (sum * (n - 1) * x.D));
    }

    private static Terms Compute(double angle, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 2);
        if (!(angle is > 0 and <= Math.PI))
        {
            throw new ArgumentOutOfRangeException(nameof(angle), angle, $"angle = {angle}, but it must be in (0, π].");
        }

        double half = Math.Sin(angle / 2);
        double delta = 2 * half * half;
        double sin = Math.Sin(angle);
        double square = sin * sin;
        double rest = Math.PI - angle;

        // e = 1 − 2 J11, p = 3/2 − J22, r = 3/2 − J31.
        double e = delta - (ArcCosineMap.Rate(delta) / Math.PI);
        double first = AngleMinusSine(angle);
        double second = AngleMinusSine(2 * angle) / 2;
        double p = ((2 * rest * square) + (3 * second)) / (2 * Math.PI);
        double r = ((3 * rest * delta) + (3 * first) + (sin * square)) / (2 * Math.PI);

        // 2π (4r − 3p), written so that the terms of order θ² and θ³ cancel, except for the rounding of the latter.
        double combined = (rest * 6 * delta * delta) + (12 * first) + (4 * sin * square) - (9 * second);
        double d = e * (2 - e);
        double q = (e * e * (1 + (2 * e) - (e * e / 2))) + (combined / (2 * Math.PI)) + (2 * d * p) - (4 * e * r);
        return new(d, q, (2 * e) + (e * e / 2) + (2 * (1 - e) * r) - p, 6 - (4 * p));
    }

    // x − sin x, by the series of the sine for small x, where the difference would cancel.
    private static double AngleMinusSine(double x)
    {
        if (x > 1)
        {
            return x - Math.Sin(x);
        }

        double term = x * x * x / 6;
        double sum = term;
        for (double k = 4; k < 20; k += 2)
        {
            term *= -x * x / (k * (k + 1));
            sum += term;
        }

        return sum;
    }

    // D = 1 − 4 J11², Q of the paper, R = 2 J11² − 4 J11 J31 + J22 + 1, and 4 J22.
    private readonly record struct Terms(double D, double Q, double R, double J22Times4);
}
