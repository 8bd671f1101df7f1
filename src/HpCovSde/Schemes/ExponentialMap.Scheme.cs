using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Schemes;

/// <summary>
/// V' = L exp(√h S − h(m+1)/2) Lᵀ, then the drift flow. V is always definite; log det V and, for one input, V are exact in law.
/// With several inputs neither E V nor E log V is.
/// </summary>
public sealed class ExponentialMap : Scheme
{
    /// <inheritdoc/>
    public override string Name => "exponential-map";

    /// <inheritdoc/>
    public override double StrongOrder => 0.5;

    /// <inheritdoc/>
    public override double WeakOrder => 1;

    /// <inheritdoc/>
    public override string Remark => "log det V exact in law; log V only for one input";

    internal override ITransition<T> Create<T>(LimitProcess limit, GramMatrix start, TimeGrid grid, IBlas<T> blas) =>
        new ExponentialMap<T>(start, LimitDrift.Flow<T>(limit, start.Size, grid.Step), grid);

    private protected override IEnumerable<StepBound> Bounds(LimitProcess limit, int inputs) => limit switch
    {
        SmoothCovarianceSde smooth => [StepBound.Smooth(smooth.Drift, 0.25), .. OfNoise(inputs)],
        _ => [StepBound.Kappa(limit), .. OfNoise(inputs)],
    };

    private static IEnumerable<StepBound> OfNoise(int inputs) => inputs > 1 ? [StepBound.ExponentialMap(inputs)] : [];


    private protected override string? Misfit(LimitProcess limit) =>
        limit is CovarianceSde or LinearSde or SmoothCovarianceSde ? null : IsFor("covariance SDEs", limit);
}
