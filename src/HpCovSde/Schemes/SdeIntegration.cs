using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>An SDE, a scheme and a step: a chain that the runner can run.</summary>
internal sealed class SdeIntegration : IChain
{
    internal const uint Purpose = StreamMap.Purposes.SdeIntegration;

    // The drift flow takes (π/2) κh stages; beyond this a step is no longer a step.
    private const double LargestKappaStep = 1000;

    private readonly CovarianceSde _sde;
    private readonly Scheme? _scheme;

    internal SdeIntegration(CovarianceSde sde, double step, Scheme? scheme)
    {
        if (!(step > 0 && double.IsFinite(step)))
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, "The step must be finite and greater than 0.");
        }

        // A step that divides T up to rounding does not become one more.
        double steps = Math.Max(1, Math.Ceiling((sde.Time / step) - 1e-9));
        if (steps > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, $"T = {sde.Time} takes {steps:G6} steps of this size; {int.MaxValue} are allowed.");
        }

        double kappaStep = sde.Kappa * (sde.Time / steps);
        if (!(kappaStep <= LargestKappaStep))
        {
            throw new ArgumentOutOfRangeException(
                nameof(step), step, $"The drift over one step, kappa h = {kappaStep:G6}, is too strong: at most {LargestKappaStep} is allowed; take a smaller step.");
        }

        _sde = sde;
        _scheme = scheme;
        Steps = (int)steps;
        TimePerStep = sde.Time / Steps;
    }

    public int Steps { get; }

    public double TimePerStep { get; }

    public uint StreamPurpose => Purpose;

    /// <summary>The most inputs: every buffer of the schemes has at most 3/2 (m + 2)² rows of lanes, and has to fit into one span.</summary>
    internal static int LargestSize<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (int)Math.Sqrt(int.MaxValue / (1.5 * Lanes<T>.Count)) - 2;

    public ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(start);
        if (start.Size > LargestSize<T>())
        {
            throw new ArgumentException(
                $"{start.Size} inputs are too many for an SDE: {LargestSize<T>()} are allowed in this precision.", nameof(start));
        }

        Scheme scheme = _scheme ?? Scheme.Default(_sde, start.Size);
        return scheme.Refusal(_sde, start.Size) is { } refusal
            ? throw new ArgumentException(refusal, nameof(start))
            : scheme.CreateTransition<T>(_sde, start, new TimeGrid(Steps, TimePerStep));
    }
}
