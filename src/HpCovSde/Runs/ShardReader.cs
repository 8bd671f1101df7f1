using System.Runtime.InteropServices;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Statistics;

namespace HpCovSde.Runs;

/// <summary>Reads what <see cref="ShardWriter"/> has written.</summary>
/// <param name="reader">At the beginning of the content.</param>
/// <param name="length">Bytes in the file: no array can be larger.</param>
internal sealed class ShardReader(BinaryReader reader, long length)
{
    private const int Piece = 1 << 20;

    /// <exception cref="InvalidDataException">The content is not that of a shard.</exception>
    /// <exception cref="EndOfStreamException">The content ends too early.</exception>
    internal Shard Read()
    {
        RunIdentity identity = ReadIdentity();
        var finished = new ReplicaSet(Repeat(ReadRange));
        var events = EventCounts.FromArray(ReadNumbers(default(EventCounts).ToArray().Length));
        long[] outOfRange = ReadArray<long>(identity.Columns);
        RunManifest[] manifests = Repeat(ReadManifest);
        PendingBlock[] pending = Repeat(() =>
            new PendingBlock(
                ReadRange(),
                reader.ReadInt64(),
                reader.ReadInt32(),
                ReadArray<byte>(),
                ReadArray<double>(),
                ReadArray<long>(identity.Columns)));
        SampleStore store = identity.Options.Storage == SampleStorage.Exact ? ReadSamples(identity) : ReadStatistics(identity);
        return new(identity, store, finished, pending, events, outOfRange, manifests);
    }

    private RunIdentity ReadIdentity()
    {
        ulong seed = reader.ReadUInt64();
        string model = reader.ReadString();
        string inputs = reader.ReadString();
        string chain = reader.ReadString();
        int steps = reader.ReadInt32();
        double[] times = ReadArray<double>();
        var options = new RunOptions
        {
            Precision = (Precision)reader.ReadInt32(),
            Blas = (BlasProvider)reader.ReadInt32(),
            RecordEvery = reader.ReadInt32(),
            RecordStart = reader.ReadBoolean(),
            Logits = reader.ReadInt32(),
            Storage = (SampleStorage)reader.ReadInt32(),
            Quantities = Repeat(ReadQuantity),
            Histograms = Repeat(() => new HistogramGrid(ReadQuantity(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadInt32())),
        };
        return new()
        {
            Seed = seed,
            Model = model,
            Inputs = inputs,
            Chain = chain,
            Grid = new(steps, options.RecordEvery, options.RecordStart),
            Times = times,
            Options = options,
        };
    }

    private RunManifest ReadManifest() => new()
    {
        Version = reader.ReadString(),
        Arguments = Repeat(reader.ReadString),
        Seed = reader.ReadUInt64(),
        FirstReplica = reader.ReadInt64(),
        Replicas = reader.ReadInt64(),
        Precision = (Precision)reader.ReadInt32(),
        Steps = reader.ReadInt32(),
        TimePerStep = reader.ReadDouble(),
        Blas = new((BlasProvider)reader.ReadInt32(), ReadText() ?? string.Empty, ReadText(), ReadText(), ReadText(), ReadText()),
        Threads = reader.ReadInt32(),
        Processor = reader.ReadString(),
        InstructionSet = reader.ReadString(),
        Runtime = reader.ReadString(),
        Started = new(reader.ReadInt64(), TimeSpan.Zero),
        Finished = new(reader.ReadInt64(), TimeSpan.Zero),
        Seconds = reader.ReadDouble(),
    };

    private ExactStore ReadSamples(RunIdentity identity) => ExactStore.OfSegments(
        identity.Columns,
        Repeat(() =>
        {
            ReplicaRange range = ReadRange();
            var columns = new Memory<double>[identity.Columns];
            foreach (ref Memory<double> column in columns.AsSpan())
            {
                column = ReadArray<double>(range.Count);
            }

            return new ExactStore.Segment(range, columns);
        }));

    private StreamingStore ReadStatistics(RunIdentity identity)
    {
        var store = new StreamingStore(identity);
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            store.Forest.Add(reader.ReadInt32(), reader.ReadInt64(), ReadArray<Moments>(identity.Columns));
        }

        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            store.AddChunk(reader.ReadInt64(), reader.ReadInt32(), ReadArray<double>((long)identity.Columns * StreamingStore.ChunkLength));
        }

        foreach (QuantileSketch sketch in store.Sketches)
        {
            for (int left = reader.ReadInt32(); left > 0; left--)
            {
                sketch.AddPage(reader.ReadInt32(), ReadArray<long>(QuantileSketch.OctaveLength));
            }
        }

        foreach (Histogram histogram in store.Histograms.SelectMany(histograms => histograms))
        {
            histogram.Add(ReadArray<long>(histogram.Bins), reader.ReadInt64(), reader.ReadInt64());
        }

        return store;
    }

    private Quantity ReadQuantity()
    {
        string name = reader.ReadString();
        return Quantity.TryParse(name, out Quantity quantity) ? quantity : throw new InvalidDataException($"'{name}' is not a quantity.");
    }

    private string? ReadText()
    {
        bool isThere = reader.ReadBoolean();
        string text = reader.ReadString();
        return isThere ? text : null;
    }

    private ReplicaRange ReadRange() => new(reader.ReadInt64(), reader.ReadInt64());

    private long[] ReadNumbers(int count) => [.. Enumerable.Range(0, count).Select(_ => reader.ReadInt64())];

    private T[] Repeat<T>(Func<T> read)
    {
        int count = reader.ReadInt32();
        CheckLength(count, 1);
        var items = new T[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = read();
        }

        return items;
    }

    private T[] ReadArray<T>(long expected = -1)
        where T : unmanaged
    {
        int count = reader.ReadInt32();
        CheckLength(count, MemoryMarshal.AsBytes<T>([default]).Length);
        if (expected >= 0 && count != expected)
        {
            throw new InvalidDataException($"An array has {Wording.Count(count, "element")} instead of {expected}.");
        }

        T[] values = new T[count];
        for (int i = 0; i < count; i += Piece)
        {
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(i, Math.Min(Piece, count - i))));
        }

        return values;
    }

    // Before memory is allocated for it.
    private void CheckLength(int count, int size)
    {
        if (count < 0 || (long)count * size > length)
        {
            throw new InvalidDataException($"A list of {Wording.Count(count, "element")} does not fit into the file.");
        }
    }
}
