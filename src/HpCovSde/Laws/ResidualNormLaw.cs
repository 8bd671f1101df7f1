namespace HpCovSde.Laws;

/// <summary>
/// First-order laws of the squared norm q_t = |X_t|²/n of wide residual ReLU networks at infinite depth, X_0 with independent N(0, q_0)
/// components, dX = n^{−1/2} |φ(X)| dB:
/// <code>
/// E q_t = q_0 e^{t/2} (1 + c(t)/n + O(n⁻²)),   √n (q_t / (q_0 e^{t/2}) − 1) → N(0, V(t)).
/// </code>
/// At finite width the mean is not q_0 e^{t/2}, because the law of the components of X does not stay symmetric. The error is near 1e-14
/// times the larger of the value and 1. Nothing allocates.
/// </summary>
/// <remarks>
/// X is a Brownian motion Z with the clock dT = |φ(Z)|²/n dt. Let w = t/2 and K(τ) = 4κ(e^{−τ/2}) − 1, with κ(cos α) = E[φ²φ'²] =
/// (3 sin α cos α + (π − α)(1 + 2cos² α))/(2π). Then c = ∫₀ʷ K − 5w + ∫₀ʷ (w − τ)K dτ and V = 2 + 4(1 − e^{−w}) + 2∫₀ʷ (w − τ)K dτ.
/// Setting of Hayou 2022 (arXiv 2210.00688).
/// </remarks>
public static class ResidualNormLaw
{
    /// <summary>c(t), about t²/8 for small t.</summary>
    /// <param name="time">t in [0, 1000].</param>
    /// <exception cref="ArgumentOutOfRangeException">t is not in [0, 1000].</exception>
    public static double MeanCorrection(double time)
    {
        (double excess, double moment) = Integrals(time);
        return excess + moment;
    }

    /// <summary>V(t), n times the relative variance of q_t; 2 at t = 0.</summary>
    /// <param name="time">t in [0, 1000].</param>
    /// <exception cref="ArgumentOutOfRangeException">t is not in [0, 1000].</exception>
    public static double RelativeVariance(double time)
    {
        (_, double moment) = Integrals(time);
        return 2 + (4 * (1 - Math.Exp(-time / 2))) + (2 * moment);
    }

    // ∫ (K − 5) and ∫ (w − τ) K. The variable is z = √τ, because K is smooth in √τ at 0 but not in τ. Panels have length at most 1.
    private static (double Excess, double Moment) Integrals(double time)
    {
        if (!(time is >= 0 and <= 1000))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"time = {time}, but it must be in [0, 1000].");
        }

        double w = time / 2;
        double end = Math.Sqrt(w);
        int panels = Math.Max(1, (int)Math.Ceiling(end));
        double panel = end / panels;
        GaussLegendre rule = GaussLegendre.Order20;
        double excess = 0;
        double moment = 0;
        for (int k = 0; k < panels * rule.Order; k++)
        {
            double z = panel * rule.Node(k);
            double weight = 2 * z * panel * rule.Weight(k);
            double covariance = Covariance(z);
            excess += weight * (covariance - 5);
            moment += weight * (w - (z * z)) * covariance;
        }

        return (excess, moment);
    }

    // K(z²). 1 − e^{−z²} = 2 sinh(z²/2) e^{−z²/2} avoids the cancellation for small angles.
    private static double Covariance(double z)
    {
        double cos = Math.Exp(-z * z / 2);
        double sin = z > 6 ? Math.Sqrt(1 - (cos * cos)) : Math.Sqrt(2 * Math.Sinh(z * z / 2) * cos);
        double alpha = Math.Atan2(sin, cos);
        return (((3 * sin * cos) + ((Math.PI - alpha) * (1 + (2 * cos * cos)))) * 2 / Math.PI) - 1;
    }
}
