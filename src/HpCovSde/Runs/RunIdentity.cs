using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Runs;

/// <summary>What two shards must have in common to be parts of one run: everything but the replicas.</summary>
internal sealed class RunIdentity
{
    /// <summary>The options with all quantities listed; their replicas say nothing.</summary>
    internal required RunOptions Options { get; init; }

    internal required ulong Seed { get; init; }

    /// <summary>The caller's description of the chain; may be empty.</summary>
    internal required string Model { get; init; }

    internal required RecordGrid Grid { get; init; }

    /// <summary>The times of the records.</summary>
    internal required double[] Times { get; init; }

    /// <summary>Hash of V_0.</summary>
    internal required string Inputs { get; init; }

    /// <summary>Hash of what the chain does, see <see cref="HashOfChain"/>; empty if it was not asked for.</summary>
    internal required string Chain { get; init; }

    internal IReadOnlyList<Quantity> Quantities => Options.Quantities!;

    internal int Columns => Grid.Count * Quantities.Count;

    /// <summary>How two runs differ, as a sentence without a full stop; null if they do not.</summary>
    internal string? DifferenceFrom(RunIdentity other)
    {
        if (Seed != other.Seed)
        {
            return $"the seeds are {Seed} and {other.Seed}";
        }

        if (Options.Storage != other.Options.Storage)
        {
            return $"one keeps samples by {Options.Storage} storage, the other by {other.Options.Storage} storage";
        }

        if (Options with { FirstReplica = 0, Replicas = 1 } != other.Options with { FirstReplica = 0, Replicas = 1 })
        {
            return "the options differ (precision, BLAS, records, logits, quantities or histograms)";
        }

        if (Model != other.Model)
        {
            return "the descriptions of the models differ";
        }

        if (Grid != other.Grid)
        {
            return $"one chain has {Wording.Count(Grid.Steps, "step")}, the other {other.Grid.Steps}";
        }

        return Inputs != other.Inputs ? "the inputs differ"
            : Chain != other.Chain ? "the chains differ, or compute different bits on the two machines"
            : null;
    }

    internal static string HashOfInputs(GramMatrix start)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, [.. Enumerable.Range(0, start.Size).Select(start.Variance), .. start.OneMinusCorrelations()]);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>
    /// A hash of what a chain does: its type, its times, and what the first block of replicas shows after the first step and after a step
    /// of the last number. Two chains that differ in any of their numbers are told apart without being asked to describe themselves. Costs
    /// two steps of one block.
    /// </summary>
    internal static string HashOfChain<T>(IChain chain, ITransition<T> transition, RandomKey key, double[] times, Workspace workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(chain.GetType().ToString()));
        Append(hash, [chain.Steps, chain.TimePerStep, key.Purpose, transition.ReplicasPerState, transition.StateLength, .. times]);
        T[] state = new T[transition.StateLength];
        double[] rows = new double[ObservationRows.Length(transition.Inputs, transition.ReplicasPerState)];
        transition.Start(state, key.Stream(0, 0), workspace);
        foreach (int step in chain.Steps == 1 ? (int[])[0] : [0, chain.Steps - 1])
        {
            transition.Advance(state, key.Stream(0, (uint)step), workspace);
            transition.Observe(state, new ObservationRows(rows, transition.Inputs, transition.ReplicasPerState), workspace);
            Append(hash, rows);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    // One NaN is as good as another.
    private static void Append(IncrementalHash hash, ReadOnlySpan<double> values)
    {
        double[] canonical = values.ToArray();
        for (int i = 0; i < canonical.Length; i++)
        {
            canonical[i] = double.IsNaN(canonical[i]) ? double.NaN : canonical[i];
        }

        hash.AppendData(MemoryMarshal.AsBytes(canonical.AsSpan()));
    }
}
