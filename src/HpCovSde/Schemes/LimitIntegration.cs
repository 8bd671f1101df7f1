using HpCovSde.Chains;
using HpCovSde.Dynamics;

namespace HpCovSde.Schemes;

/// <summary>Makes a chain of a limit, a scheme and a step.</summary>
public static class LimitIntegration
{
    /// <summary>The chain that integrates a limit in ⌈T/step⌉ equal steps.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="step">The longest step allowed; T is divided evenly.</param>
    /// <param name="scheme">
    /// The scheme; null takes the first of <see cref="SchemeCatalog.For(LimitProcess, int)"/>. A number of inputs that it does not take is
    /// refused when the inputs are known, in <see cref="IChain.CreateTransition"/>.
    /// </param>
    /// <exception cref="ArgumentException">The scheme does not integrate this limit; the message names those that do.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The step is not finite and positive, there are too many steps, or the step is longer than <see cref="Scheme.LongestStep"/> of one
    /// input. That of more inputs is known, and refused, in <see cref="IChain.CreateTransition"/>.
    /// </exception>
    public static IChain Integrate(this LimitProcess limit, double step = 0.01, Scheme? scheme = null)
    {
        ArgumentNullException.ThrowIfNull(limit);
        if (scheme?.Refusal(limit) is { } refusal)
        {
            throw new ArgumentException(refusal, nameof(scheme));
        }

        var grid = TimeGrid.Of(limit.Time, step);

        // Here it need be right for one input only. When the inputs are known, their scheme says whether it takes the step.
        IReadOnlyList<Scheme> schemes = scheme is null ? SchemeCatalog.For(limit) : [scheme];
        return schemes.All(one => one.StepRefusal(limit, inputs: 1, grid.Step) is not null)
            ? throw new ArgumentOutOfRangeException(nameof(step), step, schemes[0].StepRefusal(limit, inputs: 1, grid.Step))
            : new SdeIntegration(limit, grid, scheme);
    }
}
