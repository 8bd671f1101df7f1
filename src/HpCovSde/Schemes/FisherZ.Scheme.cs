using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Schemes;

/// <summary>
/// For two inputs: z = artanh ρ has additive noise. A step is Heun's method for z between two half steps of the drift flow (Strang), with
/// the log variances beside it.
/// </summary>
/// <remarks>
/// The strong order is that of ρ, and the weak order that of functions of ρ. Each log variance is exact in law by itself; jointly with ρ
/// it has order 1.
/// </remarks>
public sealed class FisherZ : Scheme
{
    /// <inheritdoc/>
    public override string Name => "fisher-z";

    /// <inheritdoc/>
    public override double StrongOrder => 1;

    /// <inheritdoc/>
    public override double WeakOrder => 2;

    /// <inheritdoc/>
    public override string Remark => "two inputs; weak order 2 for ρ, 1 jointly with log V";

    private protected override int? OnlyInputs => 2;

    internal override ITransition<T> Create<T>(LimitProcess limit, GramMatrix start, TimeGrid grid, IBlas<T> blas) =>
        new FisherZ<T>(start, LimitDrift.Kappa(limit), grid);

    private protected override IEnumerable<StepBound> Bounds(LimitProcess limit, int inputs) => [StepBound.Kappa(limit), StepBound.Pair];

    private protected override string? Misfit(LimitProcess limit) =>
        limit is CovarianceSde or LinearSde ? null : IsFor("covariance SDEs of the ReLU family", limit);
}
