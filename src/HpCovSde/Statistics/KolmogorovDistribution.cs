namespace HpCovSde.Statistics;

/// <summary>
/// The law of sup |B(t)| for a Brownian bridge B on [0, 1]: the limit of √n·D_n. A. N. Kolmogorov, "Sulla determinazione empirica
/// di una legge di distribuzione", Giornale dell'Istituto Italiano degli Attuari 4 (1933).
/// </summary>
internal static class KolmogorovDistribution
{
    // At this argument a few terms of either series are exact to rounding.
    private const double Crossover = 1.0;

    // Below this K(x) underflows.
    private const double Smallest = 0.04;

    /// <summary>
    /// K(x) = 1 − 2 Σ_{k≥1} (−1)^{k−1} e^{−2k²x²} = (√(2π)/x) Σ_{k≥1} e^{−(2k−1)²π²/(8x²)}; 0 for x ≤ 0. Does not allocate.
    /// </summary>
    public static double Cdf(double x) => x < Crossover ? SmallSeries(x) : 1 - LargeSeries(x);

    /// <summary>1 − K(x), accurate in relative terms in the upper tail. Does not allocate.</summary>
    public static double ComplementaryCdf(double x) => x < Crossover ? 1 - SmallSeries(x) : LargeSeries(x);

    private static double SmallSeries(double x)
    {
        if (x < Smallest)
        {
            return 0;
        }

        double exponent = -Math.PI * Math.PI / (8 * x * x);
        double sum = Math.Exp(exponent) + Math.Exp(9 * exponent) + Math.Exp(25 * exponent);
        return Math.Sqrt(2 * Math.PI) / x * sum;
    }

    private static double LargeSeries(double x)
    {
        double exponent = -2 * x * x;
        return 2 * (Math.Exp(exponent) - Math.Exp(4 * exponent) + Math.Exp(9 * exponent) - Math.Exp(16 * exponent));
    }
}
