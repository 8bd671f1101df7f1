namespace HpCovSde.Runs;

/// <summary>
/// The results of some replicas of a run. Shards of the same run (same chain, inputs, seed and options, different replicas) merge in any
/// order and any grouping to the same bits as one run of all replicas. A shard can hold blocks of replicas that were stopped between two
/// steps; they continue with the same bits. Immutable.
/// </summary>
public sealed class Shard
{
    internal Shard(
        RunIdentity identity,
        SampleStore store,
        ReplicaSet finished,
        IReadOnlyList<PendingBlock> pending,
        EventCounts events,
        long[] outOfRange,
        IReadOnlyList<RunManifest> manifests)
    {
        Identity = identity;
        Store = store;
        Finished = finished;
        PendingBlocks = pending;
        EventsOfFinished = events;
        OutOfRangeOfFinished = outOfRange;
        Manifests = manifests;
    }

    /// <summary>The replicas that reached the last step: ranges in ascending order that do not touch.</summary>
    public IReadOnlyList<ReplicaRange> Replicas => Finished.Ranges;

    /// <summary>The replicas that were stopped before the last step.</summary>
    public IReadOnlyList<ReplicaRange> PendingReplicas => new ReplicaSet(PendingBlocks.Select(block => block.Replicas)).Ranges;

    /// <summary>Steps that every replica has taken: those of the chain if no block is pending.</summary>
    public int StepsTaken => PendingBlocks.Count == 0 ? Identity.Grid.Steps : PendingBlocks.Min(block => block.Step);

    /// <summary>The seed of the run.</summary>
    public ulong Seed => Identity.Seed;

    /// <summary>
    /// The options of the run, with all quantities listed. Their replicas are those from the first to the last in the shard.
    /// </summary>
    public RunOptions Options
    {
        get
        {
            IReadOnlyList<ReplicaRange> all = Claimed.Ranges;
            return all.Count == 0
                ? Identity.Options
                : Identity.Options with { FirstReplica = all[0].First, Replicas = all[^1].End - all[0].First };
        }
    }

    /// <summary>The caller's description of what was run, see <see cref="Ensemble.RunShard"/>.</summary>
    public string Model => Identity.Model;

    /// <summary>How the parts of the shard were made, in order of their start.</summary>
    public IReadOnlyList<RunManifest> Manifests { get; }

    internal RunIdentity Identity { get; }

    internal SampleStore Store { get; }

    internal ReplicaSet Finished { get; }

    internal IReadOnlyList<PendingBlock> PendingBlocks { get; }

    internal EventCounts EventsOfFinished { get; }

    /// <summary>How many samples of each column are out of range, see <see cref="NumberRange"/>.</summary>
    internal long[] OutOfRangeOfFinished { get; }

    /// <summary>The replicas that no other shard may have: finished or pending.</summary>
    internal ReplicaSet Claimed => new([.. Finished.Ranges, .. PendingBlocks.Select(block => block.Replicas)]);

    /// <summary>
    /// The results of two shards of one run together. The bits of everything depend on the replicas alone: neither on the order or the
    /// grouping of merges nor on how the replicas were divided. Allocates.
    /// </summary>
    /// <exception cref="ArgumentException">The shards are of different runs, or both have the same replica, with the reason.</exception>
    public static Shard Merge(Shard a, Shard b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Identity.DifferenceFrom(b.Identity) is { } difference)
        {
            throw new ArgumentException($"The shards are of different runs: {difference}.", nameof(b));
        }

        return a.Claimed.FirstCommon(b.Claimed) is { } common
            ? throw new ArgumentException($"Both shards have {common}; a replica must be in one of them only.", nameof(b))
            : new(
                a.Identity,
                a.Store.Merge(b.Store),
                new([.. a.Replicas, .. b.Replicas]),
                [.. a.PendingBlocks.Concat(b.PendingBlocks).OrderBy(block => block.Replicas.First)],
                EventCounts.Add(a.EventsOfFinished, b.EventsOfFinished),
                [.. a.OutOfRangeOfFinished.Zip(b.OutOfRangeOfFinished, (x, y) => x + y)],
                [.. a.Manifests.Concat(b.Manifests).OrderBy(manifest => manifest.Started)]);
    }

    /// <summary>Reads a shard from a file. Allocates.</summary>
    /// <param name="path">A file that <see cref="Save"/> has written.</param>
    /// <exception cref="Data.DataFileException">
    /// The file cannot be read, is not a shard, is damaged or cut off, or has another version of the format.
    /// </exception>
    public static Shard Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ShardFile.Load(path);
    }

    /// <summary>
    /// Writes the shard to a file, with everything needed to merge and to continue it. The file has a version and a checksum, and it
    /// appears whole or not at all.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="Data.DataFileException">The file cannot be written, or it exists and may not be replaced.</exception>
    public void Save(string path, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ShardFile.Save(this, path, overwrite);
    }

    /// <summary>
    /// The results for the user. With <see cref="SampleStorage.Exact"/>, samples of several shards are copied to be in one piece.
    /// </summary>
    /// <exception cref="InvalidOperationException">Replicas are pending or missing, or there are none, with their numbers.</exception>
    public EnsembleResult ToResult()
    {
        if (PendingBlocks.Count > 0)
        {
            throw new InvalidOperationException(
                $"The shard is not finished: {PendingReplicas[0]} stopped before the last step. Continue it with Ensemble.RunShard.");
        }

        return Replicas.Count switch
        {
            0 => throw new InvalidOperationException("The shard has no replicas."),
            1 => new EnsembleResult(this),
            _ => throw new InvalidOperationException(
                $"The replicas are not consecutive: {new ReplicaRange(Replicas[0].End, Replicas[1].First - Replicas[0].End)} missing."),
        };
    }

    /// <summary>The finished part alone.</summary>
    internal Shard WithoutPending() => new(Identity, Store, Finished, [], EventsOfFinished, OutOfRangeOfFinished, Manifests);
}
