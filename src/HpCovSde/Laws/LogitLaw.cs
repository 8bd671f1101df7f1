using HpCovSde.Data;
using MathNet.Numerics;

namespace HpCovSde.Laws;

/// <summary>
/// The law of a network output f, which is N(0, V) conditional on its variance V:
/// <code>
/// P(f ≤ x) = E Φ(x/√V),   E f² = E V,   E f⁴ = 3 E V².
/// </code>
/// Computed from samples of V it has less variance than the empirical law of sampled outputs (Rao-Blackwell). V = 0 gives f = 0. Immutable.
/// </summary>
/// <remarks>
/// Closed-form laws of V are integrated over log V by the trapezoidal rule. It converges exponentially, because the densities are analytic
/// and decay at both ends. With the steps used here the error is near 1e-15.
/// </remarks>
public sealed class LogitLaw
{
    // E Φ(x/√V) is analytic for |Im log V|
    // < π/2: a step of 1/4 in log V has an error of e^{−4π²}. A normal density at steps of half a standard deviation has an error of
    // e^{−8π²}. Half of both steps is used for the tails, where the integrand has a narrow peak.
    private const double LargestStep = 0.125;
    private const double StepsPerDeviation = 4;
    private const double LogOfNegligible = -46;
    private const int MostNodes = 10_000_000;

    private readonly double[] _deviations;
    private readonly double[] _weights;

    private LogitLaw(double[] deviations, double[] weights, double variance, double kurtosis)
    {
        _deviations = deviations;
        _weights = weights;
        Variance = variance;
        Kurtosis = kurtosis;
        for (int i = 0; i < weights.Length; i++)
        {
            ZeroProbability += deviations[i] == 0 ? weights[i] : 0;
        }
    }

    /// <summary>E f² = E V.</summary>
    public double Variance { get; }

    /// <summary>E f⁴ / (E f²)² = 3 E V² / (E V)²: 3 for a Gaussian, larger for every network of finite width. NaN if V is 0.</summary>
    public double Kurtosis { get; }

    /// <summary>P(f = 0) = P(V = 0), the probability that all neurons of the input have died.</summary>
    public double ZeroProbability { get; }

    /// <summary>
    /// The mixture over samples of V with equal weights. Samples that are NaN (replicas that ended early) are skipped. Allocates.
    /// </summary>
    /// <exception cref="ArgumentException">A sample is negative or infinite, or there is no sample.</exception>
    public static LogitLaw Of(ReadOnlySpan<double> variances)
    {
        double[] covered = [.. variances.ToArray().Where(v => !double.IsNaN(v))];
        if (covered.Length == 0)
        {
            throw new ArgumentException(
                $"variances has {Wording.Count(variances.Length, "sample")}, none of them a number; at least one number is needed.",
                nameof(variances));
        }

        double largest = covered.Max();
        if (!(covered.Min() >= 0 && double.IsFinite(largest)))
        {
            throw new ArgumentException(
                $"variances lie in [{covered.Min()}, {largest}]; they must be finite and at least 0.", nameof(variances));
        }

        // In units of the largest, so that squares do not overflow.
        double mean = covered.Average(v => v / largest);
        double square = covered.Average(v => v / largest * (v / largest));
        double[] weights = new double[covered.Length];
        Array.Fill(weights, 1.0 / covered.Length);
        return new(Array.ConvertAll(covered, Math.Sqrt), weights, largest > 0 ? mean * largest : 0, 3 * square / (mean * mean));
    }

