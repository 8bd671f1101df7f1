using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Runs;

/// <summary>Refuses options that a run cannot meet, before anything is computed.</summary>
internal static class RunCheck
{
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
            throw Refuse(
                $"Logits is {options.Logits}; it must be 0 (none) or more, and times {Wording.Count(inputs, "input")} below 2^31.");
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
                    $"{quantity.Name} needs input {input + 1} (index {input} in code), but the run has {Wording.Count(inputs, "input")}"
                    + (inputs == 1 ? "." : $": 1 to {inputs} (indices 0 to {inputs - 1})."));
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

    /// <summary>The memory of the samples and of what is computed from them.</summary>
    internal static MemoryEstimate Samples(RunOptions options, RecordGrid grid, long replicas, int threads, bool ownSamples)
    {
        int quantities = options.Quantities!.Count;
        double columns = (double)grid.Count * quantities;
        MemoryEstimate memory = new MemoryEstimate()
            .Add($"times of {Wording.Count(grid.Count, "record")}", 3.0 * sizeof(double) * grid.Count);
        return options.Storage == SampleStorage.Streaming
            ? memory.Add(
                $"statistics of {Wording.Count(quantities, "quantity")} on {Wording.Count(threads, "thread")}",
                columns * ((sizeof(double) * StreamingStore.ChunkLength * (threads + 1.0)) + QuantileSketch.LeastBytes))
            : memory
                .Add(
                    $"samples of {Wording.Count(grid.Count, "record")}, {Wording.Count(quantities, "quantity")} and "
                    + Wording.Count(replicas, "replica"),
                    ownSamples ? sizeof(double) * columns * replicas : 0)
                .Add("their sorted copies", ownSamples ? sizeof(double) * (quantities + 1.0) * replicas : 0);
    }

    /// <exception cref="ArgumentException">The run does not fit into memory, or a part of it not into an array.</exception>
    internal static void Memory(MemoryEstimate memory, RunOptions options, RecordGrid grid, int replicasPerBlock)
    {
        if (memory.Refusal is { } refusal)
        {
            throw Refuse($"{refusal}; take fewer replicas, records, inputs or threads, a smaller width, or storage: streaming");
        }

        bool isStreaming = options.Storage == SampleStorage.Streaming;
        if (!isStreaming && options.Replicas > Array.MaxLength)
        {
            throw Refuse($"Replicas is {options.Replicas}; exact storage keeps at most {Array.MaxLength}, streaming any number.");
        }

        double columns = (double)grid.Count * options.Quantities!.Count;
        double inOnePiece = columns * (isStreaming ? Math.Max(StreamingStore.ChunkLength, replicasPerBlock) : replicasPerBlock);
        if (inOnePiece > Array.MaxLength)
        {
            throw Refuse(
                $"{Wording.Count(grid.Count, "record")} of {Wording.Count(options.Quantities.Count, "quantity")} are "
                + $"{inOnePiece:0} numbers in one piece; "
                + $"at most {Array.MaxLength} are allowed; keep fewer.");
        }
    }

    /// <exception cref="ArgumentException">The chain has no steps.</exception>
    internal static void Chain(IChain chain)
    {
        if (chain.Steps < 1)
        {
            throw new ArgumentException($"The chain has {Wording.Count(chain.Steps, "step")}; at least 1 is needed.", nameof(chain));
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
