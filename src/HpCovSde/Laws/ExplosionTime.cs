namespace HpCovSde.Laws;

/// <summary>
/// The law of the explosion time τ of dV = βV(V − 1)dt + √2 V dB with β &gt; 0. τ ≤ t holds exactly if A_t ≥ r = 1/(βv), where
/// A_t = ∫₀ᵗ exp(√2 B_s − (1 + β)s) ds. Hence q = P(τ ≤ t) solves a backward equation in r.
/// </summary>
/// <remarks>
/// With x = log(r / E A_t) and E A_t = m = (1 − e^{−βt})/β the equation is q_t = q_xx + (1 + (1 − e^{−x})/m) q_x. The width of
/// the front at x = 0 grows from √(2t/3) at small t to 1/√(1 + β) at large t. The coordinates are therefore ξ = x/σ with
/// σ² = t/(1 + (1 + β)t), and log t. The start is a time so small that log A_t is normal up to rounding. <see cref="BackwardEquation"/>
/// solves it on two grids; Richardson extrapolation leaves a fourth-order error.
/// </remarks>
internal static class ExplosionTime
{
    private const double Left = -9;

    // P(A_t > r) falls at least like r^{−(1+β)}: it is below e^{−40} to the right of this.
    private const double Right = 40;

    private const int CoarseSpaces = 700;

    private const int CoarseSteps = 250;

    // A rough solution has a quarter of the spaces and steps: 1/16 of the work.
    private const int Roughness = 4;

    // The start time, relative to min(t, 1/(1 + β)). The error that it causes is of the order of its square.
    private const double Start = 1e-5;

    // From this (1 + β)t on, A_∞ − A_t is below e^{−40} A_∞, up to 15 standard deviations of B_t.
    private const double LongTime = 250;

    /// <summary>P(τ ≤ t | V_0 = v) for β, v, t &gt; 0; null where t is as good as infinite. Allocates its grids.</summary>
    /// <param name="beta">β.</param>
    /// <param name="initialVariance">v.</param>
    /// <param name="time">t.</param>
    /// <param name="isRough">Whether an error of 1e-3 will do, as in the search of a root that is corrected afterwards.</param>
    internal static double? Cdf(double beta, double initialVariance, double time, bool isRough = false)
    {
        if ((1 + beta) * time > LongTime)
        {
            return null;
        }

        // log(r / E A_t), where A_t ≥ r is the event.
        double x = -Math.Log(initialVariance) - Math.Log(-ElementaryFunctions.Expm1(-beta * time));
        double xi = x / Width(beta, time);
        if (xi <= Left || xi >= Right)
        {
            return xi <= Left ? 1 : 0;
        }

        (int spaces, int steps) = isRough ? (CoarseSpaces / Roughness, CoarseSteps / Roughness) : (CoarseSpaces, CoarseSteps);
        double coarse = Solve(beta, time, xi, spaces, steps, 1);
        double fine = Solve(beta, time, xi, spaces, steps, 2);
        return Math.Clamp(fine + ((fine - coarse) / 3), 0, 1);
    }

    private static double Solve(double beta, double time, double xi, int coarseSpaces, int coarseSteps, int refinement)
    {
        // The grid is shifted so that ξ is a node.
        int spaces = coarseSpaces * refinement;
        double h = (Right - Left) / spaces;
        int node = refinement * Math.Clamp((int)((xi - Left) / (h * refinement)), 1, coarseSpaces - 1);
        double first = xi - (node * h);
        int steps = coarseSteps * refinement;
        double start = Math.Log(Start * Math.Min(time, 1 / (1 + beta)));
        double step = (Math.Log(time) - start) / steps;
        var grid = new Grid(beta, first, h, spaces);
        grid.Begin(Math.Exp(start));
        for (int i = 0; i < steps; i++)
        {
            grid.Advance(start + (i * step), step);
        }

        return grid.Values[node];
    }

    private static double MeanIntegral(double beta, double time)
    {
        double exponent = beta * time;
        return exponent > 0 ? time * (-ElementaryFunctions.Expm1(-exponent) / exponent) : time;
    }

    private static double Width(double beta, double time) => Math.Sqrt(time / (1 + ((1 + beta) * time)));

    // q at the nodes first + i h, i from 0 to spaces; the time of the equation is log t. q = 1 at the left end and 0 at the right end.
    private sealed class Grid(double beta, double first, double h, int spaces) : BackwardEquation(spaces + 1)
    {
        // log A_t ~ N(log E A_t − t/3, 2t/3) for small t.
        internal void Begin(double time)
        {
            double variance = 2 * time / 3;
            double width = Width(beta, time);
            for (int i = 1; i < spaces; i++)
            {
                double x = width * (first + (i * h));
                Values[i] = 0.5 * MathNet.Numerics.SpecialFunctions.Erfc((x + (variance / 2)) / Math.Sqrt(2 * variance));
            }

            Values[0] = 1;
            Values[spaces] = 0;
        }

        private protected override void SetRates(double time)
        {
            double t = Math.Exp(time);
            double mean = MeanIntegral(beta, t);
            double width = Width(beta, t);
            double diffusion = t / (width * width * h * h);

            // d log σ / d log t = 1/(2 (1 + (1 + β) t)).
            double stretch = 0.5 / (1 + ((1 + beta) * t));

            // e^{−σξ} is geometric in i. Products instead of an exponential at each node lose 1e-13 of it over all of them.
            double ratio = Math.Exp(-width * h);
            double exponential = Math.Exp(-width * first);
            double ofMean = t / (width * mean);
            for (int i = 1; i < spaces; i++)
            {
                double xi = first + (i * h);
                exponential *= ratio;
                double drift = (t / width) - (ofMean * (exponential - 1));
                double convection = (drift + (stretch * xi)) / (2 * h);
                Below[i] = diffusion - convection;
                Above[i] = diffusion + convection;
            }
        }
    }
}
