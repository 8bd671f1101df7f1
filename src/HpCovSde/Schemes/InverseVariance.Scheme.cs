using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Schemes;

/// <summary>For one input of a shaped smooth network: the linear SDE of 1/V, exact in its noise. V explodes where 1/V reaches 0.</summary>
public sealed class InverseVariance : Scheme
{
    /// <inheritdoc/>
    public override string Name => "inverse-variance";

    /// <inheritdoc/>
    public override double StrongOrder => 1;

    /// <inheritdoc/>
    public override double WeakOrder => 2;

    /// <inheritdoc/>
    public override string Remark => "one input, shaped smooth; E 1/V exact for β ≤ 0";

    private protected override int? OnlyInputs => 1;

    internal override ITransition<T> Create<T>(LimitProcess limit, GramMatrix start, TimeGrid grid, IBlas<T> blas) =>
        new InverseVariance<T>(start, ((SmoothCovarianceSde)limit).Drift, grid);

    private protected override IEnumerable<StepBound> Bounds(LimitProcess limit, int inputs) =>
        limit is SmoothCovarianceSde { Drift: { Beta: not 0 } drift } ? [new("|beta|", Math.Abs(drift.Beta), 0.5), StepBound.Inverse] : [];

    private protected override string? Misfit(LimitProcess limit) =>
        limit is SmoothCovarianceSde ? null : IsFor("covariance SDEs of shaped smooth networks", limit);
}
