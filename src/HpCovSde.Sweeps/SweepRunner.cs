using System.Runtime.ExceptionServices;
using HpCovSde.Runs;

namespace HpCovSde.Sweeps;

/// <summary>How a sweep is run.</summary>
public sealed record SweepRunOptions
{
    /// <summary>Worker threads; 0 takes one per core.</summary>
    public int Threads { get; init; }

    /// <summary>i: this process runs the cells of part i of <see cref="Parts"/>, from 0.</summary>
    public int Part { get; init; }

    /// <summary>N: the number of parts that the cells are divided into.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>The longest time between checkpoints of a cell.</summary>
    public TimeSpan Checkpoint { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Ends in time to keep what was done, as a signal does; null: no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }
}

/// <summary>The progress of a sweep.</summary>
/// <param name="Cells">The cells of this process.</param>
/// <param name="Done">How many of them have a result.</param>
/// <param name="Failed">How many of these failed.</param>
/// <param name="Fraction">The predicted work that is done.</param>
public readonly record struct SweepProgress(int Cells, int Done, int Failed, double Fraction);

/// <summary>Runs the cells of a sweep that have no result yet.</summary>
/// <remarks>
/// Cells are sorted by the time they will take. Those that take long are run first, one after the other, by all threads together; then
/// each thread takes the next of the others until none is left. Results do not depend on this.
/// </remarks>
public sealed class SweepRunner
{
    // A cell is long if it takes more than this share of the time of a thread.
    private const double LongShare = 0.25;
    private const double ShortestLong = 0.05;

    private readonly SweepStore _store;
    private readonly SweepRunOptions _options;
    private readonly Lock _counts = new();
    private readonly Dictionary<SweepCell, double> _costs = [];
    private readonly HashSet<string> _begun = [];
    private double _total;
    private double _finished;
    private int _done;
    private int _failed;
    private int _cells;

    /// <summary>A runner.</summary>
    /// <param name="store">The database, opened to be written.</param>
    /// <param name="options">How to run.</param>
    public SweepRunner(SweepStore store, SweepRunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _options = options ?? new();
    }

    /// <summary>Is told of progress, from worker threads.</summary>
    public Action<SweepProgress>? Progress { get; init; }

    /// <summary>Runs until every cell has a result, or it is stopped. What was done by then is in the database.</summary>
    /// <param name="spec">The sweep; null is that of the database.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>The progress at the end.</returns>
    /// <exception cref="Data.DataFileException">The database cannot be written.</exception>
    public SweepProgress Run(SweepSpec? spec = null, CancellationToken stop = default)
    {
        spec ??= _store.Spec ?? throw new Data.DataFileException(
            _store.Path,
            _store.Cells.Count == 0 ? "has no sweep"
                : "was merged from different sweeps and has no specification of its own; with one of theirs (sweep run SPEC.json "
                + "--db FILE) the cells of that one that are not done are run, and the others stay as they are");
        SweepCell[] all = [.. spec.Cells()];
        _store.Add(spec, all);
        HashSet<string> finished = [.. _store.Cells.Where(cell => cell.State != "waiting").Select(cell => cell.Key)];
        SweepCell[] mine = [.. all.DistinctBy(cell => cell.Key).Where(cell => cell.Position % _options.Parts == _options.Part)];
        SweepCell[] waiting = [.. mine.Where(cell => !finished.Contains(cell.Key))];
        _begun.UnionWith(_store.Read("SELECT DISTINCT cell FROM part", row => row.GetString(0)));
        var model = new CostModel(_store.Costs);
        foreach (SweepCell cell in waiting.TakeWhile(_ => !stop.IsCancellationRequested))
        {
            _costs[cell] = model.Predict(cell);
        }

        (_cells, _done, _total) = (mine.Length, mine.Length - waiting.Length, Math.Max(1e-9, _costs.Values.Sum()));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (_options.TimeLimit is { } limit)
        {
            ended.CancelAfter(limit);
        }

        using var writer = new StoreWriter(_store, ended);
        RunAll([.. _costs.OrderByDescending(cell => cell.Value).ThenBy(cell => cell.Key.Position).Select(cell => cell.Key)],
            spec.Kept, writer, ended.Token);
        writer.Dispose();
        if (writer.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return Now(0);
    }

    private void RunAll(SweepCell[] sorted, KeptOfCell kept, StoreWriter writer, CancellationToken stop)
    {
        int threads = _options.Threads == 0 ? Environment.ProcessorCount : _options.Threads;
        double large = Math.Max(ShortestLong, LongShare * _total / threads);
        int next = 0;
        while (threads > 1 && next < sorted.Length && _costs[sorted[next]] > large && !stop.IsCancellationRequested)
        {
            RunOne(sorted[next++], threads, kept, writer, stop);
        }

        // What is thrown on a thread of its own would end the process.
        void Work()
        {
            try
            {
                for (int i; !stop.IsCancellationRequested && (i = Interlocked.Increment(ref next) - 1) < sorted.Length;)
                {
                    RunOne(sorted[i], 1, kept, writer, stop);
                }
            }
            catch (Exception failure)
            {
                writer.Fail(failure);
            }
        }

        Thread[] workers = [.. Enumerable.Range(1, threads - 1).Select(i => new Thread(Work) { IsBackground = true, Name = $"sweep {i}" })];
        foreach (Thread worker in workers)
        {
            worker.Start();
        }

        Work();
        foreach (Thread worker in workers)
        {
            worker.Join();
        }
    }

    private void RunOne(SweepCell cell, int threads, KeptOfCell kept, StoreWriter writer, CancellationToken stop)
    {
        double share = _costs[cell] / _total;
        CellResult? result = new CellRunner(cell, kept, threads, _options.Checkpoint, stop).Run(
            side => Loaded(cell, side),
            (side, shard) =>
            {
                byte[] bytes = ShardFile.ToBytes(shard);
                double seconds = shard.Manifests.Sum(manifest => manifest.Seconds);
                writer.Add(() => _store.SavePart(cell.Key, side, bytes, seconds));
            },
            Progress is null ? null : fraction => Progress(Now(fraction * share)));
        if (result is null)
        {
            return;
        }

        writer.Add(() =>
        {
            _store.Save(result, kept.Samples);
            foreach ((string work, double seconds, double units) in result.Costs)
            {
                _store.AddCost(work, seconds, units);
            }
        });
        lock (_counts)
        {
            _done++;
            _failed += result.Failure is null ? 0 : 1;
            _finished += share;
        }

        Progress?.Invoke(Now(0));
    }

    // The writer holds the lock for the time of a transaction, which cells that are begun here need not wait for.
    private Shard? Loaded(SweepCell cell, string side)
    {
        if (!_begun.Contains(cell.Key))
        {
            return null;
        }

        lock (_store)
        {
            return _store.Part(cell.Key, side);
        }
    }

    private SweepProgress Now(double more)
    {
        lock (_counts)
        {
            return new(_cells, _done, _failed, Math.Min(1, _finished + more));
        }
    }
}
