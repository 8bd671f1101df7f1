using System.Diagnostics;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Models;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;

namespace HpCovSde.Estimation;

/// <summary>
/// Means to a tolerance. Those that have an exact law need no simulation. For the others the step and the number of replicas are found
/// while the estimators run: the step is halved while its bias is too large, and replicas are added while the standard error is.
/// The difference of the means of a network and of its limit can have a tolerance too.
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

    private const int MostSteps = 1 << 20;
    private const double LongestFirstStep = 0.25;
    private const double ShortestStepForMissing = 0.02;

    // Of a limit without noise: they are equal, and the least that have a standard error, 0.
    private const long EqualReplicas = 2;

    // Of what is allowed for a difference, what the limit may take. The network takes what is left.
    private const double ShareOfLimit = 0.5;

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
        return run.Kind switch
        {
            RunKind.Sde => OfLimit(run, new(asked, (_, mean) => asked.For(mean), cancellation), ensemble),
            RunKind.Sample => OfNetwork(run, new(asked, (_, mean) => asked.For(mean), cancellation), ensemble),
            _ => throw new ArgumentException("A run of a network and its limit has a tolerance of the difference: Compare.", nameof(run)),
        };
    }

    /// <summary>
    /// The means of a network and of its limit, so that their differences have the tolerance; then the means have it too. It stops where
    /// <see cref="Run"/> does. A network is not run on for a limit that cannot be known well enough.
    /// </summary>
    /// <param name="run">The network and its limit; the step is not read.</param>
    /// <param name="asked">The tolerance of the differences. A relative one is in units of the mean of the limit.</param>
    /// <param name="ensemble">What runs the chains, with the seed.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="ArgumentException">The network or its limit cannot be run, with the reason.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static ToleranceComparison Compare(RunSpec run, Tolerance asked, Ensemble ensemble, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(ensemble);
        ToleranceResult limit = OfLimit(run, new(asked, (_, mean) => ShareOfLimit * asked.For(mean), cancellation), ensemble);
        bool isKnown = limit.Missing == 0 && !limit.HasHeavyTail;
        return new(OfNetwork(run, new(asked, (quantity, _) => Left(limit.Means[quantity]), cancellation), ensemble), limit);

        // Standard errors of independent means add in squares. NaN if nothing is left.
        double Left(MeanWithin mean)
        {
            double noise = asked.For(mean.Value) - mean.Bias;
            return isKnown && noise > 0 ? Math.Sqrt((noise * noise) - (4 * mean.StandardError * mean.StandardError)) : double.NaN;
        }
    }

    /// <summary>The bytes that a search takes at most: two estimators of a limit, or one of a network, run at the same time.</summary>
    internal static double Memory(RunSpec run, Tolerance asked) =>
        (run.Kind == RunKind.Sample ? 1 : 2) * MeanEstimator.Memory(asked.Quantities.Count, LinearControls.Most(run.Model.Start.Size));

    private static ToleranceResult OfLimit(RunSpec run, ReplicaSearch search, Ensemble ensemble)
    {
        long ticks = Stopwatch.GetTimestamp();
        Tolerance asked = search.Asked;
        var exact = new ExactMeans(run.Model, search.Cancellation);
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
            return new(asked, means, null, 0, "exact", 0, false) { Seconds = Stopwatch.GetElapsedTime(ticks).TotalSeconds };
        }

        LimitProcess limit = run.Model.Limit().OrThrow();
        PairLaws? pairs = run.Model.PairLaws().Value;
        GramMatrix start = run.Model.Start;
        Scheme scheme = run.Scheme ?? SchemeCatalog.For(limit, start.Size)[0];
        if (limit.IsDeterministic)
        {
            search.Replicas = EqualReplicas;
        }

        double first = Math.Max(1 / LongestFirstStep, 2 / scheme.LongestStep(limit, start.Size));
        long steps = Math.Max(4, 2 * (long)Math.Ceiling(limit.Time * first / 2));
        LinearControls? known = scheme is Tri2 ? LinearControls.Of(limit, start, limit.Time / steps, pairs) : null;
        while (true)
        {
            var level = new MeansOfStep(Estimator(steps, 0), Estimator(steps / 2, 1L << 31), scheme.WeakOrder);
            (Dictionary<Quantity, MeanWithin> simulated, double refinement) = search.Fill(level, mayRefine: steps < MostSteps);

            // Replicas may have no value only because the step is long.
            bool isRefinable = level.Missing > 0 && limit.Time / steps > ShortestStepForMissing;
            if ((refinement > 1 || isRefinable) && steps < MostSteps)
            {
                steps *= isRefinable ? 4 : 1L << (int)Math.Clamp(Math.Ceiling(Math.Log2(refinement) / scheme.WeakOrder), 1, 4);
                continue;
            }

            return new(
                asked, asked.Quantities.ToDictionary(q => q, q => means.TryGetValue(q, out MeanWithin mean) ? mean : simulated[q]),
                limit.Time / steps, level.Fine.Replicas, Name(known), level.Missing, level.Fine.HasHeavyTail)
            {
                Seconds = Stopwatch.GetElapsedTime(ticks).TotalSeconds,
            };
        }

        MeanEstimator Estimator(long count, long firstReplica)
        {
            double step = limit.Time / count;
            return new(
                ensemble, limit.Integrate(step, scheme), start, rest, known?.At(limit.Time, step),
                run.Options with { FirstReplica = firstReplica });
        }
    }

    private static ToleranceResult OfNetwork(RunSpec run, ReplicaSearch search, Ensemble ensemble)
    {
        long ticks = Stopwatch.GetTimestamp();
        IChain network = run.Model.Network(run.Weights).OrThrow().Chain;
        LinearControls? controls = network is FeedforwardNetwork feedforward ? LinearControls.Of(feedforward, run.Model.Start) : null;
        var level = new MeansOfStep(
            new(ensemble, network, run.Model.Start, search.Asked.Quantities, controls, run.Options), Coarse: null, Order: 0);
        (Dictionary<Quantity, MeanWithin> means, _) = search.Fill(level, mayRefine: false);
        return new(search.Asked, means, null, level.Fine.Replicas, Name(controls), level.Missing, level.Fine.HasHeavyTail)
        {
            Seconds = Stopwatch.GetElapsedTime(ticks).TotalSeconds,
        };
    }

    private static string Name(LinearControls? controls) => controls is null ? "plain" : "linear-controls";
}
