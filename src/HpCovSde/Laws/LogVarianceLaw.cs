using HpCovSde.Activations;
using MathNet.Numerics;

namespace HpCovSde.Laws;

/// <summary>
/// Mean and variance of log(V_l/V_0), V = V^{aa}, for feedforward networks at initialisation. Layers are independent factors of V, so means
/// and variances add up, and the law is nearly normal. Immutable; only the record itself is allocated. Source: Hanin and Nica 2018,
/// "Products of many large random matrices and gradients in deep neural networks" (arXiv 1812.05994).
/// </summary>
/// <param name="Mean">E log(V_l/V_0).</param>
/// <param name="Variance">Var log(V_l/V_0).</param>
public sealed record LogVarianceLaw(double Mean, double Variance)
{
    /// <summary>
    /// The limit of large depth and width at T = depth/width: normal with mean −(κ₄ − 1)T/2 and variance (κ₄ − 1)T, where κ₄ is
    /// <see cref="ReluFamily.FourthMomentRatio"/>. This is N(−5T/2, 5T) for the ReLU, and N(−T, 2T) for the identity and for shaped
    /// networks of the ReLU family, whose slopes tend to 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">T is negative or not finite.</exception>
    public static LogVarianceLaw Limit(ReluFamily activation, double time)
    {
        ArgumentNullException.ThrowIfNull(activation);
        if (!(time >= 0 && double.IsFinite(time)))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"time = {time}, but it must be finite and at least 0.");
        }

        double excess = activation.FourthMomentRatio - 1;
        return new(-excess * time / 2, excess * time);
    }

    /// <summary>
    /// Exact for a linear network, or one whose activation is the modulus. A layer multiplies V by χ²_n/n, and log(χ²_n/n) has the mean
    /// ψ(n/2) + log(2/n) and the variance ψ'(n/2).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive or the number of layers negative.</exception>
    public static LogVarianceLaw Linear(int width, int layers)
    {
        Check(width, layers);
        return new(layers * (SpecialFunctions.DiGamma(width / 2.0) + Math.Log(2.0 / width)), layers * Polygamma.Trigamma(width / 2.0));
    }

    /// <summary>
    /// Exact for a ReLU network, conditional on V_l &gt; 0. A layer multiplies V by (2/n) χ²_K, with K ~ Binomial(n, 1/2) conditional on
    /// K ≥ 1. The condition has the probability (1 − 2⁻ⁿ)^l.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive or the number of layers negative.</exception>
    public static LogVarianceLaw Relu(int width, int layers)
    {
        Check(width, layers);
        double total = 0;
        double mean = 0;
        double square = 0;
        double spread = 0;

        // Moments about a middle value, so that the variance is not a difference of large numbers.
        double middle = SpecialFunctions.DiGamma(Math.Max(width / 4.0, 0.5));
        // Beyond 20√n, 40 standard deviations, the weights are below e^{−800}.
        int reach = (int)(20 * Math.Sqrt(width));
        int last = (int)Math.Min(width, (width / 2L) + reach);
        for (int k = Math.Max(1, (width / 2) - reach); k <= last; k++)
        {
            double weight = Math.Exp(LogBinomial(width, k));
            double difference = SpecialFunctions.DiGamma(k / 2.0) - middle;
            total += weight;
            mean += weight * difference;
            square += weight * difference * difference;
            spread += weight * Polygamma.Trigamma(k / 2.0);
        }

        mean /= total;
        double variance = (square / total) - (mean * mean) + (spread / total);
        return new(layers * (mean + middle + Math.Log(4.0 / width)), layers * variance);
    }

    /// <summary>
    /// Exact for any member of the ReLU family, conditional on V_l &gt; 0. A layer multiplies V by X = Σ r_i g_i²/n, where r_i is c s₊² or
    /// c s₋² with probability 1/2 each. The Laplace transform E e^{−μnX} = ψ(μ)ⁿ, ψ(μ) = Σ_± (1 + 2μ c s_±²)^{−1/2}/2, is the probability
    /// that an exponential variable Y exceeds μnX. It therefore gives the law of log(Y/X), whose mean and variance take one quadrature.
    /// Those of log X follow from E log Y = −γ and Var log Y = π²/6. The absolute error per layer is below 1e-13.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive or the number of layers negative.</exception>
    public static LogVarianceLaw Of(ReluFamily activation, int width, int layers)
    {
        ArgumentNullException.ThrowIfNull(activation);
        Check(width, layers);

        // The density of y = log(Y/X) is analytic for |Im y| < π/2. It falls like e^y on the left, and at least like e^{−y/2} on the right
        // once both slopes matter. The trapezoidal rule with this step is exact to rounding.
        const double Step = 0.125;
        double plus = activation.Normalization * activation.PositiveSlope * activation.PositiveSlope;
        double minus = activation.Normalization * activation.NegativeSlope * activation.NegativeSlope;
        double smaller = Math.Min(plus, minus) > 0 ? Math.Min(plus, minus) : Math.Max(plus, minus);
        double left = -45;
        double right = Math.Log(width) - Math.Log(smaller) + 90;
        double total = 0;
        double mean = 0;
        double square = 0;
        for (double y = left; y <= right; y += Step)
        {
            double mu = Math.Exp(y) / width;
            double rootPlus = 1 / Math.Sqrt(1 + (2 * mu * plus));
            double rootMinus = 1 / Math.Sqrt(1 + (2 * mu * minus));
            double slope = ((plus * rootPlus * rootPlus * rootPlus) + (minus * rootMinus * rootMinus * rootMinus)) / 2;
            double density = width * mu * slope * Math.Exp((width - 1) * Math.Log((rootPlus + rootMinus) / 2));
            total += density;
            mean += density * y;
            square += density * y * y;
        }

        mean /= total;
        double variance = (square / total) - (mean * mean) - (Math.PI * Math.PI / 6);
        return new(layers * (-Constants.EulerMascheroni - mean), layers * variance);
    }

    // log of C(n, k) 2⁻ⁿ. The rounding that all k have in common cancels when the sum of the weights divides.
    private static double LogBinomial(int n, int k) =>
        SpecialFunctions.BinomialLn(n, k) - (n * Math.Log(2));

    private static void Check(int width, int layers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(layers);
    }
}
