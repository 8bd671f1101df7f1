using System.Diagnostics;
using HpCovSde.Comparisons;
using HpCovSde.Covariances;
using HpCovSde.Estimation;
using HpCovSde.Models;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Sweeps;

/// <summary>
/// Runs one cell, in parts: the shard of each side is handed over at every checkpoint, and at the end the statistics are computed from the
/// shards. They have the same bits however often the cell was stopped.
/// </summary>
internal sealed class CellRunner(SweepCell cell, KeptOfCell kept, int threads, TimeSpan interval, CancellationToken pause)
{
    // A field of the database has at most 10⁹ bytes.
    private const double LargestShard = 0.9e9;

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _date = DateTimeOffset.UtcNow;

    /// <summary>The plan of a cell, which keeps what its statistics need.</summary>
    internal static Answer<RunPlan> Plan(SweepCell cell)
    {
        RunSpec run = cell.Run!;
        Answer<PairLaws> laws = run.AgainstExact ? run.Model.PairLaws() : default;
        Answer<RunPlan> plan = run.Plan();
        if ((laws.Refusal ?? plan.Refusal) is { } refusal)
        {
            return refusal;
        }

        RunPlan kept = SideComparison.Keeping(plan.Value!, run, run.Reported.Union(SideComparison.OfExactLaws(run)));
        double bytes = kept.Sides.Max(
            side => (double)side.Options.Replicas * side.Options.Quantities!.Count * side.Grid.Count * sizeof(double));
        return bytes <= LargestShard
            ? kept
            : new Refusal("replicas", name => FormattableString.Invariant(
                $"{name("replicas")}: the samples of a cell take {bytes / 1e9:0.##} GB; allowed: {LargestShard / 1e9:0.##} GB, with fewer ")
                + "replicas, records or quantities");
    }

    /// <summary>Runs it to the end, or until it is paused.</summary>
    /// <param name="load">The shard of a side that was saved; null if there is none.</param>
    /// <param name="save">Takes the shard of a side, at every checkpoint and when it is finished.</param>
    /// <param name="progress">Told what fraction is done.</param>
    /// <returns>The result; null if it was paused.</returns>
    internal CellResult? Run(Func<string, Shard?> load, Action<string, Shard> save, Action<double>? progress = null)
    {
        if (cell.Run is null)
        {
            return Failed(cell.Refusal!);
        }

        try
        {
            Answer<RunPlan> plan = Plan(cell);
            return plan.Value is { } granted ? Run(granted, load, save, progress) : Failed(plan.Refusal!.ToString());
        }
        catch (Exception failure) when (failure is ArgumentException or ArithmeticException or OutOfMemoryException)
        {
            return Failed(failure is ArgumentException refusal ? Refusal.Reason(refusal) : failure.Message);
        }
    }

    private CellResult? Run(RunPlan plan, Func<string, Shard?> load, Action<string, Shard> save, Action<double>? progress)
    {
        RunSpec run = cell.Run!;
        using var ensemble = new Ensemble(threads, run.Seed);
        var results = new List<EnsembleResult>();
        foreach ((int index, RunSide side) in plan.Sides.Index())
        {
            Shard? shard = Fitting(load(side.Name), side);
            bool isLoaded = shard is not null;
            while (shard is null || !IsFinished(shard, side))
            {
                using var checkpoint = CancellationTokenSource.CreateLinkedTokenSource(pause);
                checkpoint.CancelAfter(interval);
                shard = run.RunShard(
                    ensemble, plan, index, side.Options.Range, shard, pause: checkpoint.Token,
                    progress: progress is null ? null : fraction => progress((index + fraction) / plan.Sides.Count));
                isLoaded = false;
                if (!IsFinished(shard, side))
                {
                    save(side.Name, shard);
                    if (pause.IsCancellationRequested)
                    {
                        return null;
                    }
                }
            }

            if (!isLoaded && (kept.Samples || (plan.Sides.Count > 1 && Stopwatch.GetElapsedTime(_started) > interval)))
            {
                save(side.Name, shard);
            }

            results.Add(shard.ToResult());
            if (results[^1].Events.Unusable(side.Options.Replicas) is { } reason)
            {
                return Failed(reason);
            }
        }

        return Finish(run, plan, results);
    }

