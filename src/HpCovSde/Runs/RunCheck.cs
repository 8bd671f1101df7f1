using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Runs;

/// <summary>Refuses options that a run cannot meet, before anything is computed.</summary>
internal static class RunCheck
{
    // Exact samples may be copied once, to join shards or to sort them: half of the memory leaves room for that.
    private const double LargestShareOfMemory = 0.5;

    /// <exception cref="ArgumentException">An option is out of range or does not fit the number of inputs.</exception>
    internal static void Options(RunOptions options, int inputs)
    {
        if (options.Replicas < 1)
        {
            throw Refuse($"Replicas is {options.Replicas}; at least 1 is needed.");
        }

        if (options.FirstReplica < 0 || options.Replicas > RunOptions.MostReplicas - options.FirstReplica)
        {
            throw Refuse(
                $"The first replica is {options.FirstReplica} and the number of replicas {options.Replicas}; "
                + $"the first must be 0 or more, and their sum at most 2^32 = {RunOptions.MostReplicas}.");
        }

        if (options.RecordEvery < 0)
        {
            throw Refuse($"RecordEvery is {options.RecordEvery}; it must be 0 (last step only) or more.");
        }

        if (options.Logits < 0 || (long)options.Logits * inputs > int.MaxValue)
        {
            throw Refuse($"Logits is {options.Logits}; it must be 0 (none) or more, and times {inputs} inputs below 2^31.");
        }

        if (options.Precision is not (Precision.Double or Precision.Single))
        {
            throw Refuse($"Precision is {(int)options.Precision}; it must be Double or Single.");
        }

        if (!Enum.IsDefined(options.Blas))
        {
            throw Refuse($"Blas is {(int)options.Blas}; it must be {string.Join(", ", Enum.GetNames<BlasProvider>())}.");
        }

        if (options.Storage is not (SampleStorage.Exact or SampleStorage.Streaming))
        {
            throw Refuse($"Storage is {(int)options.Storage}; it must be Exact or Streaming.");
        }
    }

    /// <exception cref="ArgumentException">A quantity is given twice or does not exist for this number of inputs.</exception>
    internal static void Quantities(RunOptions options, int inputs)
    {
        var distinct = new HashSet<Quantity>();
        foreach (Quantity quantity in options.Quantities!)
        {
            if (!distinct.Add(quantity))
            {
                throw Refuse($"{quantity.Name} is given twice in Quantities.");
            }

            if (quantity.LargestInput >= inputs)
            {
                int input = quantity.LargestInput;
                throw Refuse(
                    $"{quantity.Name} needs input {input + 1} (index {input} in code), but there are {inputs} inputs: "
                    + $"1 to {inputs} (indices 0 to {inputs - 1}).");
            }

            if (quantity.Kind == QuantityKind.Logit && quantity.Unit >= options.Logits)
            {
                throw Refuse(
                    $"{quantity.Name} needs output unit {quantity.Unit + 1} (index {quantity.Unit} in code), "
                    + $"but RunOptions.Logits is {options.Logits}.");
            }
        }

        foreach (HistogramGrid grid in options.Histograms)
        {
            if (!distinct.Contains(grid.Quantity))
            {
                throw Refuse($"A histogram of {grid.Quantity.Name} is in Histograms, but the quantity is not in Quantities.");
            }
        }
    }

    /// <exception cref="ArgumentException">The samples do not fit into memory.</exception>
    internal static void Memory(RunOptions options, RecordGrid grid, long replicas, int replicasPerBlock, int threads, bool ownSamples)
    {
        double columns = (double)grid.Count * options.Quantities!.Count;
        double bytes = sizeof(double) * columns * replicas;
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        bool fits = bytes <= LargestShareOfMemory * available && replicas <= Array.MaxLength;
        if (options.Storage == SampleStorage.Exact && ownSamples && !fits)
        {
            throw Refuse(
                $"The samples of {grid.Count} records, {options.Quantities.Count} quantities and {replicas} replicas take "
                + FormattableString.Invariant($"{bytes / 1e9:0.#} GB; ")
                + FormattableString.Invariant($"at most half of the {available / 1e9:0.#} GB available are used. ")
                + "Keep fewer, or keep statistics only (storage: streaming).");
        }

        if (options.Storage == SampleStorage.Streaming && columns * StreamingStore.ChunkLength > Array.MaxLength)
        {
            throw Refuse(
                $"{grid.Count} records of {options.Quantities.Count} quantities are too many to stream; their product must be at most "
                + $"{Array.MaxLength / StreamingStore.ChunkLength}.");
        }

        double streamed = columns * ((sizeof(double) * StreamingStore.ChunkLength * (threads + 1.0)) + QuantileSketch.LeastBytes);
        if (options.Storage == SampleStorage.Streaming && streamed > available)
        {
            throw Refuse(
                $"To stream {grid.Count} records of {options.Quantities.Count} quantities on {threads} threads takes "
                + FormattableString.Invariant($"{streamed / 1e9:0.#} GB, and {available / 1e9:0.#} GB are available; ")
                + "keep fewer, or use fewer threads.");
        }

        if (columns * replicasPerBlock > int.MaxValue)
        {
            throw Refuse(
                $"{grid.Count} records of {options.Quantities.Count} quantities for a block of {replicasPerBlock} replicas are "
                + "2^31 numbers or more; keep fewer.");
        }
    }

    /// <exception cref="ArgumentException">The scratch memory is larger than what is available.</exception>
    internal static void Scratch(double bytes)
    {
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The scratch memory of all threads takes {bytes / 1e9:0.#} GB, and {available / 1e9:0.#} GB are available; ")
                + "take a smaller width, fewer inputs or fewer threads.");
        }
    }

    /// <exception cref="ArgumentException">The chain has no steps.</exception>
    internal static void Chain(IChain chain)
    {
        if (chain.Steps < 1)
        {
            throw new ArgumentException($"The chain has {chain.Steps} steps; at least 1 is needed.", nameof(chain));
        }

        if (chain.StreamPurpose > IChain.LastCustomPurpose)
        {
            throw new ArgumentException(
                $"The chain has the stream purpose {chain.StreamPurpose}; at most {IChain.LastCustomPurpose} is allowed, because "
                + "the highest bit marks outputs.",
                nameof(chain));
        }
    }

    private static ArgumentException Refuse(string reason) => new(reason);
}
