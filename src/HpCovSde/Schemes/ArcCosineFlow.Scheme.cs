using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Schemes;

/// <summary>The deterministic flow dρ/dt = ν(ρ) with constant V^{aa}, by a flow map of second order that keeps V definite.</summary>
public sealed class ArcCosineFlow : Scheme
{
    /// <inheritdoc/>
    public override string Name => "arc-cosine-flow";

    /// <inheritdoc/>
    public override double StrongOrder => 2;

    /// <inheritdoc/>
    public override double WeakOrder => 2;

    /// <inheritdoc/>
    public override string Remark => "deterministic limit only";

    internal override ITransition<T> Create<T>(LimitProcess limit, GramMatrix start, TimeGrid grid, IBlas<T> blas) =>
        new DeterministicFlow<T>(start, LimitDrift.Flow<T>(limit, start.Size, grid.Step), grid);

    private protected override IEnumerable<StepBound> Bounds(LimitProcess limit, int inputs) => [StepBound.Kappa(limit)];

    private protected override string? Misfit(LimitProcess limit) =>
        limit is CovarianceFlow ? null : IsFor("the deterministic flow of shaped ReLU networks", limit);
}
