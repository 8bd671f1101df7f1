namespace HpCovSde.Dynamics;

/// <summary>
/// The SDE of linear networks: the noise of <see cref="CovarianceSde"/> and no drift. It is also the limit of shaped networks with an
/// exponent above 1/2. Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
public sealed class LinearSde : LimitProcess
{
    /// <summary>The SDE up to a time.</summary>
    /// <param name="time">T &gt; 0, the time integrated to.</param>
    /// <exception cref="ArgumentOutOfRangeException">T is not positive and finite.</exception>
    public LinearSde(double time)
        : base(time)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "linear-sde";

    /// <inheritdoc/>
    public override string Description => "linear SDE";

    /// <inheritdoc/>
    public override IReadOnlyList<Coefficient> Coefficients => [];
}
