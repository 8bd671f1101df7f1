namespace HpCovSde.Runs;

/// <summary>
/// What the workers of a run do: pending blocks to continue, then the blocks of the replicas that are missing. Safe for several threads.
/// </summary>
internal sealed class WorkQueue
{
    // Blocks are handed out in batches of at most this many replicas, so that short blocks do not wait for the lock.
    private const int LargestBatch = 1024;
    private const int BatchesPerThread = 16;

    private readonly Lock _lock = new();
    private readonly IReadOnlyList<PendingBlock> _pending;
    private readonly IReadOnlyList<ReplicaRange> _missing;
    private readonly int _replicasPerBlock;
    private readonly long _batch;
    private int _nextPending;
    private int _range;
    private long _nextBlock;

    /// <param name="pending">Blocks to continue.</param>
    /// <param name="missing">Replicas to run from the start.</param>
    /// <param name="replicasPerBlock">Block b has the replicas b · this … (b + 1) · this − 1; those outside the ranges are dropped.</param>
    /// <param name="threads">How many workers there may be.</param>
    internal WorkQueue(IReadOnlyList<PendingBlock> pending, IReadOnlyList<ReplicaRange> missing, int replicasPerBlock, int threads)
    {
        _pending = pending;
        _missing = missing;
        _replicasPerBlock = replicasPerBlock;
        Blocks = pending.Count + missing.Sum(range => LastBlock(range) - FirstBlock(range) + 1);
        Threads = (int)Math.Clamp(Blocks, 1, threads);
        _batch = Math.Clamp(Blocks / ((long)Threads * BatchesPerThread), 1, Math.Max(1, LargestBatch / replicasPerBlock));
        _nextBlock = missing.Count == 0 ? 0 : FirstBlock(missing[0]);
    }

    /// <summary>How many blocks there are.</summary>
    internal long Blocks { get; }

    /// <summary>How many workers have something to do; at least 1.</summary>
    internal int Threads { get; }

    /// <summary>Takes the next piece of work; false if there is none.</summary>
    internal bool TryTake(out Work work)
    {
        lock (_lock)
        {
            if (_nextPending < _pending.Count)
            {
                work = new(_pending[_nextPending++], 0, 0, default);
                return true;
            }

            if (_range == _missing.Count)
            {
                work = default;
                return false;
            }

            ReplicaRange range = _missing[_range];
            long last = Math.Min(_nextBlock + _batch - 1, LastBlock(range));
            work = new(null, _nextBlock, last + 1, range);
            _nextBlock = last + 1;
            if (last == LastBlock(range) && ++_range < _missing.Count)
            {
                _nextBlock = FirstBlock(_missing[_range]);
            }

            return true;
        }
    }

    /// <summary>Takes the next pending block only, after the run was stopped; false if there is none.</summary>
    internal bool TryTakePending(out PendingBlock? pending)
    {
        lock (_lock)
        {
            pending = _nextPending < _pending.Count ? _pending[_nextPending++] : null;
            return pending is not null;
        }
    }

    private long FirstBlock(ReplicaRange range) => range.First / _replicasPerBlock;

    private long LastBlock(ReplicaRange range) => (range.End - 1) / _replicasPerBlock;

    /// <summary>A pending block, or blocks to run from the start.</summary>
    /// <param name="Pending">The block to continue; null if there are blocks to start.</param>
    /// <param name="FirstBlock">The number of the first block to start.</param>
    /// <param name="EndBlock">The number behind the last one.</param>
    /// <param name="Kept">The replicas to keep; others of the blocks are dropped.</param>
    internal readonly record struct Work(PendingBlock? Pending, long FirstBlock, long EndBlock, ReplicaRange Kept);
}
