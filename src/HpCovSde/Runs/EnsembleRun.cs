using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Kernels;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Runs;

/// <summary>One run, from a job to a shard.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal static class EnsembleRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal static Shard Do(EnsembleJob job, ulong seed, int mostThreads, WorkspacePool workspaces)
    {
        DateTimeOffset started = DateTimeOffset.UtcNow;
        long ticks = Stopwatch.GetTimestamp();
        IBlas<T> blas = Blas.For<T>(job.Options.Blas);
        ITransition<T> transition = RepeatedInputs<T>.Create(job.Chain, job.Start, blas);
        var key = new RandomKey(seed, job.Chain.StreamPurpose);
        IReadOnlyList<PendingBlock> pending = job.Continued?.PendingBlocks ?? [];
        List<ReplicaRange> missing = (job.Continued?.Claimed ?? new()).MissingIn(job.Options.Range);
        var work = new ReplicaSet([.. missing, .. pending.Select(block => block.Replicas)]);
        job = job with { Options = WithQuantities(job.Options, job.Start.Size) };
        RecordGrid grid = GridOf(job);
        var logits = new LogitSampler<T>(job.Start.Size, job.Options.Logits, blas, key);
        RunCheck.Memory(Memory(job, transition, logits, work.Count, mostThreads), job.Options, grid, transition.ReplicasPerState);
        RunIdentity identity = Identify(job, seed, grid, transition, key, workspaces);
        if (job.Continued?.Identity.DifferenceFrom(identity) is { } difference)
        {
            throw new ArgumentException($"The shard to continue is of a different run: {difference}.");
        }

        var queue = new WorkQueue(pending, missing, transition.ReplicasPerState, mostThreads);
        SampleStore store = Store(job, identity, work);
        var worker = new EnsembleWorker<T>(job, identity, transition, key, logits, queue, store);
        worker.Run(workspaces);
        var manifest = new RunManifest
        {
            Version = RunManifest.ProductVersion,
            Seed = seed,
            FirstReplica = job.Options.FirstReplica,
            Replicas = job.Options.Replicas,
            Precision = job.Options.Precision,
            Steps = job.Chain.Steps,
            TimePerStep = job.Chain.TimePerStep,
            Blas = Blas.Inspect(job.Options.Blas),
            Threads = queue.Threads,
            Processor = HostProcessor.Name,
            InstructionSet = Hardware.InstructionSet,
            Runtime = RuntimeInformation.FrameworkDescription,
            Started = started,
            Finished = DateTimeOffset.UtcNow,
            Seconds = Stopwatch.GetElapsedTime(ticks).TotalSeconds,
        };
        var shard = new Shard(
            identity, store.Only(worker.Finished), worker.Finished, worker.Pending, worker.Events, worker.OutOfRange, [manifest]);
        return job.Continued is null ? shard : Shard.Merge(job.Continued.WithoutPending(), shard);
    }

    /// <summary>The memory of a run that is not a continuation.</summary>
    /// <exception cref="ArgumentException">The chain cannot start there, or the options do not fit.</exception>
    internal static MemoryEstimate Memory(EnsembleJob job, int mostThreads)
    {
        IBlas<T> blas = Blas.For<T>(job.Options.Blas);
        job = job with { Options = WithQuantities(job.Options, job.Start.Size) };
        var logits = new LogitSampler<T>(job.Start.Size, job.Options.Logits, blas, default);
        return Memory(job, RepeatedInputs<T>.Create(job.Chain, job.Start, blas), logits, job.Options.Replicas, mostThreads);
    }

    private static MemoryEstimate Memory(
        EnsembleJob job, ITransition<T> transition, LogitSampler<T> logits, long replicas, int mostThreads)
    {
        RecordGrid grid = GridOf(job);
        int perBlock = transition.ReplicasPerState;
        double threads = Math.Clamp(Math.Ceiling((double)replicas / perBlock), 1, mostThreads);
        MemoryEstimate samples = RunCheck.Samples(job.Options, grid, replicas, mostThreads, ownSamples: job.Destination is null);
        double scratch = EnsembleWorker<T>.RequirementOf(transition, logits, (long)grid.Count * job.Options.Quantities!.Count).Bytes;
        return samples.Add($"scratch of {Wording.Count((long)threads, "thread")}", threads * scratch);
    }

    private static RecordGrid GridOf(EnsembleJob job) => new(job.Chain.Steps, job.Options.RecordEvery, job.Options.RecordStart);

    private static RunOptions WithQuantities(RunOptions options, int inputs)
    {
        IReadOnlyList<Quantity> quantities =
            options.Quantities ?? [.. Quantity.Default(inputs), .. Quantity.Logits(options.Logits, inputs)];
        options = options with { Quantities = quantities };
        RunCheck.Quantities(options, inputs);
        return options;
    }

    private static RunIdentity Identify(
        EnsembleJob job, ulong seed, RecordGrid grid, ITransition<T> transition, RandomKey key, WorkspacePool workspaces)
    {
        double[] times = [.. grid.ToSteps().Select(job.Chain.TimeAt)];
        return new()
        {
            Options = job.Options,
            Seed = seed,
            Model = job.Model ?? string.Empty,
            Grid = grid,
            Times = times,
            Inputs = job.Model is null ? string.Empty : RunIdentity.HashOfInputs(job.Start),
            Chain = job.Model is null ? string.Empty : Hash(),
        };

        string Hash()
        {
            Workspace workspace = workspaces.Take(transition.Requirement);
            try
            {
                return RunIdentity.HashOfChain(job.Chain, transition, key, times, workspace);
            }
            finally
            {
                workspaces.Return(workspace);
            }
        }
    }

    private static SampleStore Store(EnsembleJob job, RunIdentity identity, ReplicaSet work)
    {
        bool isStreaming = identity.Options.Storage == SampleStorage.Streaming;
        if (job.Destination is not { } destination)
        {
            return isStreaming ? new StreamingStore(identity) : ExactStore.Of(identity.Columns, work.Ranges);
        }

        if (isStreaming)
        {
            throw new ArgumentException("Storage is Streaming, which keeps no samples to write; it must be Exact.");
        }

        long length = identity.Columns * job.Options.Replicas;
        return destination.Length == length
            ? ExactStore.Over(destination, identity.Columns, job.Options.Range)
            : throw new ArgumentException(
                $"The destination has {Wording.Count(destination.Length, "number")}; {Wording.Count(identity.Grid.Count, "record")} of "
                + $"{Wording.Count(identity.Quantities.Count, "quantity")} and {Wording.Count(job.Options.Replicas, "replica")} "
                + $"need {length}.");
    }
}
