namespace HpCovSde.Dynamics;

/// <summary>
/// The Neural Covariance SDE of shaped ReLU networks, for any number of inputs:
/// <code>
/// dV^{ab} = ν(ρ^{ab}) √(V^{aa} V^{bb}) dt + noise,   d⟨V^{ab}, V^{cd}⟩ = (V^{ac}V^{bd} + V^{ad}V^{bc}) dt,
/// ν(ρ) = κ (√(1 − ρ²) − ρ arccos ρ),   κ = (c₊ − c₋)²/(2π).
/// </code>
/// The noise over a step h is √h L S Lᵀ with V = LLᵀ and S symmetric Gaussian, Var S_ii = 2, Var S_ij = 1.
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
public sealed class CovarianceSde : LimitProcess
{
    /// <summary>An SDE by its coefficients.</summary>
    /// <param name="kappa">κ ≥ 0.</param>
    /// <param name="time">T &gt; 0, the time integrated to.</param>
    /// <exception cref="ArgumentOutOfRangeException">κ is negative or not finite, or T is not positive and finite.</exception>
    public CovarianceSde(double kappa, double time)
        : base(time) => Kappa = CheckedKappa(kappa);

    /// <summary>κ.</summary>
    public double Kappa { get; }

    /// <inheritdoc/>
    public override string Kind => "covariance-sde";

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"covariance SDE, kappa = {Kappa:G6}");

    /// <inheritdoc/>
    public override IReadOnlyList<Coefficient> Coefficients => [new("kappa", Kappa)];
}
