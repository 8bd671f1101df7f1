namespace HpCovSde.Laws;

/// <summary>
/// The exact law of two inputs in the limit of depth and width, without Monte Carlo: of their correlation ρ_T, and of its moments together
/// with those of the variances A = V^{aa} and B = V^{bb}. The limit is a shaped ReLU network or a linear one (<see cref="PairDrift"/>).
/// </summary>
/// <remarks>
/// <para>
/// In z = artanh ρ the density of weight A^p B^q, f(t, z) = E[(A_t/A_0)^p (B_t/B_0)^q; z_t ∈ dz]/dz, solves
/// <code>
/// f_t = f_zz/2 − ([(ν(ρ) − c(1 − ρ)) cosh² z + (1/2 + p + q) ρ] f)_z + [p² + q² − p − q + 2pq ρ²] f,   ρ = tanh z,
/// </code>
/// from a point mass at z_0. It is computed by spectral elements and a rational approximation of the exponential, on grids of sizes 2, 1,
/// 1/2, 1/4, until two agree. The error bound of a number is twice their difference, and rounding.
/// Source of the SDE: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </para>
/// <para>
/// A drift with a width (<see cref="PairDrift.Width"/>) gives the law of the finite network up to terms of the order 1/n², of ρ alone.
/// Error bounds do not include these terms.
/// </para>
/// <para>Densities are kept once they are computed. Not safe for concurrent use; different laws are independent.</para>
/// </remarks>
public sealed class PairLaw
{
    /// <summary>The longest time: 10,000.</summary>
    public const double LongestTime = 10_000;

    // Their weights move the law further than it can be computed.
    private const double LargestExponents = 100;

    // The resolutions: the size of elements, the reach in standard deviations, the error in time.
    private static readonly (double Size, double Reach, double Tolerance)[] Levels =
        [(2, 7.5, 1e-12), (1, 8, 1e-14), (0.5, 8, 1e-15), (0.25, 8, 1e-16)];

    private const int MostSteps = 5000;

    // Where two resolutions agree as well as this, a third one only adds rounding.
    private const double Agreement = 1e-12;

    private const string TooNarrow = "the law is too narrow for its distance from the start, or for double precision";

    private readonly Dictionary<(double P, double Q, int Level), PairDensity?> _densities = [];
    private readonly double _start;