    /// <summary>
    /// V = V_0 e^Z with Z normal: the limit of networks of the ReLU family, see <see cref="LogVarianceLaw.Limit"/>. The kurtosis is
    /// 3 e^{Var Z}, which is 3e^{2T} for shaped and for linear networks. Allocates.
    /// </summary>
    /// <param name="law">Mean and variance of Z.</param>
    /// <param name="initial">V_0 &gt; 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">V_0 is not positive and finite.</exception>
    public static LogitLaw Lognormal(LogVarianceLaw law, double initial = 1)
    {
        ArgumentNullException.ThrowIfNull(law);
        CheckInitial(initial);
        double step = Math.Min(LargestStep, Math.Sqrt(law.Variance) / StepsPerDeviation);
        double center = law.Mean + Math.Log(initial);
        double variance = initial * Math.Exp(law.Mean + (law.Variance / 2));
        return law.Variance == 0
            ? new([Math.Exp(center / 2)], [1], variance, 3)
            : Over(center, step, Grid(step, y => -y * y / (2 * law.Variance)), 0, variance, 3 * Math.Exp(law.Variance));
    }

    /// <summary>
    /// V with a Gamma law: one linear layer (shape n/2), or the stationary law of a shaped smooth network. The kurtosis is 3 (1 + 1/shape).
    /// Allocates.
    /// </summary>
    public static LogitLaw Gamma(GammaLaw law)
    {
        ArgumentNullException.ThrowIfNull(law);
        double a = law.Shape;
        double center = Math.Log(law.Mean);

        // log V below this underflows and counts as V = 0.
        const double Floor = -700;
        double step = Math.Min(LargestStep, 1 / (StepsPerDeviation * Math.Sqrt(a)));
        double zero = a * Floor > LogOfNegligible ? law.Cdf(Math.Exp(center + Floor)) : 0;
        LogGrid grid = Grid(step, y => y < Floor ? double.NegativeInfinity : LogGamma(a, y));
        return Over(center, step, grid, zero, law.Mean, 3 * (1 + (1 / a)));
    }

    /// <summary>
    /// Exact for a linear network of one input, or one whose activation is the modulus: V/V_0 is a product of d independent χ²_n/n. The
    /// kurtosis is 3 (1 + 2/n)^d. Allocates.
    /// </summary>
    /// <param name="width">n ≥ 1.</param>
    /// <param name="depth">d ≥ 1.</param>
    /// <param name="initial">V_0 &gt; 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not in its range.</exception>
    public static LogitLaw Linear(int width, int depth, double initial = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        CheckInitial(initial);
        double a = width / 2.0;
        double step = Math.Min(LargestStep, 1 / (StepsPerDeviation * Math.Sqrt(a)));
        LogGrid power = Grid(step, y => LogGamma(a, y));
        LogGrid sum = new(0, [1]);
        for (int rest = depth; rest > 0; rest >>= 1)
        {
            sum = (rest & 1) == 1 ? sum.Convolve(power) : sum;
            power = rest > 1 ? power.Convolve(power) : power;
        }

        return Over(Math.Log(initial), step, sum, 0, initial, 3 * Math.Pow(1 + (2.0 / width), depth));
    }

    /// <summary>P(f ≤ x). For x &lt; 0 the tail is accurate in relative terms. Does not allocate.</summary>
    public double Cdf(double x)
    {
        double tail = 0;
        for (int i = 0; i < _weights.Length; i++)
        {
            // P(f > |x|), to which the atom at 0 does not contribute.
            double deviation = _deviations[i];
            tail += deviation > 0 ? _weights[i] * SpecialFunctions.Erfc(Math.Abs(x) / (Math.Sqrt(2) * deviation)) / 2 : 0;
        }

        return x < 0 ? tail : 1 - tail;
    }

    /// <summary>The density of f at x, without the atom of <see cref="ZeroProbability"/> at 0. Does not allocate.</summary>
    public double Density(double x)
    {
        double sum = 0;
        for (int i = 0; i < _weights.Length; i++)
        {
            double z = x / _deviations[i];
            sum += _deviations[i] > 0 ? _weights[i] * Math.Exp(-z * z / 2) / _deviations[i] : 0;
        }

        return sum / Math.Sqrt(2 * Math.PI);
    }

