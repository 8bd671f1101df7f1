using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Networks;

namespace HpCovSde.Schemes;

/// <summary>
/// For one input of a residual diffusion: X is a Brownian motion on the clock dT = |φ(X)|²/n dt, exact in space, with the time by the
/// trapezoidal rule. For any φ; X never dies.
/// </summary>
/// <remarks>
/// A step takes 2 + ⌈log₂(1/h)/2⌉ stages, each as expensive as a step of <see cref="EulerMaruyama"/>. The weak order is that of smooth φ;
/// the strong order is by derivation, not measured.
/// </remarks>
public sealed class ClockDiffusion : Scheme
{
    /// <inheritdoc/>
    public override string Name => "clock";

    /// <inheritdoc/>
    public override double StrongOrder => 0.5;

    /// <inheritdoc/>
    public override double WeakOrder => 2;

    /// <inheritdoc/>
    public override string Remark => "one input; exact in space, never dies; order of smooth activations";

    private protected override int? OnlyInputs => 1;

    internal override ITransition<T> Create<T>(LimitProcess limit, GramMatrix start, TimeGrid grid, IBlas<T> blas) =>
        ((ResidualDiffusion)limit).Activation.Accept(new Steps<T>(SingleInput.Layers(limit, start), grid.Step));

    private protected override IEnumerable<StepBound> Bounds(LimitProcess limit, int inputs) =>
        limit is ResidualDiffusion diffusion ? [StepBound.Residual(diffusion)] : [];

    private protected override string? Misfit(LimitProcess limit) =>
        limit is ResidualDiffusion diffusion ? SingleInput.Misfit(Name, diffusion) : IsFor("residual diffusions", limit);

    private sealed class Steps<T>(ResidualLayers layers, double step) : IKernelVisitor<T, ITransition<T>>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public ITransition<T> Visit<TKernel>(TKernel kernel)
            where TKernel : struct, IActivation<T> => new ClockDiffusion<T, TKernel>(layers, kernel, step);
    }
}
