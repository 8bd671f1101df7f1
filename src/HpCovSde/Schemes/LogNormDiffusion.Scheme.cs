using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Schemes;

/// <summary>
/// For one input of a residual diffusion of the ReLU family: log |φ(X)| by its own equation and the direction of X beside it. |φ(X)| is
/// never 0. The log norm is exact in law for n = 1 and where |φ(x)| = |x|.
/// </summary>
/// <remarks>
/// The strong order is by derivation, not measured.
/// </remarks>
public sealed class LogNormDiffusion : Scheme
{
    /// <inheritdoc/>
    public override string Name => "log-norm";

    /// <inheritdoc/>
    public override double StrongOrder => 0.5;

    /// <inheritdoc/>
    public override double WeakOrder => 1;

    /// <inheritdoc/>
    public override string Remark => "one input, ReLU family; never dies";

    private protected override int? OnlyInputs => 1;

    internal override ITransition<T> Create<T>(LimitProcess limit, GramMatrix start, TimeGrid grid, IBlas<T> blas) =>
        new LogNormDiffusion<T>(SingleInput.Layers(limit, start), (ReluFamily)((ResidualDiffusion)limit).Activation, grid.Step);

    private protected override IEnumerable<StepBound> Bounds(LimitProcess limit, int inputs) =>
        limit is ResidualDiffusion { IsExactInLogNorm: false } diffusion ? [StepBound.Residual(diffusion)] : [];

    private protected override string? Misfit(LimitProcess limit) =>
        limit is ResidualDiffusion { Activation: ReluFamily } diffusion
            ? SingleInput.Misfit(Name, diffusion)
            : IsFor("residual diffusions of the ReLU family", limit);
}
