namespace HpCovSde.Covariances;

/// <summary>K of the inputs: the Gram matrix of (u_1, u_2 − u_1, …, u_m − u_1), from 1 − ρ.</summary>
internal static class InitialDifferenceGram
{
    /// <summary>K_ab, a ≥ b. A zero input has the unit vector 0.</summary>
    internal static double Entry(GramMatrix gram, int a, int b)
    {
        double first = gram.Variance(0) > 0 ? 1 : 0;
        if (b == 0)
        {
            return a == 0 ? first : first > 0 ? -gram.OneMinusCorrelation(a, 0) : 0;
        }

        // ⟨u_a − u_1, u_b − u_1⟩, in δ where all are alive so that nearly parallel inputs keep their digits.
        bool alive = first > 0 && gram.Variance(a) > 0 && gram.Variance(b) > 0;
        return alive
            ? gram.OneMinusCorrelation(a, 0) + gram.OneMinusCorrelation(b, 0) - (a == b ? 0 : gram.OneMinusCorrelation(a, b))
            : Inner(gram, a, b) - Inner(gram, a, 0) - Inner(gram, b, 0) + first;
    }

    private static double Inner(GramMatrix gram, int a, int b)
    {
        if (gram.Variance(a) == 0 || gram.Variance(b) == 0)
        {
            return 0;
        }

        return a == b ? 1 : 1 - gram.OneMinusCorrelation(a, b);
    }
}
