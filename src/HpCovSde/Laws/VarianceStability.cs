namespace HpCovSde.Laws;

/// <summary>
/// The variance of one input in the limit of depth and width, dV = β V(V − 1) dt + √noise V dB. The noise is 2, except for unshaped
/// activations: they have no drift, and another noise is then another clock.
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
/// <param name="Beta">β.</param>
/// <param name="Noise">2 unless β = 0.</param>
/// <param name="BetaError">
/// A bound on the rounding error of β. Where β is 0 or −1 to within it, the verdicts are those of the critical case.
/// </param>
public sealed record VarianceStability(double Beta, double Noise = 2, double BetaError = 0)
{
    private const double NoiseOfShaped = 2;

    private readonly SmoothStability _law = new(Critical(Beta, BetaError) ?? Beta);

    /// <summary>0 or −1, where the long-time behaviour of V changes, if β is that to within its rounding error; otherwise null.</summary>
    public double? CriticalBeta => Critical(Beta, BetaError);

    /// <summary>Whether V reaches infinity in finite time with a positive probability.</summary>
    public bool Explodes => _law.Explodes;

    /// <summary>What V does as time grows.</summary>
    public LongTimeBehaviour LongTime => _law.LongTime;

    /// <summary>The law that V converges to; null if there is none.</summary>
    public GammaLaw? Stationary => _law.StationaryLaw;

    /// <summary>P(V explodes | V_0 = v). A dead input stays dead.</summary>
    /// <param name="variance">v ≥ 0.</param>
    public double ExplosionProbability(double variance) => variance > 0 ? _law.ExplosionProbability(variance) : 0;

    /// <summary>P(V explodes by a time | V_0 = v).</summary>
    /// <param name="variance">v ≥ 0.</param>
    /// <param name="time">t &gt; 0.</param>
    /// <remarks>
    /// It is the numerical solution of an equation, cut at the probability of any explosion, which its error could exceed.
    /// </remarks>
    public double ExplosionProbability(double variance, double time) => ExplosionProbability(variance, time, isRough: false);

    /// <summary>The same, or a rough value of it (<see cref="SmoothStability.ExplosionTimeCdf(double, double, bool)"/>).</summary>
    internal double ExplosionProbability(double variance, double time, bool isRough) =>
        variance > 0 ? Math.Min(_law.ExplosionTimeCdf(variance, Clock(time), isRough), ExplosionProbability(variance)) : 0;

    /// <summary>E[1/V_t | V_0 = v]; NaN if V can explode, for then it is not defined.</summary>
    /// <param name="variance">v ≥ 0.</param>
    /// <param name="time">t &gt; 0.</param>
    public double MeanInverseVariance(double variance, double time) =>
        Explodes ? double.NaN : variance > 0 ? _law.MeanInverseVariance(variance, Clock(time)) : double.PositiveInfinity;

    private static double? Critical(double beta, double error) =>
        Math.Abs(beta) <= error ? 0 : Math.Abs(beta + 1) <= error ? -1 : null;

    private double Clock(double time) => Noise / NoiseOfShaped * time;
}
