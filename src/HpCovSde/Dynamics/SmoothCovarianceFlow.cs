namespace HpCovSde.Dynamics;

/// <summary>
/// The drift of <see cref="SmoothCovarianceSde"/> without its noise: the limit of shaped smooth networks with an exponent p &lt; 1/2, on
/// the clock t = l/n^{2p}. Variances may explode. Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
public sealed class SmoothCovarianceFlow : LimitProcess
{
    /// <summary>A flow by its coefficients.</summary>
    /// <param name="drift">The drift.</param>
    /// <param name="time">T &gt; 0, the time integrated to.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A coefficient is not finite, c is negative, or T is not positive and finite.
    /// </exception>
    public SmoothCovarianceFlow(SmoothDrift drift, double time)
        : base(time) => Drift = SmoothDrift.Checked(drift);

    /// <summary>The drift.</summary>
    public SmoothDrift Drift { get; }

    /// <inheritdoc/>
    public override string Kind => "deterministic-flow";

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"deterministic flow, beta = {Drift.Beta:G6}");

    /// <inheritdoc/>
    public override bool IsDeterministic => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Coefficient> Coefficients => [new("beta", Drift.Beta)];
}
