using System.Diagnostics;
using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Runs;

/// <summary>
/// Runs independent replicas of a chain, finite network or SDE alike, on all cores. The same seed gives the same bits
/// for any number of threads, and more replicas leave the first ones as they were.
/// </summary>
public sealed class Ensemble : IDisposable
{
    private readonly WorkspacePool _workspaces = new();

    /// <summary>An ensemble; its scratch memory is kept between runs.</summary>
    /// <param name="threads">Workers; 0 takes one per core.</param>
    /// <param name="seed">The seed of every random number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is negative or above 4096.</exception>
    public Ensemble(int threads = 0, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 4096);
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
        Seed = seed;
    }

    /// <summary>Workers.</summary>
    public int Threads { get; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>Runs a chain from V_0.</summary>
    /// <param name="chain">What to run.</param>
    /// <param name="start">V_0, the Gram matrix of the inputs.</param>
    /// <param name="options">What to keep; null takes the defaults.</param>
    /// <param name="cancellation">Stops the run between steps.</param>
    /// <exception cref="ArgumentException">The chain cannot start there, or the options do not fit, with the reason.</exception>
    /// <exception cref="BlasUnavailableException">The native library that <see cref="RunOptions.Blas"/> asks for cannot be used, with the reason.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public EnsembleResult Run(IChain chain, GramMatrix start, RunOptions? options = null, ICovarianceSink? sink = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(start);
        options ??= new RunOptions();
        return options.Precision == Precision.Double
            ? Run<double>(chain, start, options, sink, progress, cancellation)
            : Run<float>(chain, start, options, sink, progress, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _workspaces.Dispose();

    private EnsembleResult Run<T>(IChain chain, GramMatrix start, RunOptions options, ICovarianceSink? sink, Action<double>? progress, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long started = Stopwatch.GetTimestamp();
        Check(options, start.Size);
        IReadOnlyList<Quantity> quantities = options.Quantities ?? [.. Quantity.Default(start.Size), .. Quantity.Logits(options.Logits, start.Size)];
        Check(quantities, options, start.Size);
        if (chain.Steps < 1)
        {
            throw new ArgumentException($"The chain has {chain.Steps} steps; at least 1 is needed.", nameof(chain));
        }

        IBlas<T> blas = Blas.For<T>(options.Blas);
        ITransition<T> transition = chain.CreateTransition(start, blas);
        var plan = new EnsemblePlan((int)options.Replicas, transition.ReplicasPerState, chain.Steps, options.RecordEvery);
        var table = new SampleTable(plan, quantities, start, sink);
        int threads = Math.Min(Threads, plan.Blocks);
        var key = new RandomKey(Seed, chain.StreamPurpose);
        var logits = new LogitSampler<T>(start.Size, options.Logits, blas, key);
        var worker = new EnsembleWorker<T>(transition, plan, key, logits, table, progress, cancellation);
        CheckMemory((double)worker.Requirement.Bytes * threads);
        worker.Run(threads, _workspaces);
        var manifest = RunManifest.Of(Seed, options, chain, threads, Stopwatch.GetElapsedTime(started));
        int[] steps = [.. Enumerable.Range(0, plan.Records).Select(plan.StepOf)];
        return new EnsembleResult(quantities, steps, [.. steps.Select(chain.TimeAt)], table.Samples, table.CountEvents(), manifest);
    }

    private static void CheckMemory(double bytes)
    {
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"The scratch memory of all threads takes {bytes / 1e9:0.#} GB, and {available / 1e9:0.#} GB are there; take a smaller width, fewer inputs or fewer threads."));
        }
    }

    private static void Check(RunOptions options, int inputs)
    {
        if (options.Replicas < 1)
        {
            throw new ArgumentException($"Replicas is {options.Replicas}; at least 1 is needed.", nameof(options));
        }

        if (options.RecordEvery < 0)
        {
            throw new ArgumentException($"RecordEvery is {options.RecordEvery}; it must be 0 (last step only) or more.", nameof(options));
        }

        if (options.Logits < 0 || (long)options.Logits * inputs > int.MaxValue)
        {
            throw new ArgumentException($"Logits is {options.Logits}; it must be 0 (none) or more, and times {inputs} inputs below 2^31.", nameof(options));
        }

        if (options.Precision is not (Precision.Double or Precision.Single))
        {
            throw new ArgumentException($"Precision is {(int)options.Precision}; it must be Double or Single.", nameof(options));
        }

        if (!Enum.IsDefined(options.Blas))
        {
            throw new ArgumentException($"Blas is {(int)options.Blas}; it must be {string.Join(", ", Enum.GetNames<BlasProvider>())}.", nameof(options));
        }
    }

    private static void Check(IReadOnlyList<Quantity> quantities, RunOptions options, int inputs)
    {
        var distinct = new HashSet<Quantity>();
        foreach (Quantity quantity in quantities)
        {
            if (!distinct.Add(quantity))
            {
                throw new ArgumentException($"{quantity.Name} is asked for twice.", nameof(options));
            }

            if (quantity.LargestInput >= inputs)
            {
                throw new ArgumentException($"{quantity.Name} names an input beyond the {inputs} there are.", nameof(options));
            }

            if (quantity.Kind == QuantityKind.Logit && quantity.Unit >= options.Logits)
            {
                throw new ArgumentException($"{quantity.Name} names an output beyond the {options.Logits} of RunOptions.Logits.", nameof(options));
            }
        }
    }
}
