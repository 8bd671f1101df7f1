using System.Diagnostics;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Models;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Estimation;

/// <summary>
/// Means to a tolerance. Those that have an exact law need no simulation. For the others the step and the number of replicas are found
/// while the estimators run: the step is halved while its bias is too large, and replicas are added while the standard error is.
/// </summary>
/// <remarks>
/// <para>The bias of a step h is measured. An independent estimator runs with 2h. With weak order p, the difference D of the two means is
/// 2^p − 1 times the bias of the finer one, up to higher orders in h. The bound of the bias is |D|/(2^p − 1) plus one standard error of
/// it. With <see cref="LinearControls"/> all means are controlled ones.</para>
/// <para>The result depends on the seed, the precision and the tolerance only.</para>
/// </remarks>
public static class ToleranceSearch
{
    /// <summary>The most replicas of one step that are run: 2²⁸.</summary>
    public const long MostReplicas = 1L << 28;

    private const long FirstReplicas = 1 << 13;
    private const long MostGrowth = 8;
    private const int MostSteps = 1 << 20;
    private const double LongestFirstStep = 0.25;
    private const double ShortestStepForMissing = 0.02;

    /// <summary>
    /// Runs until the tolerance is reached, or it is seen that it will not be: more than <see cref="MostReplicas"/> would be needed,
    /// replicas have no finite value, or a mean has a heavy tail.
    /// </summary>
    /// <param name="run">The network or the limit; its own step is not read.</param>
    /// <param name="asked">The tolerance.</param>
    /// <param name="ensemble">What runs the chains, with the seed.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="ArgumentException">The run is of both a network and its limit, or it cannot be run, with the reason.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static ToleranceResult Run(RunSpec run, Tolerance asked, Ensemble ensemble, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(ensemble);
        long ticks = Stopwatch.GetTimestamp();
        ToleranceResult result = run.Kind switch
        {
            RunKind.Sde => OfLimit(run, asked, ensemble, cancellation),
            RunKind.Sample => OfNetwork(run, asked, ensemble, cancellation),
            _ => throw new ArgumentException("A tolerance is for a network or for a limit, not for both.", nameof(run)),
        };
        return result with { Seconds = Stopwatch.GetElapsedTime(ticks).TotalSeconds };
    }

    private static ToleranceResult OfLimit(RunSpec run, Tolerance asked, Ensemble ensemble, CancellationToken cancellation)
    {
        var exact = new ExactMeans(run.Model, cancellation);
        var means = new Dictionary<Quantity, MeanWithin>();
        foreach (Quantity quantity in asked.Quantities)
        {
            if (exact.Of(quantity) is { } value)
            {
                means[quantity] = new(value.Value, value.Error, 0);
            }
        }

        Quantity[] rest = [.. asked.Quantities.Where(quantity => !means.ContainsKey(quantity))];
        if (rest.Length == 0)
        {
            return new(asked, means, null, 0, "exact", 0, false);
        }

        LimitProcess limit = run.Model.Limit().OrThrow();
        PairLaws? pairs = run.Model.PairLaws().Value;
        GramMatrix start = run.Model.Start;
        Scheme scheme = run.Scheme ?? SchemeCatalog.For(limit, start.Size)[0];
        double divisor = Math.Pow(2, scheme.WeakOrder) - 1;
        if (limit.IsDeterministic)
        {
            throw new ArgumentException("the limit has no noise, so that a tolerance has nothing to choose but the step; give a step.");
        }

        double first = Math.Max(1 / LongestFirstStep, 2 / scheme.LongestStep(limit));
        long steps = Math.Max(4, 2 * (long)Math.Ceiling(limit.Time * first / 2));
        LinearControls? known = scheme is Tri2 ? LinearControls.Of(limit, start, limit.Time / steps, pairs) : null;
        long replicas = FirstReplicas;
        while (true)
        {
            (MeanEstimator fine, bool isControlled) = Estimator(steps, 0);
            (MeanEstimator coarse, _) = Estimator(steps / 2, 1L << 31);
            while (true)
            {
                fine.Add(replicas - fine.Replicas, cancellation);
                coarse.Add(replicas - coarse.Replicas, cancellation);
                IReadOnlyList<Estimate> ofFine = fine.Means();
                IReadOnlyList<Estimate> ofCoarse = coarse.Means();
                double refinement = 0;
                double growth = 0;
                for (int q = 0; q < rest.Length; q++)
                {
                    double allowed = asked.For(ofFine[q].Value);
                    Estimate difference = ofFine[q] - ofCoarse[q];
                    double bias = Math.Abs(difference.Value) / divisor;
                    double noise = difference.StandardError / divisor;
                    means[rest[q]] = new(ofFine[q].Value, bias + noise, ofFine[q].StandardError);
                    refinement = Math.Max(refinement, (bias - (2 * noise)) / (allowed / 4));
                    growth = Math.Max(growth, (noise + (2 * ofFine[q].StandardError)) / (0.75 * allowed));
                }

                var result = new ToleranceResult(
                    asked, means, limit.Time / steps, fine.Replicas, isControlled ? "linear-controls" : "plain",
                    fine.Missing + coarse.Missing, fine.HasHeavyTail);

                // Replicas may have no value only because the step is long.
                bool isRefinable = result.Missing > 0 && limit.Time / steps > ShortestStepForMissing;
                if ((refinement > 1 || isRefinable) && steps < MostSteps)
                {
                    steps *= isRefinable ? 4 : 1L << (int)Math.Clamp(Math.Ceiling(Math.Log2(refinement) / scheme.WeakOrder), 1, 4);
                    break;
                }

                if (result.IsReached || result.Missing > 0 || result.HasHeavyTail || !CanReach(replicas, growth))
                {
                    return result;
                }

                replicas = Next(replicas, growth);
            }
        }

        (MeanEstimator Estimator, bool IsControlled) Estimator(long count, long firstReplica)
        {
            double step = limit.Time / count;
            LinearControls? controls = known?.At(limit.Time, step);
            RunOptions options = run.Options with { FirstReplica = firstReplica };
            return (new(ensemble, limit.Integrate(step, scheme), start, rest, controls, options), controls is not null);
        }
    }

    private static ToleranceResult OfNetwork(RunSpec run, Tolerance asked, Ensemble ensemble, CancellationToken cancellation)
    {
        IChain network = run.Model.Network(run.Weights).OrThrow().Chain;
        LinearControls? controls = network is FeedforwardNetwork feedforward ? LinearControls.Of(feedforward, run.Model.Start) : null;
        var estimator = new MeanEstimator(ensemble, network, run.Model.Start, asked.Quantities, controls, run.Options);
        long replicas = Math.Min(FirstReplicas, MostReplicas);
        while (true)
        {
            estimator.Add(replicas - estimator.Replicas, cancellation);
            IReadOnlyList<Estimate> estimates = estimator.Means();
            var means = asked.Quantities.Zip(estimates).ToDictionary(
                pair => pair.First, pair => new MeanWithin(pair.Second.Value, 0, pair.Second.StandardError));
            var result = new ToleranceResult(
                asked, means, null, estimator.Replicas, controls is null ? "plain" : "linear-controls", estimator.Missing,
                estimator.HasHeavyTail);
            double growth = means.Values.Max(mean => mean.Error / (0.95 * asked.For(mean.Value)));
            if (result.IsReached || result.Missing > 0 || result.HasHeavyTail || !CanReach(replicas, growth))
            {
                return result;
            }

            replicas = Next(replicas, growth);
        }
    }

    // The error is in units of what is allowed. NaN where nothing is known.
    private static bool CanReach(long replicas, double excess) => replicas < MostReplicas && replicas * excess * excess <= 2 * MostReplicas;

    // The standard error falls with the root of the number of replicas.
    private static long Next(long replicas, double excess) => (long)Math.Min(
        MostReplicas, Math.Ceiling(replicas * Math.Clamp(excess * excess, 1.1, MostGrowth)));
}
