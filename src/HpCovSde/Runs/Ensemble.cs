using HpCovSde.Chains;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Runs;

/// <summary>
/// Runs independent replicas of a chain, finite network or SDE alike, on all cores. The same seed gives the same bits for any number of
/// threads and any division into shards, and more replicas leave the first ones as they were.
/// </summary>
public sealed class Ensemble : IDisposable
{
    private readonly WorkspacePool _workspaces = new();

    /// <summary>An ensemble; its scratch memory is kept between runs.</summary>
    /// <param name="threads">Worker threads; 0 takes one per core.</param>
    /// <param name="seed">The seed of every random number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is negative or above 4096.</exception>
    public Ensemble(int threads = 0, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 4096);
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
        Seed = seed;
    }

    /// <summary>Worker threads.</summary>
    public int Threads { get; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>Runs a chain from V_0.</summary>
    /// <param name="chain">What to run.</param>
    /// <param name="start">V_0, the Gram matrix of the inputs.</param>
    /// <param name="options">How many replicas, and what to keep; null takes the defaults.</param>
    /// <param name="sink">Receives every covariance matrix recorded, e.g. to write them to a file.</param>
    /// <param name="progress">Told now and then what fraction of the run is done; called from worker threads.</param>
    /// <param name="cancellation">Stops the run between steps; nothing is kept.</param>
    /// <exception cref="ArgumentException">The chain cannot start there, or the options do not fit, with the reason.</exception>
    /// <exception cref="BlasUnavailableException">
    /// The native library of <see cref="RunOptions.Blas"/> cannot be used, with the reason.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public EnsembleResult Run(
        IChain chain,
        GramMatrix start,
        RunOptions? options = null,
        ICovarianceSink? sink = null,
        Action<double>? progress = null,
        CancellationToken cancellation = default) =>
        Do(Job(chain, start, options) with { Sink = sink, Progress = progress, Cancellation = cancellation }).ToResult();

    /// <summary>
    /// Runs a chain as <see cref="Run"/> does and writes the samples to the caller's memory: for each record, for each quantity, one number
    /// per replica in replica order. The result reads from the same memory and is valid as long as that is not changed.
    /// </summary>
    /// <param name="chain">What to run.</param>
    /// <param name="start">V_0.</param>
    /// <param name="options">What to run and keep; <see cref="RunOptions.Storage"/> must be Exact.</param>
    /// <param name="destination">records × quantities × replicas numbers.</param>
    /// <param name="sink">See <see cref="Run"/>.</param>
    /// <param name="progress">See <see cref="Run"/>.</param>
    /// <param name="cancellation">See <see cref="Run"/>.</param>
    /// <exception cref="ArgumentException">As <see cref="Run"/>, or the length of the destination is wrong.</exception>
    /// <inheritdoc cref="Run" path="/exception[not(contains(@cref,'ArgumentException'))]"/>
    public EnsembleResult RunInto(
        IChain chain,
        GramMatrix start,
        RunOptions options,
        Memory<double> destination,
        ICovarianceSink? sink = null,
        Action<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        EnsembleJob job = Job(chain, start, options);
        return Do(job with { Destination = destination, Sink = sink, Progress = progress, Cancellation = cancellation }).ToResult();
    }

    /// <summary>
    /// Runs the replicas of <paramref name="options"/> as a part of a larger run, or continues what was run before: first the blocks that
    /// were stopped between two steps, then the replicas of the options that the earlier shard does not have.
    /// </summary>
    /// <remarks>
    /// To divide a run, give each part its own <see cref="RunOptions.FirstReplica"/> and <see cref="RunOptions.Replicas"/> and merge the
    /// shards; any cut is allowed. Cuts at multiples of 1024 replicas compute nothing twice.
    /// </remarks>
    /// <param name="chain">What to run.</param>
    /// <param name="start">V_0.</param>
    /// <param name="options">The replicas of this part, and what to keep.</param>
    /// <param name="continued">
    /// What was run before, with the same chain, start, seed and options except for the replicas; null: nothing.
    /// </param>
    /// <param name="model">
    /// A text that describes chain, start and scheme, for instance as JSON. It is kept in the shard, and shards with different texts do not
    /// merge. It must not depend on the replicas.
    /// </param>
    /// <param name="stopAfterStep">Blocks stop after this step and are kept as pending; null runs them to the end.</param>
    /// <param name="sink">Receives the covariance matrices recorded in this call.</param>
    /// <param name="progress">Told now and then what fraction of the work of this call is done; called from worker threads.</param>
    /// <param name="pause">
    /// Stops the run between steps. The shard returned holds what was finished, and the blocks that were under way as pending.
    /// </param>
    /// <param name="cancellation">Stops the run between steps; nothing is kept.</param>
    /// <returns>Everything run so far: <paramref name="continued"/> and the work of this call.</returns>
    /// <exception cref="ArgumentException">
    /// As <see cref="Run"/>, or <paramref name="continued"/> is a shard of another run, with the difference.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="stopAfterStep"/> is negative.</exception>
    /// <exception cref="BlasUnavailableException">
    /// The native library of <see cref="RunOptions.Blas"/> cannot be used, with the reason.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public Shard RunShard(
        IChain chain,
        GramMatrix start,
        RunOptions options,
        Shard? continued = null,
        string model = "",
        int? stopAfterStep = null,
        ICovarianceSink? sink = null,
        Action<double>? progress = null,
        CancellationToken pause = default,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegative(stopAfterStep ?? 0, nameof(stopAfterStep));
        return Do(Job(chain, start, options) with
        {
            Continued = continued,
            Model = model,
            StopAfterStep = stopAfterStep,
            Sink = sink,
            Progress = progress,
            Pause = pause,
            Cancellation = cancellation,
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _workspaces.Dispose();

    /// <summary>The memory that <see cref="Run"/> would take.</summary>
    /// <exception cref="ArgumentException">As <see cref="Run"/>.</exception>
    internal MemoryEstimate Memory(IChain chain, GramMatrix start, RunOptions options)
    {
        EnsembleJob job = Job(chain, start, options);
        Check(job);
        return options.Precision == Precision.Double
            ? EnsembleRun<double>.Memory(job, Threads)
            : EnsembleRun<float>.Memory(job, Threads);
    }

    private static EnsembleJob Job(IChain chain, GramMatrix start, RunOptions? options)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(start);
        return new(chain, start, options ?? new RunOptions());
    }

    private static void Check(EnsembleJob job)
    {
        RunCheck.Options(job.Options, job.Start.Size);
        RunCheck.Chain(job.Chain);
    }

    private Shard Do(EnsembleJob job)
    {
        Check(job);
        return job.Options.Precision == Precision.Double
            ? EnsembleRun<double>.Do(job, Seed, Threads, _workspaces)
            : EnsembleRun<float>.Do(job, Seed, Threads, _workspaces);
    }
}
