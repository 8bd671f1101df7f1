using HpCovSde.Chains;
using HpCovSde.Dynamics;

namespace HpCovSde.Schemes;

/// <summary>Makes a chain of a limit, a scheme and a step.</summary>
public static class LimitIntegration
{
    // The drift flow takes (π/2) κh stages. More than this is no longer one step.
    private const double LargestKappaStep = 1000;

    /// <summary>The chain that integrates a limit in ⌈T/step⌉ equal steps.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="step">The longest step allowed; T is divided evenly.</param>
    /// <param name="scheme">
    /// The scheme; null takes the first of <see cref="SchemeCatalog.For(LimitProcess, int)"/>. A number of inputs that it does not take is
    /// refused when the inputs are known, in <see cref="IChain.CreateTransition"/>.
    /// </param>
    /// <exception cref="ArgumentException">The scheme does not integrate this limit; the message names those that do.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The step is not finite and positive, there are too many steps, or the drift over one step is too strong.
    /// </exception>
    public static IChain Integrate(this LimitProcess limit, double step = 0.01, Scheme? scheme = null)
    {
        ArgumentNullException.ThrowIfNull(limit);
        if (scheme?.Refusal(limit) is { } refusal)
        {
            throw new ArgumentException(refusal, nameof(scheme));
        }

        var grid = TimeGrid.Of(limit.Time, step);
        double kappaStep = LimitDrift.Kappa(limit) * grid.Step;
        return kappaStep <= LargestKappaStep
            ? new SdeIntegration(limit, grid, scheme)
            : throw new ArgumentOutOfRangeException(
                nameof(step),
                step,
                $"The drift over one step, kappa h = {kappaStep:G6}, is too strong: at most {LargestKappaStep} is allowed; " +
                "take a smaller step.");
    }
}
