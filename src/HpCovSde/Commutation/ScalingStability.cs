namespace HpCovSde.Commutation;

/// <summary>The behaviour of residual networks with a scaling as their depth grows.</summary>
public enum ScalingRegime
{
    /// <summary>Σ α² = 1 at every depth and L h_L² → 0: the limit is the flow, at the times of the scaling.</summary>
    Normalized,

    /// <summary>
    /// α_{l,L} tends to terms, possibly 0, with a convergent sum of squares: the limit is a residual network of infinite depth.
    /// </summary>
    ConvergentSeries,

    /// <summary>Σ α² is bounded, but neither of the above applies.</summary>
    Bounded,

    /// <summary>Σ α² is unbounded, and so are the variances.</summary>
    Unstable,
}

/// <summary>A scaling at one depth.</summary>
/// <param name="Depth">L.</param>
/// <param name="SumOfSquares">Σ_l α_l².</param>
/// <param name="LargestSquare">h_L = max_l α_l².</param>
public readonly record struct ScalingRow(int Depth, double SumOfSquares, double LargestSquare)
{
    /// <summary>L h_L².</summary>
    public double DepthTimesSquare => Depth * LargestSquare * LargestSquare;
}

/// <summary>
/// Whether a triangular array of branch scalings α_{l,L} is stable, sup_L Σ_l α_{l,L}² &lt; ∞, and its regime, judged from finite depths.
/// Source: Hayou 2023 (arXiv 2310.01683), definitions 5 to 7 and theorems 1 and 2.
/// </summary>
/// <param name="Rows">The scaling at depths that double.</param>
/// <param name="Regime">The regime.</param>
public sealed record ScalingStability(IReadOnlyList<ScalingRow> Rows, ScalingRegime Regime)
{
    private const int LargestDepth = 1 << 16;

    // The largest ratio of the changes in consecutive doublings that counts as convergent. For L^{1−2γ} it is 2^{1−2γ}: above 1 for
    // γ < 1/2, and above this for γ < 0.537. It is 1 for the divergent Σ 1/l, and below (k − 1)/(k + 1) at depth 2^k for Σ 1/(l log² l).
    private const double Decline = 0.95;

    // A sum that is below this fraction of itself after a doubling tends to 0.
    private const double Shrinking = 0.99;

    // The relative change in a doubling that may be rounding.
    private const double Rounding = 1e-12;

    /// <summary>The largest Σ_l α_{l,L}² over the depths considered.</summary>
    public double LargestSum => Rows.Max(row => row.SumOfSquares);

    /// <summary>Considers the depths 1, 2, 4, … 65536.</summary>
    /// <param name="scaling">The scalings as a function of the depth.</param>
    public static ScalingStability Of(Func<int, BranchScaling> scaling)
    {
        ArgumentNullException.ThrowIfNull(scaling);
        var rows = new List<ScalingRow>();
        BranchScaling last = scaling(1);
        bool isSeries = true;
        for (int depth = 1; depth <= LargestDepth; depth *= 2)
        {
            BranchScaling current = scaling(depth);
            isSeries &= current.Values[..last.Depth].SequenceEqual(last.Values);
            rows.Add(new(depth, current.SumOfSquares, current.LargestSquare));
            last = current;
        }

        return new(rows, RegimeOf(rows, isSeries));
    }

    private static ScalingRegime RegimeOf(List<ScalingRow> rows, bool isSeries)
    {
        double before = rows[^3].SumOfSquares;
        double middle = rows[^2].SumOfSquares;
        double last = rows[^1].SumOfSquares;
        bool settles = Math.Abs(last - middle) <= Decline * Math.Abs(middle - before) || Math.Abs(last - middle) <= Rounding * middle;
        return rows.All(row => Math.Abs(row.SumOfSquares - 1) < 1e-12) && rows[^1].DepthTimesSquare < rows[^2].DepthTimesSquare
                ? ScalingRegime.Normalized
            : last > middle && !settles ? ScalingRegime.Unstable
            : isSeries || (last < middle && (!settles || last < middle * Shrinking)) ? ScalingRegime.ConvergentSeries
            : ScalingRegime.Bounded;
    }
}
