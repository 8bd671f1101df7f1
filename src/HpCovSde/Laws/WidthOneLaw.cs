using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Laws;

/// <summary>
/// The law at time t of dX = φ(X) dB, X_0 = x, the residual network of width 1 and infinite depth, for the activations φ with a known law.
/// If h is monotone and φ = σ|h′| ∘ h⁻¹, then X = h(Z) with dZ = −½ σ² (h″/h′)(Z) dt + σ dB. Here Z is Gaussian, or a mixture of two
/// Gaussians. X is a martingale in all cases. Immutable; does not allocate after construction. Source: Hayou 2022 (arXiv 2210.00688).
/// </summary>
public sealed class WidthOneLaw
{
    private readonly Map _map;
    private readonly double _scale;

    // The zero of φ, or β.
    private readonly double _shift;
    private readonly double _upperWeight;
    private readonly double _upperMean;
    private readonly double _lowerMean;

    private WidthOneLaw(
        Map map,
        double start,
        double scale,
        double shift,
        double latentMean,
        double latentVariance,
        double variance,
        double halfGap = 0,
        double upperWeight = 1)
    {
        _map = map;
        _scale = scale;
        _shift = shift;
        _upperWeight = upperWeight;
        _upperMean = latentMean + halfGap;
        _lowerMean = latentMean - halfGap;
        Mean = start;
        LatentVariance = latentVariance;
        Variance = variance;
    }

    private enum Map
    {
        /// <summary>X = Z.</summary>
        Identity,

        /// <summary>X = shift + scale·e^Z, scale = ±1.</summary>
        Exponential,

        /// <summary>X = (erfi Z − shift)/scale.</summary>
        Erfi,

        /// <summary>X = erf Z.</summary>
        Erf,

        /// <summary>X = tanh Z.</summary>
        Tanh,
    }

    /// <summary>E X_t = x.</summary>
    public double Mean { get; }

    /// <summary>Var X_t; may be infinite, see <see cref="OrnsteinUhlenbeck"/>.</summary>
    public double Variance { get; }

    /// <summary>The mean of the Gaussian of Z_t; of the upper one if there are two.</summary>
    public double LatentMean => _upperMean;

    /// <summary>The variance of each Gaussian of Z_t.</summary>
    public double LatentVariance { get; }

    private bool IsIncreasing => _map is not (Map.Exponential or Map.Erfi) || _scale > 0;

    /// <summary>φ = σ: Brownian motion, Z = X.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not finite, or t is negative.</exception>
    public static WidthOneLaw Constant(double sigma, double start, double time)
    {
        Check(sigma);
        Check(start);
        CheckTime(time);
        return new(Map.Identity, start, 1, 0, start, sigma * sigma * time, sigma * sigma * time);
    }

    /// <summary>φ = a y + b: X_t + b/a = (x + b/a) exp(a B_t − a²t/2), Z = log |X + b/a|. X is constant if x = −b/a.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not finite, a = 0, or t is negative.</exception>
    public static WidthOneLaw Affine(double a, double b, double start, double time)
    {
        Check(a);
        Check(b);
        Check(start);
        CheckTime(time);
        if (a == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(a), a, "a = 0, but then phi is constant: use Constant.");
        }