    // A part with replicas that are no longer asked for would never be finished.
    private static Shard? Fitting(Shard? part, RunSide side) =>
        part?.Claimed.Ranges is { } ranges && ranges.All(
            range => side.Options.Range.First <= range.First && range.End <= side.Options.Range.End)
            ? part
            : null;

    private static bool IsFinished(Shard shard, RunSide side) =>
        shard.PendingReplicas.Count == 0 && shard.Replicas is [var only] && only == side.Options.Range;

    private CellResult Failed(string reason) =>
        new(cell.Key, [], [], reason, _date, threads * Stopwatch.GetElapsedTime(_started).TotalSeconds);

    private CellResult Finish(RunSpec run, RunPlan plan, List<EnsembleResult> results)
    {
        Outcome[] outcomes =
        [
            .. plan.Sides.Zip(results, (side, result) => new Outcome(
                side.Name, result, run.Reported, side.Options.Storage == SampleStorage.Exact, side.IsDeterministic)),
        ];
        var population = new Population(outcomes, run.Model.Start);
        Dictionary<Quantity, SampleComparison> distances = outcomes is [{ } finite, { } limit]
            ? SideComparison.Distances(population, finite, limit, run.Reported, CancellationToken.None)
            : [];
        Dictionary<(Outcome Outcome, Quantity Quantity), ExactComparison> against = run.AgainstExact
            ? SideComparison.Against(
                new(run.Model.PairLaws().OrThrow(), new ExactMeans(run.Model), default), population, outcomes, run.Reported)
            : [];
        var statistics = new List<CellStatistic>();
        foreach (Outcome outcome in outcomes)
        {
            for (int record = 0; record < outcome.Result.Steps.Count; record++)
            {
                bool isLast = record == outcome.Last;
                foreach (Quantity quantity in run.Reported)
                {
                    ExactComparison? exact = isLast ? against.GetValueOrDefault((outcome, quantity)) : null;
                    Summary summary = outcome.Summary(quantity, record);
                    statistics.Add(new(
                        outcome.Name, outcome.Result.Steps[record], outcome.Result.Times[record], quantity.Name, summary)
                    {
                        OutOfRange = outcome.Result.OutOfRange(quantity, record),
                        Missing = outcome.Missing(quantity, record),
                        Distance = isLast && outcome == outcomes[0] ? distances.GetValueOrDefault(quantity) : null,
                        Exact = exact is null ? null : (exact.Mean.Value, exact.Mean.Error),
                        ExactTest = exact?.Test,
                        Quantiles = Quantiles(outcome, quantity, record),
                        Histogram = Histogram(outcome.Result, quantity, record, summary),
                    });
                }
            }
        }

        (string, string, long)[] events =
        [
            .. outcomes.SelectMany(outcome => EventCounts.Names.Zip(
                outcome.Result.Events.ToArray(), (name, count) => (outcome.Name, name, count))),
        ];
        (string Work, double Seconds, double Units)[] costs =
        [
            .. plan.Sides.Zip(results, (side, result) =>
                (CostModel.Work(cell, side), result.Manifest.Seconds * result.Manifest.Threads, CostModel.Units(side))),
        ];
        return new(cell.Key, statistics, events, null, _date, costs.Sum(cost => cost.Seconds)) { Costs = costs };
    }

    private (double Level, double Value)[] Quantiles(Outcome outcome, Quantity quantity, int record)
    {
        if (kept.Quantiles == 0)
        {
            return [];
        }

        EmpiricalDistribution sorted = record == outcome.Last
            ? outcome.Distribution(quantity)
            : EmpiricalDistribution.Of(outcome.Result.Samples(quantity, record));
        return
        [
            .. Enumerable.Range(0, kept.Quantiles).Select(k => (k + 0.5) / kept.Quantiles)
                .Select(level => (level, Statistics.Quantiles.Of(sorted, level))),
        ];
    }

    private (double Low, double High, long Count)[] Histogram(EnsembleResult result, Quantity quantity, int record, Summary summary)
    {
        if (kept.Histogram == 0 || !(summary.Min < summary.Max) || !double.IsFinite(summary.Max - summary.Min))
        {
            return [];
        }

        Histogram bins = Statistics.Histogram.Of(result.Samples(quantity, record), summary.Min, summary.Max, kept.Histogram);
        return [.. Enumerable.Range(0, bins.Bins).Select(i => (bins.Edge(i), bins.Edge(i + 1), bins.Counts[i]))];
    }
}
