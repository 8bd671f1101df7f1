namespace HpCovSde.Laws;

/// <summary>
/// The residual ReLU network of width 2 and infinite depth, with X_0 iid normal, conditional on φ(X_0) ≠ 0. The angle θ of X in
/// (−π/2, π) solves an SDE of its own, dθ = ρ(θ)/√2 dβ with ρ² = max(cos θ, 0)² + max(sin θ, 0)², and is uniform at t = 0. No law of a
/// larger width is known in this form.
/// </summary>
/// <remarks>
/// Let x = |θ − π/4|, reflected at 0, and η = ∫ dx/ρ. Then η = x up to π/4, and η = π/4 + ξ beyond, where sin θ or cos θ is 1/cosh ξ.
/// u = P_η(N_t = 2) solves u_t = ¼ (u_ηη + tanh(ξ₊) u_η) with u_0 = 1 for η &lt; π/4 and 0 otherwise. <see cref="BackwardEquation"/> solves
/// it on a grid uniform in η, with steps uniform in log t. The start is a time so small that u is a normal distribution function about
/// η = π/4. Richardson extrapolation uses two grids; its correction is given as the error.
/// </remarks>
/// <param name="ActiveNeurons">E[N_t | alive], from 4/3 down to 1.</param>
/// <param name="ActiveNeuronsError">The error of <paramref name="ActiveNeurons"/>, estimated by the last correction.</param>
/// <param name="MeanLogNorm">E log(|φ(X_t)|/|φ(X_0)|) = ¼ ∫₀ᵗ (E N_s − 2) ds.</param>
/// <param name="MeanLogNormError">The error of <paramref name="MeanLogNorm"/>, estimated in the same way.</param>
public sealed record TwoNeuronLaw(double ActiveNeurons, double ActiveNeuronsError, double MeanLogNorm, double MeanLogNormError)
{
    private const int CoarseSpacesToKink = 100;

    private const int CoarseSteps = 250;

    // The start time: until then η diffuses by less than one space of the finest grid.
    private const double Start = 1e-5;

    /// <summary>The law at time t.</summary>
    /// <param name="time">t in [0, 1000].</param>
    /// <exception cref="ArgumentOutOfRangeException">t is not in [0, 1000].</exception>
    public static TwoNeuronLaw At(double time)
    {
        if (!(time is >= 0 and <= 1000))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"time = {time}, but it must be in [0, 1000].");
        }

        if (time <= Start)
        {
            // P(N = 2) changes by less than √t.
            return new(4.0 / 3, Math.Sqrt(time), -time / 6, time * Math.Sqrt(time));
        }

        (double active, double growth) = Solve(time, 1);
        (double fineActive, double fineGrowth) = Solve(time, 2);
        (double activeCorrection, double growthCorrection) = ((fineActive - active) / 3, (fineGrowth - growth) / 3);
        return new(fineActive + activeCorrection, Math.Abs(activeCorrection), fineGrowth + growthCorrection, Math.Abs(growthCorrection));
    }

    /// <summary>
    /// P(θ_∞ = π | θ_0), the probability that the second neuron survives. θ is a bounded martingale that ends at −π/2 or π.
    /// </summary>
    /// <param name="angle">θ_0 in [−π/2, π].</param>
    /// <exception cref="ArgumentOutOfRangeException">θ_0 is not in [−π/2, π].</exception>
    public static double SecondNeuronSurvives(double angle) => angle is >= -Math.PI / 2 and <= Math.PI
        ? (angle + (Math.PI / 2)) / (1.5 * Math.PI)
        : throw new ArgumentOutOfRangeException(nameof(angle), angle, $"angle = {angle}, but it must be in [-pi/2, pi].");

    private static (double ActiveNeurons, double MeanLogNorm) Solve(double time, int refinement)
    {
        int kink = CoarseSpacesToKink * refinement;
        double h = Math.PI / 4 / kink;

        // u moves with speed 1/4 and diffuses. Beyond this many spaces u is below e^{−30}, or the start has a mass below e^{−36}.
        var grid = new Grid(kink, h, kink + (int)Math.Ceiling(Math.Min(36, (time / 4) + (8 * Math.Sqrt(time)) + 4) / h));
        int steps = CoarseSteps * refinement;
        double ratio = Math.Pow(time / Start, 1.0 / steps);
        double now = Start;
        grid.Begin(Start);

        // ∫ P(N = 2).
        double integral = Start / 3;
        for (int i = 0; i < steps; i++)
        {
            double step = now * (ratio - 1);
            grid.Advance(now, step);
            integral += grid.Integral(step);
            now += step;
        }

        return (1 + grid.ProbabilityOfTwo(), (integral - now) / 4);
    }

    // u at the nodes i h: node 0 is π/4, where the process is reflected; the kink of ρ is at the node _kink; u = 0 at the last node.
    private sealed class Grid : BackwardEquation
    {
        private readonly int _kink;
        private readonly double _h;
        private readonly double[] _weight;

        internal Grid(int kink, double h, int last)
            : base(last + 1)
        {
            _kink = kink;
            _h = h;
            _weight = new double[last + 1];
            for (int i = 0; i <= last; i++)
            {
                double xi = Math.Max(0, (i - kink) * h);
                _weight[i] = h / Math.Cosh(xi) / (0.75 * Math.PI) * (i == 0 || i == last ? 0.5 : 1);
                if (i > 0 && i < last)
                {
                    Below[i] = (0.25 / (h * h)) - (Math.Tanh(xi) / (8 * h));
                    Above[i] = (0.25 / (h * h)) + (Math.Tanh(xi) / (8 * h));
                }
            }

            Above[0] = 0.5 / (h * h);
        }

        internal void Begin(double time)
        {
            for (int i = 0; i < Values.Length - 1; i++)
            {
                Values[i] = MathNet.Numerics.Distributions.Normal.CDF(0, Math.Sqrt(time / 2), (_kink - i) * _h);
            }
        }

        internal double ProbabilityOfTwo() => Mean(Values);

        /// <summary>∫ P(N = 2) over the last step, by the quadrature of the method: weights 1 − γ and γ for its two stages.</summary>
        internal double Integral(double step) => step * (((1 - Gamma) * Mean(Stage)) + (Gamma * Mean(Values)));

        // The rates do not depend on time.
        private protected override void SetRates(double time)
        {
        }

        // The mean over a uniform angle.
        private double Mean(double[] u)
        {
            double sum = 0;
            for (int i = u.Length - 1; i >= 0; i--)
            {
                sum += _weight[i] * u[i];
            }

            return sum;
        }
    }
}
