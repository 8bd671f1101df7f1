namespace HpCovSde.Laws;

/// <summary>
/// The law of the time τ at which dV = βV(V − 1)dt + √2 V dB, β &gt; 0, explodes. τ ≤ t exactly if A_t ≥ r = 1/(βv), where
/// A_t = ∫₀ᵗ exp(√2 B_s − (1 + β)s) ds; so P(τ ≤ t) = q solves a backward equation in r.
/// </summary>
/// <remarks>
/// In x = log(r / E A_t), E A_t = m = (1 − e^{−βt})/β, the equation is q_t = q_xx + (β + 1 + (e^{−βt} − e^{−x})/m) q_x. The front at x = 0 has
/// the width √(2t/3) at first and 1/√(1 + β) at last; hence the coordinates ξ = x/σ, σ² = t/(1 + (1 + β)t), and log t, from a time at which
/// log A_t is normal to rounding. Central differences and an L-stable method of Runge and Kutta, both of second order, on two grids:
/// Richardson's extrapolation leaves the error of fourth order.
/// </remarks>
internal static class ExplosionTime
{
    private const double Left = -9;

    // P(A_t > r) falls at least like r^{−(1+β)}: e^{−40} beyond.
    private const double Right = 40;

    private const int CoarseSpaces = 700;

    private const int CoarseSteps = 250;

    // The error of the start is of the order of the square of this.
    private const double Start = 1e-5;

    /// <summary>P(τ ≤ t | V_0 = v) for β, v, t &gt; 0.</summary>
    internal static double Cdf(double beta, double initialVariance, double time)
    {
        double x = -Math.Log(beta * initialVariance * MeanIntegral(beta, time));
        double xi = x / Width(beta, time);
        if (xi <= Left || xi >= Right)
        {
            return xi <= Left ? 1 : 0;
        }

        double coarse = Solve(beta, time, xi, 1);
        double fine = Solve(beta, time, xi, 2);
        return Math.Clamp(fine + ((fine - coarse) / 3), 0, 1);
    }

    private static double Solve(double beta, double time, double xi, int refinement)
    {
        // The grid is shifted so that ξ is a node of it.
        int spaces = CoarseSpaces * refinement;
        double h = (Right - Left) / spaces;
        int node = refinement * Math.Clamp((int)((xi - Left) / (h * refinement)), 1, CoarseSpaces - 1);
        double first = xi - (node * h);
        int steps = CoarseSteps * refinement;
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
        double half = beta * time / 2;
        return half < 1e-8 ? time : time * (half > 300 ? 0.5 / half : Math.Sinh(half) / half * Math.Exp(-half));
    }

    private static double Width(double beta, double time) => Math.Sqrt(time / (1 + ((1 + beta) * time)));

    // q at the nodes first + i h, with q = 1 at the left end and 0 at the right one.
    private sealed class Grid(double beta, double first, double h, int spaces)
    {
        // The stiffly accurate method of two stages, Alexander 1977: γ = 1 − 1/√2 makes it L-stable and of second order.
        private static readonly double Gamma = 1 - (1 / Math.Sqrt(2));

        private readonly double[] _stage = new double[spaces + 1];
        private readonly double[] _ratio = new double[spaces + 1];

        internal double[] Values { get; } = new double[spaces + 1];

        // log A_t ~ N(log E A_t − t/3, 2t/3) for small t.
        internal void Begin(double time)
        {
            double variance = 2 * time / 3;
            double width = Width(beta, time);
            for (int i = 0; i <= spaces; i++)
            {
                double x = width * (first + (i * h));
                Values[i] = 0.5 * MathNet.Numerics.SpecialFunctions.Erfc((x + (variance / 2)) / Math.Sqrt(2 * variance));
            }
        }

        internal void Advance(double logTime, double step)
        {
            Values.CopyTo(_stage, 0);
            SolveImplicit(_stage, logTime + (Gamma * step), Gamma * step);

            // The slope of the first stage is (stage − values)/(γ step).
            double weight = (1 - Gamma) / Gamma;
            for (int i = 1; i < spaces; i++)
            {
                Values[i] += weight * (_stage[i] - Values[i]);
            }

            SolveImplicit(Values, logTime + step, Gamma * step);
        }

        // (1 − k L) q = values, where L q = D q'' + C q' in log t; elimination without pivots.
        private void SolveImplicit(double[] values, double logTime, double k)
        {
            double time = Math.Exp(logTime);
            double mean = MeanIntegral(beta, time);
            double width = Width(beta, time);
            double diffusion = k * time / (width * width * h * h);

            // d log σ / d log t = 1/(2 (1 + (1 + β) t)).
            double stretch = 0.5 / (1 + ((1 + beta) * time));
            double decay = Math.Exp(-beta * time);
            values[0] = 1;
            values[spaces] = 0;
            _ratio[0] = 0;
            for (int i = 1; i < spaces; i++)
            {
                double xi = first + (i * h);
                double drift = time * (beta + 1 + ((decay - Math.Exp(-width * xi)) / mean)) / width;
                double convection = k * (drift + (stretch * xi)) / (2 * h);
                double below = diffusion - convection;
                double above = diffusion + convection;
                double pivot = 1 + (2 * diffusion) - (below * _ratio[i - 1]);
                _ratio[i] = above / pivot;
                values[i] = (values[i] + (below * values[i - 1])) / pivot;
            }

            for (int i = spaces - 1; i > 0; i--)
            {
                values[i] += _ratio[i] * values[i + 1];
            }
        }
    }
}
