using HpCovSde.Activations;

namespace HpCovSde.Limits;

/// <summary>
/// What a layer of the ReLU family does to correlations in the mean, ρ' = ρ + ε (sin θ − θ cos θ) with ρ = cos θ, in δ = 1 − ρ.
/// Source: Cho and Saul 2009 (arc-cosine kernel of order 1), extended to two slopes.
/// </summary>
internal static class ArcCosineMap
{
    /// <summary>δ' = δ − ε (sin θ − θ cos θ) for δ in [0, 2] and 0 ≤ ε ≤ 2/π.</summary>
    internal static double Apply(double delta, double strength) => Math.Max(0, delta - (strength * Rate(delta)));

    /// <summary>sin θ − θ cos θ with cos θ = 1 − δ, to full relative accuracy.</summary>
    internal static double Rate(double delta)
    {
        double theta = 2 * Math.Asin(Math.Sqrt(delta / 2));
        if (theta >= 1)
        {
            return Math.Sqrt(delta * (2 - delta)) - (theta * (1 - delta));
        }

        // Σ_{k≥1} (−1)^{k−1} 2k θ^{2k+1}/(2k + 1)!, whose terms are all below the first.
        double square = theta * theta;
        double term = theta * square / 3;
        double sum = term;
        for (double k = 2; k < 10; k++)
        {
            term *= -square / (((2 * k) + 1) * ((2 * k) - 2));
            sum += term;
        }

        return sum;
    }

    /// <summary>Each pair of a Gram matrix through layers of given strengths, and each variance times a factor.</summary>
    internal static GramMatrix Apply(GramMatrix gram, double[] strengths, double growth) =>
        Move(gram, growth, delta => strengths.Aggregate(delta, Apply));

    /// <summary>Each correlation by the flow for a time s, and each variance times a factor.</summary>
    internal static GramMatrix Flow(GramMatrix gram, double time, double growth) =>
        Move(gram, growth, delta => CorrelationFlow.Advance(delta, time));

    /// <summary>(s₊ − s₋)²/(2π): how fast the correlation flow runs beside the time of a residual network.</summary>
    internal static double FlowSpeed(ReluFamily activation) => activation.ArcCosineStrength / activation.Normalization;

    private static GramMatrix Move(GramMatrix gram, double growth, Func<double, double> move)
    {
        double[] deltas = gram.OneMinusCorrelations();
        var variances = new double[gram.Size];
        int i = 0;
        for (int a = 0; a < gram.Size; a++)
        {
            variances[a] = gram.Variance(a) * growth;
            for (int b = 0; b < a; b++, i++)
            {
                // A zero input stays one; its correlation is 0 by convention.
                if (gram.Variance(a) > 0 && gram.Variance(b) > 0)
                {
                    deltas[i] = move(deltas[i]);
                }
            }
        }

        return GramMatrix.FromCorrelations(variances, deltas);
    }
}