    /// <summary>The law of a pair.</summary>
    /// <param name="drift">The drift of the correlation.</param>
    /// <param name="oneMinusRho">1 − ρ_0, in [0, 2].</param>
    /// <param name="time">T, in [0, 10,000].</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public PairLaw(PairDrift drift, double oneMinusRho, double time)
    {
        drift.Check();
        if (!(time >= 0 && time <= LongestTime))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"time = {time}, but it must be in [0, {LongestTime}].");
        }

        Start = CorrelationPoint.OfOneMinusRho(oneMinusRho);
        Drift = drift;
        Time = time;

        // Opposite inputs part at once. Where that takes less than 1e-14 of the time, it does not matter from how far they come.
        double latest = -Math.Log(4e14 / (drift.AtOpposite * time)) / 2;
        _start = drift.AtOpposite > 0 ? Math.Max(Start.FisherZ, latest) : Start.FisherZ;
        IsPoint = time == 0 || !double.IsFinite(_start);
    }

    /// <summary>The drift of the correlation.</summary>
    public PairDrift Drift { get; }

    /// <summary>The correlation at the start.</summary>
    public CorrelationPoint Start { get; }

    /// <summary>T.</summary>
    public double Time { get; }

    /// <summary>Whether ρ_T is ρ_0: equal inputs, opposite inputs of a linear network, or T = 0.</summary>
    public bool IsPoint { get; }

    /// <summary>Stops a computation.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>E g(ρ_T).</summary>
    /// <param name="g">A function; smooth in z, or else the bound is wider.</param>
    public ExactValue Mean(Func<CorrelationPoint, double> g) => Moment(0, 0, g);

    /// <summary>E ρ_T.</summary>
    public ExactValue MeanRho => Mean(point => point.Rho);

    /// <summary>The standard deviation of g(ρ_T).</summary>
    /// <param name="g">A function.</param>
    public ExactValue StandardDeviation(Func<CorrelationPoint, double> g)
    {
        ArgumentNullException.ThrowIfNull(g);
        if (IsPoint)
        {
            return ExactValue.Closed(0);
        }

        ExactValue variance = Refine(0, 0, density =>
        {
            double mean = density.Mean(g).Value;
            return density.Mean(point => (g(point) - mean) * (g(point) - mean));
        });
        if (variance.Refusal is not null)
        {
            return variance;
        }

        double deviation = Math.Sqrt(Math.Max(0, variance.Value));
        return ExactValue.Of(deviation, variance.Error / Math.Max(deviation, Math.Sqrt(variance.Error)));
    }

    /// <summary>E (A_T/A_0)^p (B_T/B_0)^q g(ρ_T); for example E V^{ab} is that of p = q = 1/2, g = ρ, times √(A_0 B_0).</summary>
    /// <param name="p">The exponent of A, finite.</param>
    /// <param name="q">The exponent of B, finite.</param>
    /// <param name="g">A function; null is 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An exponent is not finite.</exception>
    public ExactValue Moment(double p, double q, Func<CorrelationPoint, double>? g = null)
    {
        if (!double.IsFinite(p))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, $"p = {p}, but it must be finite.");
        }

        if (!double.IsFinite(q))
        {
            throw new ArgumentOutOfRangeException(nameof(q), q, $"q = {q}, but it must be finite.");
        }

        if (Drift.HasWidth && (p != 0 || q != 0))
        {
            return ExactValue.Refused(double.NaN, "moments with variances are known in the limit only, and not at a finite width");
        }

        g ??= static _ => 1;
        if (IsPoint)
        {
            // A and B are then multiples of one lognormal variable.
            double growth = Start.FisherZ is double.PositiveInfinity or double.NegativeInfinity ? (p + q) * (p + q - 1) * Time : 0;
            return ExactValue.Closed(Math.Exp(growth) * g(Start));
        }

        double factor = Math.Exp(Time * new TiltedDrift(Drift, p, q).LargestGrowth);
        return double.IsFinite(factor) && factor > 0 && Math.Abs(p) + Math.Abs(q) <= LargestExponents
            ? Refine(p, q, density => density.Mean(g)).Times(factor)
            : ExactValue.Refused(double.NaN, "the moment leaves the range of numbers");
    }

    /// <summary>P(ρ_T ≤ ρ).</summary>
    /// <param name="point">ρ.</param>
    public ExactValue Cdf(CorrelationPoint point) => IsPoint
        ? ExactValue.Closed(point.FisherZ >= Start.FisherZ ? 1 : 0)
        : Refine(0, 0, density => (Math.Clamp(density.Below(point.FisherZ), 0, 1), 1));

    /// <summary>The density of z_T = artanh ρ_T. That of ρ_T is it over 1 − ρ², that of log(1 − ρ_T) is it over 1 + ρ.</summary>
    /// <param name="point">ρ.</param>
    public ExactValue Density(CorrelationPoint point) => IsPoint
        ? ExactValue.Refused(double.NaN, "the law is one point, which has no density")
        : Refine(0, 0, density => (Math.Max(0, density.At(point.FisherZ)), 1 / Math.Sqrt(Time)));

    /// <summary>The quantile of a level of ρ_T.</summary>
    /// <param name="level">The probability, in (0, 1).</param>
    /// <returns>artanh ρ with P(ρ_T ≤ ρ) = level, and its error bound.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not in (0, 1).</exception>
    public ExactValue Quantile(double level)
    {
        if (!(level > 0 && level < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, $"level = {level}, but it must be in (0, 1).");
        }

        return IsPoint ? ExactValue.Closed(Start.FisherZ) : Refine(0, 0, density =>
        {
            double z = density.Quantile(level);
            return (z, Math.Max(Math.Abs(z), 1 / Math.Max(density.At(z), 1e-300)));
        });
    }

    private ExactValue Refine(double p, double q, Func<PairDensity, (double Value, double Scale)> functional)
    {
        double previous = double.NaN;
        ExactValue result = ExactValue.Refused(double.NaN, TooNarrow);
        for (int level = 0; level < Levels.Length; level++)
        {
            if (At(p, q, level) is not { } density)
            {
                return result;
            }

            (double value, double scale) = functional(density);
            if (level > 0)
            {
                double difference = 2 * Math.Abs(value - previous);
                var next = ExactValue.Of(value, difference + (density.Rounding * scale));
                result = result.Error <= next.Error ? result : next;
                if (difference <= Math.Max(Agreement, density.Rounding) * scale)
                {
                    break;
                }
            }

            previous = value;
        }

        return result;
    }

    private PairDensity? At(double p, double q, int level)
    {
        if (!_densities.TryGetValue((p, q, level), out PairDensity? density))
        {
            (double size, double reach, double tolerance) = Levels[level];
            var equation = new TiltedDrift(Drift, p, q);
            int steps = PadeExponential.Steps(Time, equation.LargestBounded + Math.Min(equation.At(_start).Drift, 1 / Time), tolerance);
            FisherGrid? grid = steps <= MostSteps ? FisherGrid.Create(equation, _start, Time, size, reach) : null;
            _densities[(p, q, level)] = density = grid is not null
                ? ForwardEquation.Solve(equation, grid, Time, steps, Cancellation)
                : null;
        }

        return density;
    }
}
