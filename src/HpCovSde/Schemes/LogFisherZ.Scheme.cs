using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Schemes;

/// <summary>
/// For two inputs of a shaped smooth network: (log A, log B, z) with the noise of <see cref="FisherZ"/>, between two half steps of the
/// drift flow.
/// </summary>
/// <remarks>
/// The weak order is 2 for each variance by itself and for ρ of odd activations, and 1 jointly.
/// </remarks>
public sealed class LogFisherZ : Scheme
{
    /// <inheritdoc/>
    public override string Name => "log-fisher-z";

    /// <inheritdoc/>
    public override double StrongOrder => 0.5;

    /// <inheritdoc/>
    public override double WeakOrder => 1;

    /// <inheritdoc/>
    public override string Remark => "two inputs, shaped smooth; weak order 2 for each variance";

    private protected override int? OnlyInputs => 2;

    internal override ITransition<T> Create<T>(LimitProcess limit, GramMatrix start, TimeGrid grid, IBlas<T> blas) =>
        new LogFisherZ<T>(start, ((SmoothCovarianceSde)limit).Drift, grid);

    private protected override IEnumerable<StepBound> Bounds(LimitProcess limit) =>
        limit is SmoothCovarianceSde { Drift: { } drift } ? [StepBound.Smooth(drift, 0.5)] : [];

    private protected override string? Misfit(LimitProcess limit) =>
        limit is SmoothCovarianceSde ? null : IsFor("covariance SDEs of shaped smooth networks", limit);
}
