using System.Runtime.InteropServices;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Runs;

namespace HpCovSde.Sweeps;

/// <summary>
/// Runs a cell again and compares every number to the bit. Where all samples were kept, only the first replicas are run again; their
/// samples and the statistics of the kept samples are compared.
/// </summary>
internal sealed class CellRepetition(SweepStore store, StoredCell stored, SweepCell cell, CancellationToken cancellation)
{
    /// <exception cref="DataFileException">A number differs.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal void Check()
    {
        RunPlan plan = CellRunner.Plan(cell).Value!;
        Dictionary<string, Shard?> kept = plan.Sides.ToDictionary(side => side.Name, side => store.Part(stored.Key, side.Name));
        bool hasSamples = kept.Values.All(shard => shard is { PendingBlocks: [] });
        if (hasSamples)
        {
            foreach ((int index, RunSide side) in plan.Sides.Index())
            {
                CheckSamples(plan, index, kept[side.Name]!.ToResult());
            }
        }

        CellResult result = new CellRunner(cell, KeptOf(), Environment.ProcessorCount, Timeout.InfiniteTimeSpan, cancellation)
            .Run(side => hasSamples ? kept[side] : null, (_, _) => { }) ?? throw new OperationCanceledException(cancellation);
        using var again = SweepStore.Create(":memory:");
        again.Transact(() => again.Save(result, keepsSamples: false));
        if (ResultDifference.Between(store, again, stored.Key) is { } difference)
        {
            throw SweepVerification.Wrong(
                store, stored,
                $"run again it has another result: {difference.Place}: {difference.Second}, but {difference.First} in the database");
        }
    }

    private void CheckSamples(RunPlan plan, int index, EnsembleResult there)
    {
        RunSide side = plan.Sides[index];
        RunSpec run = cell.Run!;
        using var ensemble = new Ensemble(0, run.Seed);
        var range = new ReplicaRange(side.Options.FirstReplica, Math.Min(SweepVerification.Replicas, side.Options.Replicas));
        EnsembleResult again = run.RunShard(ensemble, plan, index, range, cancellation: cancellation).ToResult();
        for (int record = 0; record < there.Steps.Count; record++)
        {
            foreach (Quantity quantity in run.Reported)
            {
                ReadOnlySpan<double> stated = there.Samples(quantity, record)[..(int)range.Count];
                ReadOnlySpan<double> computed = again.Samples(quantity, record)[..(int)range.Count];
                if (!MemoryMarshal.AsBytes(stated).SequenceEqual(MemoryMarshal.AsBytes(computed)))
                {
                    throw SweepVerification.Wrong(
                        store, stored,
                        $"run again, {range} of {side.Name} have other samples of {quantity.Name} at step {there.Steps[record]}");
                }
            }
        }
    }

    // The database tells what was kept of this cell.
    private KeptOfCell KeptOf()
    {
        long statistics = Number("SELECT COUNT(*) FROM statistic WHERE cell = $cell");
        return new(
            (int)(Number("SELECT COUNT(*) FROM quantile WHERE cell = $cell") / statistics),
            (int)Number("SELECT COALESCE(MAX(bin) + 1, 0) FROM histogram WHERE cell = $cell"));
    }

    private long Number(string sql) => store.Read(sql, row => row.GetInt64(0), ("$cell", stored.Key))[0];
}
