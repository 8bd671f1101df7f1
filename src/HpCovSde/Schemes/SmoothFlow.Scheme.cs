using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Schemes;

/// <summary>
/// The deterministic flow dV/dt = b(V) of shaped smooth networks: variances and their explosions are exact, correlations move by a map of
/// second order that keeps V definite.
/// </summary>
public sealed class SmoothFlow : Scheme
{
    /// <inheritdoc/>
    public override string Name => "smooth-flow";

    /// <inheritdoc/>
    public override double StrongOrder => 2;

    /// <inheritdoc/>
    public override double WeakOrder => 2;

    /// <inheritdoc/>
    public override string Remark => "deterministic limit only; V^{aa} exact";

    internal override ITransition<T> Create<T>(LimitProcess limit, GramMatrix start, TimeGrid grid, IBlas<T> blas) =>
        new DeterministicFlow<T>(start, LimitDrift.Flow<T>(limit, start.Size, grid.Step), grid);

    private protected override IEnumerable<StepBound> Bounds(LimitProcess limit, int inputs) =>
        limit is SmoothCovarianceFlow { Drift: { Quadratic: > 0 } drift } ? [StepBound.Smooth(drift, 1)] : [];

    private protected override string? Misfit(LimitProcess limit) =>
        limit is SmoothCovarianceFlow ? null : IsFor("the deterministic flow of shaped smooth networks", limit);
}
