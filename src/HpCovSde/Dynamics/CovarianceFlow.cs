namespace HpCovSde.Dynamics;

/// <summary>
/// The drift of <see cref="CovarianceSde"/> without its noise, dρ/dt = ν(ρ) with constant V^{aa}: the limit of shaped ReLU networks with
/// an exponent p &lt; 1/2, on the clock t = l/n^{2p}. Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
public sealed class CovarianceFlow : LimitProcess
{
    /// <summary>A flow by its coefficients.</summary>
    /// <param name="kappa">κ ≥ 0.</param>
    /// <param name="time">T &gt; 0, the time integrated to.</param>
    /// <exception cref="ArgumentOutOfRangeException">κ is negative or not finite, or T is not positive and finite.</exception>
    public CovarianceFlow(double kappa, double time)
        : base(time) => Kappa = CheckedKappa(kappa);

    /// <summary>κ.</summary>
    public double Kappa { get; }

    /// <inheritdoc/>
    public override string Kind => "deterministic-flow";

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"deterministic flow, kappa = {Kappa:G6}");

    /// <inheritdoc/>
    public override bool IsDeterministic => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Coefficient> Coefficients => [new("kappa", Kappa)];
}
