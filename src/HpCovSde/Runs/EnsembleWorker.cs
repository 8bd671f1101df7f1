using System.Numerics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Runs;

/// <summary>
/// The threads of a run. Each takes the next block of replicas, carries it from its first step to its last, gives the samples to the store,
/// and comes back for another.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class EnsembleWorker<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Steps between reports of progress: often enough for a bar, and too rarely to cost anything.
    private const int StepsPerReport = 256;

    private readonly Lock _lock = new();
    private readonly EnsembleJob _job;
    private readonly ITransition<T> _transition;
    private readonly RecordGrid _grid;
    private readonly Quantity[] _quantities;
    private readonly RandomKey _key;
    private readonly LogitSampler<T> _logits;
    private readonly WorkQueue _queue;
    private readonly SampleStore _store;
    private readonly int _endStep;
    private readonly double _allSteps;
    private long _stepsDone;
    private EventCounts _events;
    private Exception? _failure;

    internal EnsembleWorker(
        EnsembleJob job,
        RunIdentity identity,
        ITransition<T> transition,
        RandomKey key,
        LogitSampler<T> logits,
        WorkQueue queue,
        SampleStore store)
    {
        _job = job;
        _transition = transition;
        _grid = identity.Grid;
        _quantities = [.. identity.Quantities];
        _key = key;
        _logits = logits;
        _queue = queue;
        _store = store;
        OutOfRange = new long[identity.Columns];
        _endStep = Math.Min(job.StopAfterStep ?? _grid.Steps, _grid.Steps);
        _allSteps = (double)_endStep * queue.Blocks;
    }

    /// <summary>The replicas that reached the last step.</summary>
    internal ReplicaSet Finished { get; } = new();

    /// <summary>The blocks that were stopped on the way.</summary>
    internal List<PendingBlock> Pending { get; } = [];

    /// <summary>Of the replicas that reached the last step.</summary>
    internal EventCounts Events => _events;

    /// <summary>Of the samples of these replicas: for each column, how many are out of range.</summary>
    internal long[] OutOfRange { get; }

    private WorkspaceRequirement Requirement => RequirementOf(_transition, _logits, (long)_grid.Count * _quantities.Length);

    private int RowsLength => ObservationRows.Length(_transition.Inputs, _transition.ReplicasPerState);

    private int SamplesLength => checked(_transition.ReplicasPerState * _grid.Count * _quantities.Length);

    private bool Failed => Volatile.Read(ref _failure) is not null || _job.Cancellation.IsCancellationRequested;

    private bool Paused => _job.Pause.IsCancellationRequested;

    /// <summary>The scratch of one thread.</summary>
    internal static WorkspaceRequirement RequirementOf(ITransition<T> transition, LogitSampler<T> logits, long columns) =>
        WorkspaceRequirement.Of<T>(transition.StateLength)
            .And(WorkspaceRequirement.Of<double>(ObservationRows.Length(transition.Inputs, transition.ReplicasPerState)))
            .And(WorkspaceRequirement.Of<double>(logits.Length))
            .And(WorkspaceRequirement.Of<double>(transition.ReplicasPerState * columns))
            .And(WorkspaceRequirement.Of<long>(columns))
            .And(transition.Requirement.Or(logits.Requirement));

    /// <summary>Does all the work of the queue on its number of threads, one of which is the caller's.</summary>
    internal void Run(WorkspacePool workspaces)
    {
        var others = new Thread[_queue.Threads - 1];
        for (int i = 0; i < others.Length; i++)
        {
            others[i] = new Thread(() => Work(workspaces)) { IsBackground = true, Name = $"HpCovSde worker {i + 1}" };
            others[i].Start();
        }

        Work(workspaces);
        foreach (Thread other in others)
        {
            other.Join();
        }

        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        _job.Cancellation.ThrowIfCancellationRequested();
    }

    private void Work(WorkspacePool workspaces)
    {
        try
        {
            Workspace workspace = workspaces.Take(Requirement);
            try
            {
                using WorkspaceFrame frame = workspace.Enter();
                var memory = new Buffers(
                    frame.Rent<T>(_transition.StateLength),
                    frame.Rent<double>(RowsLength),
                    frame.Rent<double>(_logits.Length),
                    frame.Rent<double>(SamplesLength),
                    frame.Rent<long>(OutOfRange.Length));

                // A state that is kept is written to a file: it must not hold whatever was in memory before.
                memory.State.Clear();
                while (!Failed && !Paused && _queue.TryTake(out WorkQueue.Work work))
                {
                    Run(work, memory, workspace);
                }

                while (!Failed && _queue.TryTakePending(out PendingBlock? untouched))
                {
                    Keep(untouched!);
                }
            }
            finally
            {
                workspaces.Return(workspace);
            }
        }
        catch (Exception exception)
        {
            // Handed to the thread that called Run; the other workers stop after their present step.
            _ = Interlocked.CompareExchange(ref _failure, exception, null);
        }
    }

    private void Run(WorkQueue.Work work, Buffers memory, Workspace workspace)
    {
        EventCounts events = default;
        if (work.Pending is { } pending)
        {
            MemoryMarshal.Cast<byte, T>(pending.State).CopyTo(memory.State);
            pending.Samples.CopyTo(memory.Samples);
            pending.OutOfRange.CopyTo(memory.OutOfRange);
            bool finished = Advance(pending.Replicas, pending.First, pending.Step, memory, ref events, workspace);
            Finish(finished ? pending.Replicas : default, events);
            return;
        }

        long first = Math.Max(work.FirstBlock * _transition.ReplicasPerState, work.Kept.First);
        long end = first;
        for (long block = work.FirstBlock; block < work.EndBlock && !Failed && !Paused; block++)
        {
            long firstOfBlock = block * _transition.ReplicasPerState;
            ReplicaRange kept = work.Kept.Intersect(new(firstOfBlock, _transition.ReplicasPerState));
            memory.OutOfRange.Clear();
            _transition.Start(memory.State, _key.Stream((uint)firstOfBlock, step: 0), workspace);
            if (_grid.IncludesStart)
            {
                Record(0, kept, firstOfBlock, memory, ref events, workspace);
            }

            if (Advance(kept, firstOfBlock, 0, memory, ref events, workspace))
            {
                end = kept.End;
            }
        }

        Finish(new(first, end - first), events);
    }

    // True if the block reached the last step and its samples are in the store.
    private bool Advance(ReplicaRange kept, long firstOfBlock, int step, Buffers memory, ref EventCounts events, Workspace workspace)
    {
        int record = (int)_grid.CountThrough(step);
        int nextRecord = record < _grid.Count ? _grid.StepOf(record) : int.MaxValue;
        int reported = 0;
        while (step < _endStep && !Failed && !Paused)
        {
            _transition.Advance(memory.State, _key.Stream((uint)firstOfBlock, (uint)step), workspace);
            step++;
            if (step == nextRecord)
            {
                Record(record, kept, firstOfBlock, memory, ref events, workspace);
                record++;
                nextRecord = record < _grid.Count ? _grid.StepOf(record) : int.MaxValue;
            }

            reported++;
            if (_job.Progress is not null && (step == _endStep || reported == StepsPerReport))
            {
                _job.Progress(Interlocked.Add(ref _stepsDone, reported) / _allSteps);
                reported = 0;
            }
        }

        int count = (int)kept.Count;
        if (step == _grid.Steps)
        {
            _store.Add(kept, memory.Samples[..(_grid.Count * _quantities.Length * count)]);
            Add(memory.OutOfRange);
            return true;
        }

        if (!Failed)
        {
            double[] samples = memory.Samples[..((int)_grid.CountThrough(step) * _quantities.Length * count)].ToArray();
            byte[] state = MemoryMarshal.AsBytes(memory.State).ToArray();
            Keep(new(kept, firstOfBlock, step, state, samples, memory.OutOfRange.ToArray()));
        }

        return false;
    }

    private void Record(int record, ReplicaRange kept, long firstOfBlock, Buffers memory, ref EventCounts events, Workspace workspace)
    {
        var rows = new ObservationRows(memory.Rows, _transition.Inputs, _transition.ReplicasPerState);
        _transition.Observe(memory.State, rows, workspace);
        int count = (int)kept.Count;
        int step = _grid.StepOf(record);
        bool isLast = record == _grid.Count - 1;
        Span<double> samples = memory.Samples.Slice(record * _quantities.Length * count, _quantities.Length * count);
        for (int i = 0; i < count; i++)
        {
            long replica = kept.First + i;
            CovarianceSample sample = rows.Sample((int)(replica - firstOfBlock), memory.Logits);
            _logits.Draw(sample, (uint)replica, step, memory.Logits, workspace);
            for (int quantity = 0; quantity < _quantities.Length; quantity++)
            {
                double value = _quantities[quantity].Of(sample);
                samples[(quantity * count) + i] = value;
                if (NumberRange.IsAtEnd(value) && NumberRange.IsLeft(_quantities[quantity], sample))
                {
                    memory.OutOfRange[(record * _quantities.Length) + quantity]++;
                }
            }

            _job.Sink?.Write(record, replica, sample);
            if (isLast)
            {
                events = EventCounts.Add(events, EventCounts.Of(sample, _job.Start));
            }
        }
    }

    private void Finish(ReplicaRange replicas, EventCounts events)
    {
        lock (_lock)
        {
            Finished.Add(replicas);
            _events = EventCounts.Add(_events, events);
        }
    }

    private void Add(ReadOnlySpan<long> outOfRange)
    {
        if (!outOfRange.ContainsAnyExcept(0))
        {
            return;
        }

        lock (_lock)
        {
            for (int column = 0; column < outOfRange.Length; column++)
            {
                OutOfRange[column] += outOfRange[column];
            }
        }
    }

    private void Keep(PendingBlock block)
    {
        lock (_lock)
        {
            Pending.Add(block);
        }
    }

    // What one thread works in.
    private readonly ref struct Buffers(
        Span<T> state, Span<double> rows, Span<double> logits, Span<double> samples, Span<long> outOfRange)
    {
        internal Span<T> State { get; } = state;

        internal Span<double> Rows { get; } = rows;

        internal Span<double> Logits { get; } = logits;

        internal Span<double> Samples { get; } = samples;

        /// <summary>For each column, how many samples of the block are out of range.</summary>
        internal Span<long> OutOfRange { get; } = outOfRange;
    }
}
