using HpCovSde.InfiniteWidth;

namespace HpCovSde.Laws;

/// <summary>
/// The residual ReLU network of width 2 and infinite depth, X_0 iid normal, given that φ(X_0) ≠ 0. The angle θ of X in (−π/2, π) is autonomous,
/// dθ = ρ(θ)/√2 dβ with ρ² = max(cos θ, 0)² + max(sin θ, 0)², and begins uniform: this is what is known of widths above 1 without sampling.
/// </summary>
/// <remarks>
/// With x = |θ − π/4|, reflected at 0, and η = ∫ dx/ρ, that is x up to π/4 and from there π/4 + ξ with sin θ or cos θ = 1/cosh ξ, P_η(N_t = 2) = u solves
/// u_t = ¼ (u_ηη + tanh(ξ₊) u_η), u_0 = 1 for η &lt; π/4, 0 beyond. Central differences and an L-stable method of Runge and Kutta, both of second order, on a
/// grid that is even in η and on one in log t from where u is the normal distribution function of the neighbourhood of π/4; Richardson's extrapolation, whose correction is given as the error.
/// </remarks>
/// <param name="ActiveNeurons">E[N_t | alive], from 4/3 down to 1.</param>
/// <param name="MeanLogNorm">E log(|φ(X_t)|/|φ(X_0)|) = ¼ ∫₀ᵗ (E N_s − 2) ds.</param>
public sealed record TwoNeuronLaw(QuadratureValue ActiveNeurons, QuadratureValue MeanLogNorm)
{
    private const int CoarseSpacesToKink = 100;

    private const int CoarseSteps = 250;

    // In units of the square of the finest space there is: η is diffused by less than a space before it.
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
            // P(N = 2) changes by less than the square root of t at most.
            return new(new(4.0 / 3, Math.Sqrt(time)), new(-time / 6, time * Math.Sqrt(time)));
        }

        (double active, double growth) = Solve(time, 1);
        (double fineActive, double fineGrowth) = Solve(time, 2);
        return new(Extrapolate(active, fineActive), Extrapolate(growth, fineGrowth));
    }

    /// <summary>P(θ_∞ = π | θ_0): θ is a bounded martingale, which one neuron or the other ends.</summary>
    /// <param name="angle">θ_0 in [−π/2, π].</param>
    /// <exception cref="ArgumentOutOfRangeException">θ_0 is not in [−π/2, π].</exception>
    public static double SecondNeuronSurvives(double angle) => angle is >= -Math.PI / 2 and <= Math.PI
        ? (angle + (Math.PI / 2)) / (1.5 * Math.PI)
        : throw new ArgumentOutOfRangeException(nameof(angle), angle, $"angle = {angle}, but it must be in [-pi/2, pi].");

    private static QuadratureValue Extrapolate(double coarse, double fine) => new(fine + ((fine - coarse) / 3), Math.Abs(fine - coarse) / 3);

    private static (double ActiveNeurons, double MeanLogNorm) Solve(double time, int refinement)
    {
        var grid = new Grid(CoarseSpacesToKink * refinement, time);
        int steps = CoarseSteps * refinement;
        double ratio = Math.Pow(time / Start, 1.0 / steps);
        double now = Start;
        grid.Begin(Start);

        // ∫ P(N = 2): the rule of the method itself, whose stages have the weights 1 − γ and γ.
        double integral = Start / 3;
        for (int i = 0; i < steps; i++)
        {
            double step = now * (ratio - 1);
            integral += grid.Advance(step);
            now += step;
        }

        return (1 + grid.ProbabilityOfTwo(), (integral - now) / 4);
    }

    // u at the nodes i h, i = 0 at π/4 (reflection), the kink at node m.
    private sealed class Grid
    {
        // Alexander 1977: two stages, stiffly accurate, γ = 1 − 1/√2.
        private static readonly double Gamma = 1 - (1 / Math.Sqrt(2));

        private readonly int _kink;
        private readonly int _last;
        private readonly double _h;
        private readonly double[] _u;
        private readonly double[] _stage;
        private readonly double[] _ratio;
        private readonly double[] _drift;
        private readonly double[] _weight;

        internal Grid(int kink, double time)
        {
            _kink = kink;
            _h = Math.PI / 4 / kink;

            // Drift ¼ and diffusion: u is e^{−30} beyond, and the start has e^{−ξ} of its mass there.
            _last = kink + (int)Math.Ceiling(Math.Min(36, (time / 4) + (8 * Math.Sqrt(time)) + 4) / _h);
            _u = new double[_last + 1];
            _stage = new double[_last + 1];
            _ratio = new double[_last + 1];
            _drift = new double[_last + 1];
            _weight = new double[_last + 1];
            for (int i = 0; i <= _last; i++)
            {
                double xi = Math.Max(0, (i - kink) * _h);
                _drift[i] = Math.Tanh(xi);
                _weight[i] = _h / Math.Cosh(xi) / (0.75 * Math.PI) * (i == 0 || i == _last ? 0.5 : 1);
            }
        }

        internal void Begin(double time)
        {
            for (int i = 0; i <= _last; i++)
            {
                _u[i] = MathNet.Numerics.Distributions.Normal.CDF(0, Math.Sqrt(time / 2), (_kink - i) * _h);
            }
        }

        internal double ProbabilityOfTwo() => Mean(_u);

        /// <summary>A step; ∫ P(N = 2) over it.</summary>
        internal double Advance(double step)
        {
            _u.CopyTo(_stage, 0);
            SolveImplicit(_stage, Gamma * step);
            double first = Mean(_stage);

            // The slope of the first stage is (stage − u)/(γ step).
            double weight = (1 - Gamma) / Gamma;
            for (int i = 0; i < _last; i++)
            {
                _u[i] += weight * (_stage[i] - _u[i]);
            }

            SolveImplicit(_u, Gamma * step);
            return step * (((1 - Gamma) * first) + (Gamma * Mean(_u)));
        }

        // Of a uniform angle.
        private double Mean(double[] u)
        {
            double sum = 0;
            for (int i = _last; i >= 0; i--)
            {
                sum += _weight[i] * u[i];
            }

            return sum;
        }

        // (1 − k L) u = values; elimination without pivots.
        private void SolveImplicit(double[] values, double k)
        {
            double diffusion = k / (4 * _h * _h);
            values[_last] = 0;
            for (int i = 0; i < _last; i++)
            {
                double convection = k * _drift[i] / (8 * _h);
                double below = i == 0 ? 0 : diffusion - convection;
                double above = i == 0 ? 2 * diffusion : diffusion + convection;
                double pivot = 1 + (2 * diffusion) - (i == 0 ? 0 : below * _ratio[i - 1]);
                _ratio[i] = above / pivot;
                values[i] = (values[i] + (i == 0 ? 0 : below * values[i - 1])) / pivot;
            }

            for (int i = _last - 1; i >= 0; i--)
            {
                values[i] += _ratio[i] * values[i + 1];
            }
        }
    }
}
