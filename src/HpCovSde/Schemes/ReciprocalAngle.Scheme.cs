using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Schemes;

/// <summary>
/// The first-order correction of unshaped networks, for one or two inputs: the linear SDE of 1/(n √(1 − ρ)), exact in its noise.
/// </summary>
public sealed class ReciprocalAngle : Scheme
{
    /// <inheritdoc/>
    public override string Name => "reciprocal-angle";

    /// <inheritdoc/>
    public override double StrongOrder => 1;

    /// <inheritdoc/>
    public override double WeakOrder => 2;

    /// <inheritdoc/>
    public override string Remark => "unshaped ReLU only; log V exact in law, E 1/√(1 − ρ) exact";

    internal override ITransition<T> Create<T>(LimitProcess limit, GramMatrix start, TimeGrid grid, IBlas<T> blas) =>
        new ReciprocalAngle<T>(start, (FirstOrderCorrection)limit, grid);

    private protected override IEnumerable<StepBound> Bounds(LimitProcess limit, int inputs) =>
        limit is FirstOrderCorrection correction ? [new("q", correction.Growth, 0.5)] : [];

    private protected override string? Misfit(LimitProcess limit) =>
        limit is FirstOrderCorrection ? null : IsFor("the first-order correction of unshaped networks", limit);
}
