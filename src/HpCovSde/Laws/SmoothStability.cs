using System.Runtime.CompilerServices;

namespace HpCovSde.Laws;

/// <summary>
/// Stability of the variance V = V^{aa} of shaped smooth networks φ_s(x) = s φ(x/s), s = a√n, in the limit of depth and width:
/// <code>
/// dV = β V (V − 1) dt + √2 V dB,   β = (3/4 φ''(0)² + φ'''(0)) / a²,   φ(0) = 0, φ'(0) = 1.
/// </code>
/// Immutable; nothing allocates unless stated. Source: Li, Nica, Roy 2022 (arXiv 2206.02768). The laws follow from the linear SDE that 1/V
/// solves.
/// </summary>
public sealed record SmoothStability
{
    /// <summary>The SDE with a given β.</summary>
    /// <param name="beta">β, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">β is not finite.</exception>
    public SmoothStability(double beta)
    {
        if (!double.IsFinite(beta))
        {
            throw new ArgumentOutOfRangeException(nameof(beta), beta, $"β = {beta}, but it must be finite.");
        }

        Beta = beta;
    }

    /// <summary>β.</summary>
    public double Beta { get; }

    /// <summary>Whether V becomes infinite in finite time with positive probability. It does if and only if β &gt; 0.</summary>
    public bool Explodes => Beta > 0;

    /// <summary>What V does as time grows.</summary>
    public LongTimeBehaviour LongTime =>
        Beta > 0 ? LongTimeBehaviour.ExplodesOrVanishes : Beta >= -1 ? LongTimeBehaviour.Vanishes : LongTimeBehaviour.Stationary;

    /// <summary>
    /// If β &lt; −1, the law that V_t converges to: Gamma(|β| − 1, rate |β|), with mean 1 − 1/|β|. Otherwise null, see
    /// <see cref="LongTime"/>. Allocates.
    /// </summary>
    public GammaLaw? StationaryLaw => Beta < -1 ? new GammaLaw(-Beta - 1, -Beta) : null;

    /// <summary>
    /// β = (3/4 φ''(0)² + φ'''(0))/a² of an activation with φ(0) = 0 and φ'(0) = 1. It is 0 if the terms cancel to within their rounding
    /// errors.
    /// </summary>
    /// <param name="secondDerivative">φ''(0).</param>
    /// <param name="thirdDerivative">φ'''(0).</param>
    /// <param name="scale">a &gt; 0, with s = a√n.</param>
    /// <exception cref="ArgumentOutOfRangeException">a is not positive, or β is not finite.</exception>
    public static SmoothStability Of(double secondDerivative, double thirdDerivative, double scale)
    {
        CheckPositive(scale);
        return new(new CancellingSum(0.75 * secondDerivative * secondDerivative, thirdDerivative).Value / (scale * scale));
    }

    /// <summary>
    /// P(V explodes in finite time | V_0 = v) = P(Gamma(β + 1, rate β) ≤ v) for β &gt; 0, and 0 otherwise.
    /// </summary>
    /// <param name="initialVariance">v &gt; 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">v is not positive and finite.</exception>
    public double ExplosionProbability(double initialVariance)
    {
        CheckPositive(initialVariance);
        return Beta > 0 ? IncompleteGamma.Lower(Beta + 1, Beta * initialVariance) : 0;
    }

    /// <summary>
    /// P(τ ≤ t | V_0 = v) for the explosion time τ; 0 if β ≤ 0. Solves a partial differential equation. The absolute error is below 1e-6
    /// for 0 &lt; β ≤ 30 and any v and t, and below 1e-4 for larger β. Takes about a hundredth of a second; allocates its grids.
    /// </summary>
    /// <param name="initialVariance">v &gt; 0.</param>
    /// <param name="time">t ≥ 0; infinity gives <see cref="ExplosionProbability"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">v is not positive and finite, or t is negative or not a number.</exception>
    public double ExplosionTimeCdf(double initialVariance, double time) => ExplosionTimeCdf(initialVariance, time, isRough: false);

    /// <summary>The same; if a rough value will do, in a tenth of the time or less, with an error below 1e-3 for β ≤ 30.</summary>
    internal double ExplosionTimeCdf(double initialVariance, double time, bool isRough)
    {
        CheckPositive(initialVariance);
        CheckTime(time);
        return Beta <= 0 || time == 0
            ? 0
            : ExplosionTime.Cdf(Beta, initialVariance, time, isRough) ?? ExplosionProbability(initialVariance);
    }

    /// <summary>
    /// E[1/V_t | V_0 = v] = e^{(β+2)t}/v − β (e^{(β+2)t} − 1)/(β + 2). At β = −2 the last term is −βt.
    /// </summary>
    /// <param name="initialVariance">v &gt; 0.</param>
    /// <param name="time">t ≥ 0, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">v is not positive and finite, or t is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">β &gt; 0: V explodes, and the linear SDE of 1/V becomes negative.</exception>
    public double MeanInverseVariance(double initialVariance, double time)
    {
        CheckPositive(initialVariance);
        CheckTime(time);
        if (!double.IsFinite(time))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"time = {time}, but it must be finite.");
        }

        if (Beta > 0)
        {
            throw new InvalidOperationException($"β = {Beta} > 0: V explodes, so E[1/V] does not have this closed form.");
        }

        double exponent = (Beta + 2) * time;
        double growth = exponent == 0 ? time : time * (ElementaryFunctions.Expm1(exponent) / exponent);
        return (Math.Exp(exponent) / initialVariance) - (Beta * growth);
    }

    private static void CheckTime(double time)
    {
        if (!(time >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"time = {time}, but it must be at least 0.");
        }
    }

    private static void CheckPositive(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} = {value}, but it must be positive and finite.");
        }
    }
}