    /// <summary>The smallest x with P(f ≤ x) ≥ p, up to a few rounding errors. Does not allocate.</summary>
    /// <param name="probability">p, strictly between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is not strictly between 0 and 1.</exception>
    public double Quantile(double probability)
    {
        if (!(probability is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(probability), probability, $"probability = {probability}, but it must be strictly between 0 and 1.");
        }

        double tail = Math.Min(probability, 1 - probability);
        if (tail >= (1 - ZeroProbability) / 2)
        {
            return 0;
        }

        // Bisection: P(f ≤ −x) > p at x = low but not at x = high. Beyond 40 standard deviations the tail of a normal variable underflows.
        double low = 0;
        double high = 40 * _deviations.Max();
        for (double middle = high / 2; middle > low && middle < high; middle = low + ((high - low) / 2))
        {
            (low, high) = Cdf(-middle) > tail ? (middle, high) : (low, middle);
        }

        return probability < 0.5 ? -high : high;
    }

    // log of the density of log(X/E X) for a Gamma variable X, up to a constant: a (y − e^y).
    private static double LogGamma(double a, double y) => -a * (y < 1 ? ExpMinusLine(y) : Math.Exp(y) - 1 - y);

    // e^y − 1 − y without cancellation near 0.
    private static double ExpMinusLine(double y)
    {
        if (y < -1)
        {
            return Math.Exp(y) - 1 - y;
        }

        double term = y * y / 2;
        double sum = 0;

        // |y| ≤ 1, so that rounding ends it within 20 terms.
        for (int k = 3; k < 40 && sum + term != sum; k++)
        {
            sum += term;
            term *= y / k;
        }

        return sum;
    }

    // The density at multiples of the step on both sides of 0, until it is negligible; normalised to a sum of 1.
    private static LogGrid Grid(double step, Func<double, double> logDensity)
    {
        int first = 0;
        while (first > -MostNodes && logDensity((first - 1) * step) > LogOfNegligible)
        {
            first--;
        }

        var weights = new List<double>();
        for (int j = first; weights.Count < 2 * MostNodes && logDensity(j * step) > LogOfNegligible; j++)
        {
            weights.Add(Math.Exp(logDensity(j * step)));
        }

        if (first <= -MostNodes || weights.Count is 0 or 2 * MostNodes)
        {
            throw new ArgumentException($"The law of log V is too broad: it takes more than {MostNodes} steps of {step}.");
        }

        double sum = weights.Sum();
        return new(first, [.. weights.Select(w => w / sum)]);
    }

    private static LogitLaw Over(double center, double step, LogGrid grid, double zero, double variance, double kurtosis)
    {
        double[] deviations = [0, .. Enumerable.Range(grid.First, grid.Weights.Length).Select(j => Math.Exp((center + (j * step)) / 2))];
        return new(deviations, [zero, .. grid.Weights.Select(w => (1 - zero) * w)], variance, kurtosis);
    }

    private static void CheckInitial(double initial)
    {
        if (!(initial > 0 && double.IsFinite(initial)))
        {
            throw new ArgumentOutOfRangeException(nameof(initial), initial, $"initial = {initial}, but it must be positive and finite.");
        }
    }

    /// <summary>Weights at consecutive multiples of a step, starting with multiple <paramref name="First"/>.</summary>
    private sealed record LogGrid(int First, double[] Weights)
    {
        internal LogGrid Convolve(LogGrid other)
        {
            double[] product = new double[Weights.Length + other.Weights.Length - 1];
            for (int i = 0; i < Weights.Length; i++)
            {
                for (int j = 0; j < other.Weights.Length; j++)
                {
                    product[i + j] += Weights[i] * other.Weights[j];
                }
            }

            double negligible = product.Max() * Math.Exp(LogOfNegligible);
            int first = Array.FindIndex(product, w => w > negligible);
            int last = Array.FindLastIndex(product, w => w > negligible);
            return new(First + other.First + first, product[first..(last + 1)]);
        }
    }
}