        double zero = -b / a;
        double distance = start - zero;
        double variance = a * a * time;
        return distance == 0
            ? new(Map.Identity, start, 1, 0, start, 0, 0)
            : new(
                Map.Exponential,
                start,
                Math.Sign(distance),
                zero,
                Math.Log(Math.Abs(distance)) - (variance / 2),
                variance,
                distance * distance * ElementaryFunctions.Expm1(variance));
    }

    /// <summary>φ = max(y, 0): X_t = x exp(B_t − t/2) for x &gt; 0; X is constant otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not finite, or t is negative.</exception>
    public static WidthOneLaw Relu(double start, double time) => LeakyRelu(0, start, time);

    /// <summary>φ = y: X_t = x exp(B_t − t/2) for x of either sign.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not finite, or t is negative.</exception>
    public static WidthOneLaw Linear(double start, double time) => Affine(1, 0, start, time);

    /// <summary>
    /// φ = y for y ≥ 0 and s y for y &lt; 0: X_t = x exp(a B_t − a²t/2) with a = 1 or s. X never changes sign, although a network of finite
    /// depth may.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not finite, or t is negative.</exception>
    public static WidthOneLaw LeakyRelu(double negativeSlope, double start, double time)
    {
        Check(negativeSlope);
        double a = start > 0 ? 1 : negativeSlope;
        return a == 0 ? Constant(0, start, time) : Affine(a, 0, start, time);
    }

    /// <summary>
    /// φ = exp(z²) with erfi z = αy + β (<see cref="Activations.Activation.OrnsteinUhlenbeck"/>): dZ = −θZ dt + √θ dB with θ = πα²/4,
    /// Z_t ~ N(Z_0 e^{−θt}, ½(1 − e^{−2θt})), X = (erfi Z − β)/α. After <see cref="SecondMomentEnds"/> E X_t² is infinite; use Z then.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not finite, α = 0, or t is negative.</exception>
    public static WidthOneLaw OrnsteinUhlenbeck(double alpha, double beta, double start, double time)
    {
        Check(alpha);
        Check(beta);
        Check(start);
        CheckTime(time);
        ArgumentOutOfRangeException.ThrowIfZero(alpha);
        double theta = Math.PI * alpha * alpha / 4;
        double z = InverseErfi((alpha * start) + beta);
        bool isFinite = time < SecondMomentEnds(alpha);
        double variance = isFinite ? WidthOneVariance.OrnsteinUhlenbeck(theta, z, time) : double.PositiveInfinity;
        return new(Map.Erfi, start, alpha, beta, z * Math.Exp(-theta * time), -ElementaryFunctions.Expm1(-2 * theta * time) / 2, variance);
    }

    /// <summary>φ = exp(−z²), erf z = y, on (−1, 1): dZ = θZ dt + √θ dB, θ = π/4, Z_t ~ N(Z_0 e^{θt}, ½(e^{2θt} − 1)), X = erf Z.</summary>
    /// <exception cref="ArgumentOutOfRangeException">x is not in (−1, 1), or t is negative or not finite.</exception>
    public static WidthOneLaw ExplodingOrnsteinUhlenbeck(double start, double time)
    {
        CheckInside(start);
        CheckTime(time);
        const double Theta = Math.PI / 4;
        double z = SpecialFunctions.ErfInv(start);
        double variance = WidthOneVariance.ExplodingOrnsteinUhlenbeck(Theta, z, time);
        return new(Map.Erf, start, 1, 0, z * Math.Exp(Theta * time), ElementaryFunctions.Expm1(2 * Theta * time) / 2, variance);
    }

    /// <summary>φ = 1 − y² on (−1, 1): X = tanh Z, Z_t = artanh x + ξt + B_t with P(ξ = ±1) = (1 ± x)/2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">x is not in (−1, 1), or t is negative or not finite.</exception>
    public static WidthOneLaw Parabola(double start, double time)
    {
        CheckInside(start);
        CheckTime(time);
        double z = Math.Atanh(start);
        return new(Map.Tanh, start, 1, 0, z, time, WidthOneVariance.Parabola(z, time), halfGap: time, upperWeight: (1 + start) / 2);
    }

    /// <summary>
    /// t* = 2 log 2/(πα²) of <see cref="OrnsteinUhlenbeck"/>, where Var Z reaches ¼. E X_t² is infinite for t &gt; t*, and for t = t*
    /// unless Z_0 = 0.
    /// </summary>
    public static double SecondMomentEnds(double alpha) => 2 * Math.Log(2) / (Math.PI * alpha * alpha);

    /// <summary>P(X_t ≤ x).</summary>
    public double Cdf(double x)
    {
        double z = ToLatent(x);
        if (double.IsNaN(z))
        {
            return double.IsNaN(x) ? double.NaN : OutsideCdf(x);
        }

        double below = (_upperWeight * Gaussian(z, _upperMean)) + ((1 - _upperWeight) * Gaussian(z, _lowerMean));
        return IsIncreasing ? below : 1 - below;
    }

    /// <summary>P(Z_t ≤ z).</summary>
    public double LatentCdf(double z) => (_upperWeight * Gaussian(z, _upperMean)) + ((1 - _upperWeight) * Gaussian(z, _lowerMean));

    /// <summary>The density of Z_t at z; infinite or 0 if Z is deterministic.</summary>
    public double LatentDensity(double z)
    {
        double deviation = Math.Sqrt(LatentVariance);
        return (_upperWeight * Normal.PDF(_upperMean, deviation, z)) + ((1 - _upperWeight) * Normal.PDF(_lowerMean, deviation, z));
    }

    /// <summary>Z = h⁻¹(X); NaN for values that X cannot take.</summary>
    public double ToLatent(double x) => _map switch
    {
        Map.Identity => x,
        Map.Exponential => Math.Log((x - _shift) * _scale),
        Map.Erfi => InverseErfi((_scale * x) + _shift),
        Map.Erf => Math.Abs(x) < 1 ? SpecialFunctions.ErfInv(x) : double.NaN,
        _ => Math.Abs(x) < 1 ? Math.Atanh(x) : double.NaN,
    };

    /// <summary>X = h(Z).</summary>
    public double FromLatent(double z) => _map switch
    {
        Map.Identity => z,
        Map.Exponential => _shift + (_scale * Math.Exp(z)),
        Map.Erfi => (Erfi(z) - _shift) / _scale,
        Map.Erf => VectorMath.Erf((Lanes<double>)z)[0],
        _ => Math.Tanh(z),
    };

    // erfi z by its series, whose terms all have the same sign. It overflows from |z| = 26.65 on.
    private static double Erfi(double z)
    {
        if (Math.Abs(z) > 27)
        {
            return Math.CopySign(double.PositiveInfinity, z);
        }

        // Scaled down, because the terms may overflow although erfi z does not.
        const double Scale = 1.0 / 4096;
        double term = Scale;
        double sum = term;
        for (int k = 1; term > 1e-17 * sum; k++)
        {
            term *= z * z / k;
            sum += term / ((2 * k) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * z * sum / Scale;
    }

    private static double InverseErfi(double x) => VectorMath.InverseErfi((Lanes<double>)x)[0];

    private static void Check(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} = {value}, but it must be finite.");
        }
    }

    private static void CheckTime(double time)
    {
        if (!(time >= 0 && double.IsFinite(time)))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"time = {time}, but it must be finite and at least 0.");
        }
    }

    private static void CheckInside(double start)
    {
        if (!(Math.Abs(start) < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(start), start, $"start = {start}, but it must be in (-1, 1).");
        }
    }

    // P(X ≤ x) for x outside the range of X, which is one side of −b/a, or (−1, 1).
    private double OutsideCdf(double x) => _map == Map.Exponential ? (_scale > 0 ? 0 : 1) : x < 0 ? 0 : 1;

    private double Gaussian(double z, double mean) =>
        LatentVariance > 0 ? Normal.CDF(mean, Math.Sqrt(LatentVariance), z) : z >= mean ? 1 : 0;
}
