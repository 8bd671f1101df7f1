using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Networks;

namespace HpCovSde.Schemes;

/// <summary>
/// V' = V + √h L S Lᵀ + h b(V) for covariance SDEs of the ReLU family, X' = X + √(h/n) |φ(X)| g for residual diffusions. The baseline.
/// </summary>
/// <remarks>
/// <para>
/// Covariance SDEs: V can leave the cone of positive semidefinite matrices; no other scheme does that. Negative pivots of the Cholesky
/// factorisation are then set to zero, V is replaced by LLᵀ, and the event is counted per replica and step.
/// </para>
/// <para>
/// Residual diffusions: a step is exactly a layer of a <see cref="ResidualNetwork"/> with α² = h, sampled conditionally, with random
/// numbers of its own. A living replica can die, with probability e^{−Θ(n/h)} a step.
/// </para>
/// </remarks>
public sealed class EulerMaruyama : Scheme
{
    /// <inheritdoc/>
    public override string Name => "euler-maruyama";

    /// <inheritdoc/>
    public override double StrongOrder => 0.5;

    /// <inheritdoc/>
    public override double WeakOrder => 1;

    /// <inheritdoc/>
    public override string Remark =>
        "covariance SDEs: lost definiteness is projected and counted; residual diffusions: a layer with α² = h";

    internal override ITransition<T> Create<T>(LimitProcess limit, GramMatrix start, TimeGrid grid, IBlas<T> blas) => limit switch
    {
        ResidualDiffusion diffusion => Layers(diffusion, grid).CreateTransition(start, blas),
        _ when start.Size == 2 => new EulerMaruyamaPair<T>(start, LimitDrift.Kappa(limit), grid),
        _ => new EulerMaruyama<T>(start, LimitDrift.Kappa(limit), grid),
    };

    private protected override IEnumerable<StepBound> Bounds(LimitProcess limit, int inputs) => limit switch
    {
        ResidualDiffusion diffusion => [StepBound.Residual(diffusion)],

        // Beyond the first ρ = −1 would move past 1. Where the noise of a step leaves the cone, that is counted.
        _ => [new("kappa", LimitDrift.Kappa(limit), 2 / Math.PI), StepBound.Cone(inputs)],
    };

    private protected override string? Misfit(LimitProcess limit) =>
        limit is CovarianceSde or LinearSde or ResidualDiffusion
            ? null
            : IsFor("covariance SDEs of the ReLU family and residual diffusions", limit);

    private static ResidualNetwork Layers(ResidualDiffusion diffusion, TimeGrid grid) =>
        ResidualNetwork.OfTime(diffusion.Width, grid.Steps, diffusion.Time, diffusion.Activation, WeightSampling.Conditional);
}
