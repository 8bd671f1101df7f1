namespace HpCovSde.Dynamics;

/// <summary>
/// The covariance SDE of shaped smooth networks: the noise of <see cref="CovarianceSde"/> with <see cref="SmoothDrift"/>. Variances may
/// explode. Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
public sealed class SmoothCovarianceSde : LimitProcess
{
    /// <summary>An SDE by its coefficients.</summary>
    /// <param name="drift">The drift.</param>
    /// <param name="time">T &gt; 0, the time integrated to.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A coefficient is not finite, c is negative, or T is not positive and finite.
    /// </exception>
    public SmoothCovarianceSde(SmoothDrift drift, double time)
        : base(time) => Drift = SmoothDrift.Checked(drift);

    /// <summary>The drift.</summary>
    public SmoothDrift Drift { get; }

    /// <inheritdoc/>
    public override string Kind => "covariance-sde";

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"covariance SDE, beta = {Drift.Beta:G6}");

    /// <inheritdoc/>
    public override IReadOnlyList<Coefficient> Coefficients => [new("beta", Drift.Beta)];
}
