using HpCovSde.Activations;
using MathNet.Numerics;

namespace HpCovSde.Laws;

/// <summary>
/// Mean and variance of log(V_l/V_0), V = V^{aa}, for feedforward networks at initialisation: layers are independent factors, so both add up,
/// and the law is nearly normal. Immutable; nothing else allocates. Source: Hanin and Nica 2018, "Products of many large random matrices and gradients in deep
/// neural networks" (arXiv 1812.05994).
/// </summary>
/// <param name="Mean">E log(V_l/V_0).</param>
/// <param name="Variance">Var log(V_l/V_0).</param>
public sealed record LogVarianceLaw(double Mean, double Variance)
{
    /// <summary>
    /// The limit of proportional depth and width, T = depth/width: normal with mean −(κ₄ − 1)T/2 and variance (κ₄ − 1)T,
    /// κ₄ = <see cref="ReluFamily.FourthMomentRatio"/>. N(−5T/2, 5T) for the ReLU; N(−T, 2T) for the identity, and for shaped networks of
    /// the ReLU family, whose slopes tend to it.
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
    /// Exact for a linear network, or one with the modulus for activation: a layer multiplies V by χ²_n/n, so mean and variance are those of l
    /// times log(χ²_n/n), ψ(n/2) + log(2/n) and ψ'(n/2).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive or the number of layers negative.</exception>
    public static LogVarianceLaw Linear(int width, int layers)
    {
        Check(width, layers);
        return new(layers * (SpecialFunctions.DiGamma(width / 2.0) + Math.Log(2.0 / width)), layers * Polygamma.Trigamma(width / 2.0));
    }

    /// <summary>
    /// Exact for a ReLU network given that V_l &gt; 0: a layer multiplies V by (2/n) χ²_K, K ~ Binomial(n, 1/2) given K ≥ 1. The probability
    /// of the condition is (1 − 2⁻ⁿ)^l.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive or the number of layers negative.</exception>
    public static LogVarianceLaw Relu(int width, int layers)
    {
        Check(width, layers);
        double total = 0;
        double mean = 0;
        double square = 0;
        double spread = 0;

        // Around the middle, so that the variance is not a difference of large numbers.
        double middle = SpecialFunctions.DiGamma(Math.Max(width / 4.0, 0.5));
        for (int k = 1; k <= width; k++)
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
    /// Exact for any member of the ReLU family, given that V_l &gt; 0: a layer multiplies V by X = Σ r_i g_i²/n, r_i = c s₊² or c s₋² with probability 1/2 each. By one quadrature of the
    /// Laplace transform ψ(μ)ⁿ = E e^{−μnX}, ψ(μ) = Σ_± (1 + 2μ c s_±²)^{−1/2}/2, which is the probability that an exponential variable exceeds μnX: the logarithm of
    /// their quotient has the moments of log X and of the exponential variable's, −γ and π²/6, together. The absolute error of a layer is below 1e-13.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive or the number of layers negative.</exception>
    public static LogVarianceLaw Of(ReluFamily activation, int width, int layers)
    {
        ArgumentNullException.ThrowIfNull(activation);
        Check(width, layers);

        // The density of the quotient's logarithm y is analytic for |Im y| < π/2, falls like e^y on the left and at least like e^{−y/2} on the right, from where both slopes
        // are felt: the trapezoidal rule at this step is exact to rounding.
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

    // log of C(n, k) 2⁻ⁿ; the sum of the weights divides out what its rounding has in common.
    private static double LogBinomial(int n, int k) =>
        SpecialFunctions.BinomialLn(n, k) - (n * Math.Log(2));

    private static void Check(int width, int layers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(layers);
    }
}
