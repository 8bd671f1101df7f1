using HpCovSde.Dynamics;
using HpCovSde.InfiniteWidth;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Estimation;

/// <summary>
/// P(the variance of some input explodes by T) of the limit of shaped smooth networks, also where it is far too small to be counted. It is
/// the sum over the inputs of P(input a explodes by T, and before all others). For each input the Brownian motion of its variance has a
/// drift, quadratic in time, found by cross-entropy, and paths are weighted by Girsanov's theorem.
/// </summary>
/// <remarks>
/// One input has an exact law, <see cref="Laws.SmoothStability.ExplosionTimeCdf(double, double)"/>. The scheme is tri2: the probability has
/// an error of the order of the square of the step besides its standard error.
/// </remarks>
public sealed class ExplosionProbability
{
    // With so many steps, and so many in a time 1/(1 + β), the error of the scheme is below a tenth of a standard error of 1 %.
    private const double FewestSteps = 64;
    private const double StepsPerTime = 32;
    private const double ErrorOfSteps = 0.01;

    // What the variance of the pilot may be too small by.
    private const double Reserve = 1.1;

    private const long FewestPaths = 4096;

    private ExplosionProbability(Estimate probability, long paths, int steps)
    {
        Probability = probability;
        Paths = paths;
        Steps = steps;
    }

    /// <summary>The probability and its standard error.</summary>
    public Estimate Probability { get; }

    /// <summary>How many paths it took, without those that found the drifts (16,384 for each input).</summary>
    public long Paths { get; }

    /// <summary>The number of steps to T.</summary>
    public int Steps { get; }

    /// <summary>
    /// How many times as many paths counting explosions would take for the same standard error: P(1 − P)/(Paths se²).
    /// </summary>
    public double VarianceFactor =>
        Probability.Value * (1 - Probability.Value) / (Paths * Probability.StandardError * Probability.StandardError);

    /// <summary>
    /// Estimates the probability. The bits depend on the arguments and the seed, not on the number of threads.
    /// </summary>
    /// <param name="limit">The SDE and T.</param>
    /// <param name="start">V_0.</param>
    /// <param name="relativeError">
    /// The standard error asked for, relative to the probability. It is reached up to the error of the pilot's variance, about 5 %, if 2³²
    /// paths are enough for it.
    /// </param>
    /// <param name="steps">
    /// The number of steps to T; null takes so many that the error of the scheme is about a tenth of the standard error asked for.
    /// </param>
    /// <param name="seed">The seed.</param>
    /// <param name="threads">Worker threads; 0 takes one per core.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <returns>The estimate; 0 exactly, without paths, if β ≤ 0, or if all inputs are 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="relativeError"/> is not in (0, 1), <paramref name="steps"/> is below 1 or so small that the scheme refuses the
    /// step, or <paramref name="threads"/> is negative.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public static ExplosionProbability Run(
        SmoothCovarianceSde limit,
        GramMatrix start,
        double relativeError = 0.01,
        int? steps = null,
        ulong seed = 0,
        int threads = 0,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps ?? 1, 1, nameof(steps));
        if (!(relativeError > 0 && relativeError < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(relativeError), relativeError, $"relativeError = {relativeError}, but it must be between 0 and 1.");
        }

        int count = steps ?? StepsFor(limit, start.Size, relativeError);
        var grid = new TimeGrid(count, limit.Time / count);
        if (new Tri2().StepRefusal(limit, start.Size, grid.Step) is { } refusal)
        {
            throw new ArgumentOutOfRangeException(nameof(steps), count, refusal);
        }

        using var workers = new KernelWorkers(threads, cancellation);
        ExplosionStratum[] strata = limit.Drift.Beta > 0
            ? [.. Enumerable.Range(0, start.Size).Where(a => start.Variance(a) > 0)
                .Select(a => new ExplosionStratum(limit, start, a, grid, seed, workers))]
            : [];
        Moments[] pilots = [.. strata.Select(stratum => stratum.RunPilot())];

        // Paths in proportion to the standard deviations of the strata, which is the best division of a given number.
        double target = relativeError * pilots.Sum(pilot => pilot.Mean);
        double scale = target > 0 ? Reserve * pilots.Sum(pilot => pilot.StandardDeviation) / (target * target) : 0;
        double value = 0;
        double variance = 0;
        long paths = 0;
        foreach ((ExplosionStratum stratum, Moments pilot) in strata.Zip(pilots))
        {
            double needed = scale * pilot.StandardDeviation;
            Moments moments = stratum.Run((long)Math.Clamp(needed, FewestPaths, ExplosionStratum.MostPaths(start.Size)));
            value += moments.Mean;
            variance += moments.StandardError * moments.StandardError;
            paths += moments.Count;
        }

        return new(new(value, Math.Sqrt(variance)), paths, count);
    }

    // Weak order 2: the error falls with the square of the step.
    private static int StepsFor(SmoothCovarianceSde limit, int inputs, double relativeError)
    {
        double enough = Math.Max(FewestSteps, StepsPerTime * (1 + Math.Max(0, limit.Drift.Beta)) * limit.Time);
        double shortest = Math.Max(enough, limit.Time / new Tri2().LongestStep(limit, inputs));
        return (int)Math.Min(int.MaxValue, Math.Ceiling(shortest * Math.Sqrt(Math.Max(1, ErrorOfSteps / relativeError))));
    }
}
