using System.Numerics;
using System.Runtime.ExceptionServices;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Runs;

/// <summary>The threads of a run: each takes the next block of replicas, carries it from the first step to the last, and comes back for another.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class EnsembleWorker<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Steps between reports of progress: often enough for a bar, too seldom to be felt.
    private const int StepsPerReport = 256;

    private readonly ITransition<T> _transition;
    private readonly EnsemblePlan _plan;
    private readonly RandomKey _key;
    private readonly LogitSampler<T> _logits;
    private readonly SampleTable _table;
    private readonly Action<double>? _progress;
    private readonly CancellationToken _cancellation;
    private int _nextBlock;
    private long _stepsDone;
    private Exception? _failure;

    internal EnsembleWorker(
        ITransition<T> transition,
        EnsemblePlan plan,
        RandomKey key,
        LogitSampler<T> logits,
        SampleTable table,
        Action<double>? progress,
        CancellationToken cancellation)
    {
        _transition = transition;
        _plan = plan;
        _key = key;
        _logits = logits;
        _table = table;
        _progress = progress;
        _cancellation = cancellation;
    }

    /// <summary>The scratch of one thread.</summary>
    internal WorkspaceRequirement Requirement => WorkspaceRequirement.Of<T>(_transition.StateLength)
        .And(WorkspaceRequirement.Of<double>(RowsLength)).And(WorkspaceRequirement.Of<double>(_logits.Length))
        .And(_transition.Requirement.Or(_logits.Requirement));

    private int RowsLength => ObservationRows.Length(_transition.Inputs, _transition.ReplicasPerState);

    /// <summary>Runs all blocks on the given number of threads, the caller's among them.</summary>
    internal void Run(int threads, WorkspacePool workspaces)
    {
        var others = new Thread[threads - 1];
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

        _cancellation.ThrowIfCancellationRequested();
    }

    private void Work(WorkspacePool workspaces)
    {
        try
        {
            Workspace workspace = workspaces.Take(Requirement);
            try
            {
                using WorkspaceFrame frame = workspace.Enter();
                Span<T> state = frame.Rent<T>(_transition.StateLength);
                Span<double> rows = frame.Rent<double>(RowsLength);
                Span<double> logits = frame.Rent<double>(_logits.Length);
                for (int block; (block = Interlocked.Increment(ref _nextBlock) - 1) < _plan.Blocks && !Stopped;)
                {
                    RunBlock(block * _plan.ReplicasPerBlock, state, rows, logits, workspace);
                }
            }
            finally
            {
                workspaces.Return(workspace);
            }
        }
        catch (Exception exception)
        {
            // Handed to the thread that called Run; the other workers stop at their next step.
            _ = Interlocked.CompareExchange(ref _failure, exception, null);
        }
    }

    private bool Stopped => Volatile.Read(ref _failure) is not null || _cancellation.IsCancellationRequested;

    private void RunBlock(int firstReplica, Span<T> state, Span<double> rows, Span<double> logits, Workspace workspace)
    {
        _transition.Start(state, _key.Stream((uint)firstReplica, step: 0), workspace);
        int record = 0;
        int recordedNext = _plan.StepOf(record);
        for (int step = 0; step < _plan.Steps && !Stopped; step++)
        {
            _transition.Advance(state, _key.Stream((uint)firstReplica, (uint)step), workspace);
            if (step + 1 == recordedNext)
            {
                var written = new ObservationRows(rows, _transition.Inputs, _transition.ReplicasPerState);
                _transition.Observe(state, written, workspace);
                Store(record, firstReplica, written, logits, workspace);
                recordedNext = _plan.StepOf(++record);
            }

            if (_progress is not null && (step + 1 == _plan.Steps || (step + 1) % StepsPerReport == 0))
            {
                int steps = step + 1 == _plan.Steps ? ((_plan.Steps - 1) % StepsPerReport) + 1 : StepsPerReport;
                _progress(Interlocked.Add(ref _stepsDone, steps) / ((double)_plan.Steps * _plan.Blocks));
            }
        }
    }

    private void Store(int record, int firstReplica, ObservationRows rows, Span<double> logits, Workspace workspace)
    {
        int replicas = Math.Min(_transition.ReplicasPerState, _plan.Replicas - firstReplica);
        for (int i = 0; i < replicas; i++)
        {
            CovarianceSample sample = rows.Sample(i, logits);
            _logits.Draw(sample, firstReplica + i, _plan.StepOf(record), logits, workspace);
            _table.Store(record, firstReplica + i, sample);
        }
    }
}
