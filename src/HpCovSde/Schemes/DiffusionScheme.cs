using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Networks;

namespace HpCovSde.Schemes;

/// <summary>
/// A numerical scheme for <see cref="ResidualDiffusion"/>, with what is known of it: orders of convergence in the step h, and what it refuses. The list is closed.
/// </summary>
public sealed record DiffusionScheme
{
    private DiffusionScheme(string name, double strongOrder, double weakOrder, string remark)
    {
        Name = name;
        StrongOrder = strongOrder;
        WeakOrder = weakOrder;
        Remark = remark;
    }

    /// <summary>X' = X + √(h/n) |φ(X)| g, a layer of a <see cref="ResidualNetwork"/> with α² = h, for any number of inputs. A living replica can die, with probability e^{−Θ(n/h)} a step.</summary>
    public static DiffusionScheme EulerMaruyama { get; } = new("euler-maruyama", 0.5, 1, "a layer with α² = h; any inputs");

    /// <summary>
    /// log |φ(X)| by its own equation and the direction of X beside it: |φ(X)| is never 0. Of the ReLU family, for one input. The log norm is exact in law for n = 1 and where
    /// |φ(x)| = |x|.
    /// </summary>
    public static DiffusionScheme LogNorm { get; } = new("log-norm", 0.5, 1, "one input, ReLU family; never dies");

    /// <summary>
    /// X is a Brownian motion on the clock dT = |φ(X)|²/n dt, exact in space, with the time by the trapezoidal rule. For one input and any φ; never dies. A step
    /// takes 2 + ⌈log₂(1/h)/2⌉ stages, each as dear as a step of Euler–Maruyama. The weak order is that of smooth φ.
    /// </summary>
    public static DiffusionScheme Clock { get; } = new("clock", 0.5, 2, "one input; exact in space, never dies; order of smooth activations");

    /// <summary>All schemes.</summary>
    public static IReadOnlyList<DiffusionScheme> All { get; } = [EulerMaruyama, LogNorm, Clock];

    /// <summary>The name on the command line.</summary>
    public string Name { get; }

    /// <summary>The order of the pathwise error; by derivation, not measured.</summary>
    public double StrongOrder { get; }

    /// <summary>The order of the error of expectations of smooth functions.</summary>
    public double WeakOrder { get; }

    /// <summary>What else is worth knowing, in half a line.</summary>
    public string Remark { get; }

    /// <summary>Why this scheme cannot integrate this diffusion for this many inputs; null if it can.</summary>
    public string? Refusal(ResidualDiffusion diffusion, int inputs)
    {
        ArgumentNullException.ThrowIfNull(diffusion);
        if (this == EulerMaruyama)
        {
            return null;
        }

        if (inputs != 1)
        {
            return $"{Name} is for one input, here are {inputs}; use {EulerMaruyama.Name}.";
        }

        if (this == LogNorm && diffusion.Activation is not ReluFamily)
        {
            return $"{Name} is for the ReLU family, {diffusion.Activation} is not of it; use {Clock.Name}.";
        }

        return diffusion.Width <= ResidualNetwork.LargestWideState
            ? null
            : $"{Name} is for at most {ResidualNetwork.LargestWideState} neurons, here are {diffusion.Width}; use {EulerMaruyama.Name}.";
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The transition for a single input, of the schemes that are for one.</summary>
    internal ITransition<T> CreateTransition<T>(ResidualLayers layers, double step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        this == LogNorm ? new LogNormDiffusion<T>(layers, (ReluFamily)layers.Activation, step) : layers.Activation.Accept(new Clocks<T>(layers, step));

    private sealed class Clocks<T>(ResidualLayers layers, double step) : IKernelVisitor<T, ITransition<T>>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public ITransition<T> Visit<TKernel>(TKernel kernel)
            where TKernel : struct, IActivation<T> => new ClockDiffusion<T, TKernel>(layers, kernel, step);
    }
}
