using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Schemes;

/// <summary>
/// Strang's splitting: half a step of the drift flow, the noise L' = L T with T lower triangular, half a step of the drift flow. V is
/// always definite. For one and two inputs T has the exact law of the noise, for more inputs it has weak order 2.
/// </summary>
/// <remarks>
/// Without drift one and two inputs are exact in law at any step. log det V is exact in law for the ReLU family.
/// </remarks>
public sealed class Tri2 : Scheme
{
    /// <inheritdoc/>
    public override string Name => "tri2";

    /// <inheritdoc/>
    public override double StrongOrder => 0.5;

    /// <inheritdoc/>
    public override double WeakOrder => 2;

    /// <inheritdoc/>
    public override string Remark => "one and two inputs exact without drift; log det V exact for the ReLU family";

    internal override ITransition<T> Create<T>(LimitProcess limit, GramMatrix start, TimeGrid grid, IBlas<T> blas) =>
        LimitDrift.Flow<T>(limit, start.Size, grid.Step) is { } drift
            ? new Tri2<T>(start, drift, LimitDrift.Flow<T>(limit, start.Size, grid.Step / 2)!, grid)
            : new TriangularFactor<T>(start, grid);

    private protected override IEnumerable<StepBound> Bounds(LimitProcess limit) => limit switch
    {
        SmoothCovarianceSde smooth => [StepBound.Smooth(smooth.Drift, 0.5)],
        _ => [StepBound.Kappa(limit)],
    };

    private protected override string? Misfit(LimitProcess limit) =>
        limit is CovarianceSde or LinearSde or SmoothCovarianceSde ? null : IsFor("covariance SDEs", limit);
}
