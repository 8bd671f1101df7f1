using System.Runtime.InteropServices;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Statistics;

namespace HpCovSde.Runs;

/// <summary>Writes the content of a shard; <see cref="ShardReader"/> reads it in the same order.</summary>
internal static class ShardWriter
{
    // Elements written at once: a span of bytes has at most 2^31 − 1.
    private const int Piece = 1 << 20;

    internal static void Write(BinaryWriter writer, Shard shard)
    {
        WriteIdentity(writer, shard.Identity);
        writer.Write(shard.Replicas.Count);
        foreach (ReplicaRange range in shard.Replicas)
        {
            WriteRange(writer, range);
        }

        WriteNumbers(writer, shard.EventsOfFinished.ToArray());
        WriteArray<long>(writer, shard.OutOfRangeOfFinished);
        writer.Write(shard.Manifests.Count);
        foreach (RunManifest manifest in shard.Manifests)
        {
            WriteManifest(writer, manifest);
        }

        writer.Write(shard.PendingBlocks.Count);
        foreach (PendingBlock block in shard.PendingBlocks)
        {
            WriteRange(writer, block.Replicas);
            writer.Write(block.First);
            writer.Write(block.Step);
            WriteArray<byte>(writer, block.State);
            WriteArray<double>(writer, block.Samples);
            WriteArray<long>(writer, block.OutOfRange);
        }

        if (shard.Store is ExactStore exact)
        {
            WriteSamples(writer, exact);
        }
        else
        {
            WriteStatistics(writer, (StreamingStore)shard.Store);
        }
    }

    private static void WriteIdentity(BinaryWriter writer, RunIdentity identity)
    {
        RunOptions options = identity.Options;
        writer.Write(identity.Seed);
        writer.Write(identity.Model);
        writer.Write(identity.Inputs);
        writer.Write(identity.Chain);
        writer.Write(identity.Grid.Steps);
        WriteArray<double>(writer, identity.Times);
        writer.Write((int)options.Precision);
        writer.Write((int)options.Blas);
        writer.Write(options.RecordEvery);
        writer.Write(options.RecordStart);
        writer.Write(options.Logits);
        writer.Write((int)options.Storage);
        writer.Write(identity.Quantities.Count);
        foreach (Quantity quantity in identity.Quantities)
        {
            writer.Write(quantity.Name);
        }

        writer.Write(options.Histograms.Count);
        foreach (HistogramGrid grid in options.Histograms)
        {
            writer.Write(grid.Quantity.Name);
            writer.Write(grid.Lower);
            writer.Write(grid.Upper);
            writer.Write(grid.Bins);
        }
    }

    private static void WriteManifest(BinaryWriter writer, RunManifest manifest)
    {
        writer.Write(manifest.Version);
        writer.Write(manifest.Arguments.Count);
        foreach (string argument in manifest.Arguments)
        {
            writer.Write(argument);
        }

        writer.Write(manifest.Seed);
        WriteNumbers(writer, [manifest.FirstReplica, manifest.Replicas]);
        writer.Write((int)manifest.Precision);
        writer.Write(manifest.Steps);
        writer.Write(manifest.TimePerStep);
        BlasProviderInfo blas = manifest.Blas;
        writer.Write((int)blas.Provider);
        foreach (string? text in new[] { blas.Name, blas.Version, blas.Path, blas.Mode, blas.Refusal })
        {
            writer.Write(text is not null);
            writer.Write(text ?? string.Empty);
        }

        writer.Write(manifest.Threads);
        writer.Write(manifest.Processor);
        writer.Write(manifest.InstructionSet);
        writer.Write(manifest.Runtime);
        WriteNumbers(writer, [manifest.Started.UtcTicks, manifest.Finished.UtcTicks]);
        writer.Write(manifest.Seconds);
    }

    private static void WriteSamples(BinaryWriter writer, ExactStore store)
    {
        writer.Write(store.Segments.Count);
        foreach (ExactStore.Segment segment in store.Segments)
        {
            WriteRange(writer, segment.Range);
            foreach (Memory<double> column in segment.Columns)
            {
                WriteArray<double>(writer, column.Span);
            }
        }
    }

    private static void WriteStatistics(BinaryWriter writer, StreamingStore store)
    {
        writer.Write(store.Forest.Nodes.Count());
        foreach ((int level, long index, Moments[] columns) in store.Forest.Nodes)
        {
            writer.Write(level);
            writer.Write(index);
            WriteArray<Moments>(writer, columns);
        }

        writer.Write(store.Chunks.Count());
        foreach ((long index, StreamingStore.Chunk chunk) in store.Chunks)
        {
            writer.Write(index);
            writer.Write(chunk.Count);
            WriteArray<double>(writer, chunk.Samples);
        }

        foreach (QuantileSketch sketch in store.Sketches)
        {
            writer.Write(sketch.Pages.Count());
            foreach ((int octave, ReadOnlyMemory<long> counts) in sketch.Pages)
            {
                writer.Write(octave);
                WriteArray(writer, counts.Span);
            }
        }

        foreach (Histogram histogram in store.Histograms.SelectMany(histograms => histograms))
        {
            WriteArray(writer, histogram.Counts);
            WriteNumbers(writer, [histogram.Underflow, histogram.Overflow]);
        }
    }

    private static void WriteRange(BinaryWriter writer, ReplicaRange range) => WriteNumbers(writer, [range.First, range.Count]);

    private static void WriteNumbers(BinaryWriter writer, ReadOnlySpan<long> numbers)
    {
        foreach (long number in numbers)
        {
            writer.Write(number);
        }
    }

    private static void WriteArray<T>(BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        writer.Write(values.Length);
        for (int i = 0; i < values.Length; i += Piece)
        {
            writer.Write(MemoryMarshal.AsBytes(values.Slice(i, Math.Min(Piece, values.Length - i))));
        }
    }
}
