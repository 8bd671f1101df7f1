using HpCovSde.Laws;

namespace HpCovSde.Cli.Models;

/// <summary>
/// The equation of the variance of one input in the limit of depth and width, dV = β V(V − 1) dt + √noise V dB. The noise is 2 except for unshaped activations,
/// which have no drift: with β = 0 another noise is another clock.
/// </summary>
internal sealed record VarianceStability(double Beta, double Noise = 2)
{
    private const double NoiseOfShaped = 2;

    private readonly SmoothStability _law = new(Beta);

    /// <summary>Whether V reaches infinity in finite time with a positive probability.</summary>
    internal bool Explodes => _law.Explodes;

    /// <summary>What V does as time grows.</summary>
    internal LongTimeBehaviour LongTime => _law.LongTime;

    /// <summary>The law that V converges to, or null.</summary>
    internal GammaLaw? Stationary => _law.StationaryLaw;

    /// <summary>P(V explodes | V_0 = v). A dead input stays dead.</summary>
    internal double ExplosionProbability(double variance) => variance > 0 ? _law.ExplosionProbability(variance) : 0;

    /// <summary>P(V explodes by a time | V_0 = v): the solution of an equation, which must not exceed the probability at last by its error.</summary>
    internal double ExplosionProbability(double variance, double time) =>
        variance > 0 ? Math.Min(_law.ExplosionTimeCdf(variance, Clock(time)), ExplosionProbability(variance)) : 0;

    /// <summary>E[1/V_t | V_0 = v]; NaN where V explodes, for then it is not defined.</summary>
    internal double MeanInverseVariance(double variance, double time) =>
        Explodes ? double.NaN : variance > 0 ? _law.MeanInverseVariance(variance, Clock(time)) : double.PositiveInfinity;

    private double Clock(double time) => Noise / NoiseOfShaped * time;
}
