using HpCovSde.Chains;

namespace HpCovSde.Runs;

/// <summary>Everything that a call to run a chain says.</summary>
internal sealed record EnsembleJob(IChain Chain, GramMatrix Start, RunOptions Options)
{
    internal ICovarianceSink? Sink { get; init; }

    internal Action<double>? Progress { get; init; }

    /// <summary>Blocks stop after this step and are kept; null: they run to the end.</summary>
    internal int? StopAfterStep { get; init; }

    /// <summary>Blocks stop after their present step and are kept.</summary>
    internal CancellationToken Pause { get; init; }

    /// <summary>Everything stops and nothing is kept.</summary>
    internal CancellationToken Cancellation { get; init; }

    /// <summary>The caller's memory for the samples; null: the run's own.</summary>
    internal Memory<double>? Destination { get; init; }

    /// <summary>What was run before; null: nothing.</summary>
    internal Shard? Continued { get; init; }

    /// <summary>
    /// The caller's description of the chain; null: the result is not to be merged with others, and the chain is not hashed.
    /// </summary>
    internal string? Model { get; init; }
}
