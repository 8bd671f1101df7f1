using HpCovSde.Activations;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Statistical.Oracles;

/// <summary>Exact laws of residual networks at finite width and depth.</summary>
internal static class ResidualLaw
{
    /// <summary>
    /// E q_1^{ab} = q_0^{ab} + α² E φ(z^a)φ(z^b), z ~ N(0, q_0). Source: Hayou 2023 (arXiv 2310.01683); exact for one layer only.
    /// </summary>
    internal static double FirstLayerMean(ReluFamily activation, double alpha, GramMatrix start, int a, int b) =>
        start[a, b] + (alpha * alpha * ReluLaw.OneLayerMean(activation, start, a, b) / activation.Normalization);

    /// <summary>
    /// n = 1, ReLU, alive: A = E max(1 + αg, 0)² = (1 + α²) Φ(1/α) + α ϕ(1/α), the mean factor of φ(Y)² of one layer.
    /// </summary>
    internal static double SingleNeuronGrowth(double alpha) =>
        ((1 + (alpha * alpha)) * Normal.CDF(0, 1, 1 / alpha)) + (alpha * Normal.PDF(0, 1, 1 / alpha));

    /// <summary>n = 1, ReLU, Y_0 ~ N(0, 1): E Y_L² = 1 + ½ α² Σ_{k&lt;L} A^k.</summary>
    internal static double SingleNeuronMean(double alpha, int depth) =>
        1 + (alpha * alpha / 2 * Enumerable.Range(0, depth).Sum(k => Math.Pow(SingleNeuronGrowth(alpha), k)));

    /// <summary>E R² of R = |Y_l|²/|Y_{l−1}|² where |φ(y)| = |y|: R ~ (α²/n) χ'²_n(n/α²).</summary>
    internal static double SquaredGrowth(int width, double alpha)
    {
        double square = alpha * alpha;
        return ((1 + square) * (1 + square)) + (((4 * square) + (2 * square * square)) / width);
    }

    /// <summary>The distribution function of this R, a Poisson mixture of chi-squared distribution functions.</summary>
    internal static double GrowthCdf(int width, double alpha, double ratio)
    {
        double halfNoncentrality = width / (2 * alpha * alpha);
        double spread = 12 * Math.Sqrt(halfNoncentrality);
        double sum = 0;
        for (int k = Math.Max(0, (int)(halfNoncentrality - spread)); k <= halfNoncentrality + spread + 20; k++)
        {
            sum += Poisson.PMF(halfNoncentrality, k) * ChiSquared.CDF(width + (2 * k), width / (alpha * alpha) * ratio);
        }

        return sum;
    }

    /// <summary>
    /// E q_L^{ab} q_L^{cd} of a linear network of equal α, whose q_0 is a Wishart matrix over n:
    /// (a + 2b)^L s/3 + (a − b)^L (v_1 − s/3), a = (1 + α²)², b = (2α² + α⁴)/n, with v_1 … v_3 the means of the three pairings at l = 0, s
    /// their sum.
    /// </summary>
    internal static double LinearProductMean(GramMatrix start, int width, double alpha, int depth, (int A, int B, int C, int D) i)
    {
        double square = alpha * alpha;
        double mean = (1 + square) * (1 + square);
        double spread = ((2 * square) + (square * square)) / width;
        double first = start[i.A, i.B] * start[i.C, i.D];
        double second = start[i.A, i.C] * start[i.B, i.D];
        double third = start[i.A, i.D] * start[i.B, i.C];
        double pairing = first + ((second + third) / width);
        double sum = (first + second + third) * (1 + (2.0 / width));
        return (Math.Pow(mean + (2 * spread), depth) * sum / 3) + (Math.Pow(mean - spread, depth) * (pairing - (sum / 3)));
    }
}
