using HpCovSde.Data;
using HpCovSde.Statistics;

namespace HpCovSde.Runs;

/// <summary>
/// Keeps statistics in memory that does not grow with the number of replicas. Samples wait in chunks of 1024 consecutive replicas until a
/// chunk is complete; its moments then go to a <see cref="MomentForest"/>, and its samples are counted in a <see cref="QuantileSketch"/>
/// and in histograms.
/// </summary>
/// <remarks>
/// Chunks begin at multiples of 1024, whatever the replicas of the run. Chunks at the ends of the run stay as they are. The moments of
/// replicas from 0 on have the bits of <see cref="Moments.Of"/> if no sample is NaN.
/// </remarks>
internal sealed class StreamingStore : SampleStore
{
    /// <summary>Replicas in a chunk.</summary>
    internal const int ChunkLength = Statistics.Moments.ChunkLength;

    private readonly RunIdentity _identity;
    private readonly int _columns;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Chunk> _chunks = [];
    private readonly Stack<Chunk> _spare = [];
    private readonly QuantileSketch[] _sketches;
    private readonly Histogram[][] _histograms;

    internal StreamingStore(RunIdentity identity)
    {
        _identity = identity;
        _columns = identity.Columns;
        Forest = new(_columns);
        _sketches = [.. Enumerable.Range(0, _columns).Select(_ => new QuantileSketch())];
        _histograms = [.. Enumerable.Range(0, _columns).Select(column => Grids(column).Select(Empty).ToArray())];

        IEnumerable<HistogramGrid> Grids(int column) =>
            identity.Options.Histograms.Where(grid => grid.Quantity == identity.Quantities[column % identity.Quantities.Count]);
    }

    /// <summary>The samples of some of the replicas of a chunk; those of the others are NaN, which no statistic counts.</summary>
    internal sealed class Chunk(int columns)
    {
        private int _count;

        /// <summary>Column after column.</summary>
        internal double[] Samples { get; } = new double[columns * ChunkLength];

        /// <summary>How many replicas were added.</summary>
        internal ref int Count => ref _count;

        internal Span<double> Column(int column) => Samples.AsSpan(column * ChunkLength, ChunkLength);
    }

    internal MomentForest Forest { get; }

    internal IReadOnlyList<QuantileSketch> Sketches => _sketches;

    internal IReadOnlyList<Histogram[]> Histograms => _histograms;

    /// <summary>The chunks that are not complete, in the order of their replicas.</summary>
    internal IEnumerable<KeyValuePair<long, Chunk>> Chunks => _chunks.OrderBy(pair => pair.Key);

    internal override void Add(ReplicaRange replicas, ReadOnlySpan<double> block)
    {
        for (long index = replicas.First / ChunkLength; index * ChunkLength < replicas.End; index++)
        {
            ReplicaRange part = replicas.Intersect(new(index * ChunkLength, ChunkLength));
            Chunk chunk = Open(index);
            for (int column = 0; column < _columns; column++)
            {
                block.Slice((column * (int)replicas.Count) + (int)(part.First - replicas.First), (int)part.Count)
                    .CopyTo(chunk.Column(column)[(int)(part.First % ChunkLength)..]);
            }

            Count(index, chunk, (int)part.Count);
        }
    }

    internal override SampleStore Only(ReplicaSet added) => this;

    internal override SampleStore Joined() => this;

    internal override SampleStore Merge(SampleStore other)
    {
        var merged = new StreamingStore(_identity);
        merged.Add(this);
        merged.Add((StreamingStore)other);
        return merged;
    }

    internal override ReadOnlyMemory<double>? Samples(int column) => null;

    internal override Moments Moments(int column)
    {
        IEnumerable<(long First, Moments Moments)> complete =
            Forest.Nodes.Select(node => (node.Index << node.Level, node.Columns[column]));
        IEnumerable<(long First, Moments Moments)> partial =
            _chunks.Select(pair => (pair.Key, Statistics.Moments.Of(Covered(pair.Value.Column(column), new double[ChunkLength]))));

        // From the end: the largest parts merge last, as in the tree of Moments.Of.
        Moments sum = default;
        foreach ((_, Moments moments) in complete.Concat(partial).OrderByDescending(part => part.First))
        {
            sum = Statistics.Moments.Merge(moments, sum);
        }

        return sum;
    }

    internal override double[] Quantiles(int column, ReadOnlySpan<double> levels)
    {
        var whole = new QuantileSketch();
        whole.Add(_sketches[column]);
        foreach (Chunk chunk in _chunks.Values)
        {
            whole.Add(Covered(chunk.Column(column), new double[ChunkLength]));
        }

        Moments moments = Moments(column);
        double[] quantiles = levels.ToArray();
        foreach (ref double quantile in quantiles.AsSpan())
        {
            quantile = whole.Quantile(quantile, moments.Min, moments.Max);
        }

        return quantiles;
    }

    internal override Histogram Histogram(int column, HistogramGrid grid)
    {
        Histogram kept = _histograms[column].FirstOrDefault(IsOf) ?? throw new ArgumentException(
            $"The histogram of {grid.Quantity.Name} on [{grid.Lower}, {grid.Upper}] with {Wording.Count(grid.Bins, "bin")} was not kept; "
            + "add it to RunOptions.Histograms.");
        Histogram whole = Empty(grid);
        whole.Add(kept);
        foreach (Chunk chunk in _chunks.Values)
        {
            whole.Add(chunk.Column(column));
        }

        return whole;

        bool IsOf(Histogram histogram) => (histogram.Lower, histogram.Upper, histogram.Bins) == (grid.Lower, grid.Upper, grid.Bins);
    }

    /// <summary>Adds what another store holds, of other replicas.</summary>
    private void Add(StreamingStore other)
    {
        Forest.Add(other.Forest);
        for (int column = 0; column < _columns; column++)
        {
            _sketches[column].Add(other._sketches[column]);
            for (int i = 0; i < _histograms[column].Length; i++)
            {
                _histograms[column][i].Add(other._histograms[column][i]);
            }
        }

        foreach ((long index, Chunk chunk) in other._chunks)
        {
            AddChunk(index, chunk.Count, chunk.Samples);
        }
    }

    /// <summary>Adds some replicas of a chunk; the samples of the others are NaN.</summary>
    internal void AddChunk(long index, int count, ReadOnlySpan<double> samples)
    {
        Chunk own = Open(index);
        for (int i = 0; i < samples.Length; i++)
        {
            own.Samples[i] = double.IsNaN(samples[i]) ? own.Samples[i] : samples[i];
        }

        Count(index, own, count);
    }

    private Chunk Open(long index)
    {
        lock (_lock)
        {
            if (!_chunks.TryGetValue(index, out Chunk? chunk))
            {
                chunk = _spare.TryPop(out Chunk? spare) ? spare : new Chunk(_columns);
                chunk.Samples.AsSpan().Fill(double.NaN);
                chunk.Count = 0;
                _chunks.Add(index, chunk);
            }

            return chunk;
        }
    }

    // Each thread writes the samples of its own replicas; the one that adds the last of them takes the chunk away.
    private void Count(long index, Chunk chunk, int replicas)
    {
        if (Interlocked.Add(ref chunk.Count, replicas) < ChunkLength)
        {
            return;
        }

        Moments[] node;
        lock (_lock)
        {
            _ = _chunks.Remove(index);
            node = Forest.Rent();
        }

        Span<double> covered = stackalloc double[ChunkLength];
        for (int i = 0; i < _columns; i++)
        {
            // Threads begin at different columns, so that they seldom wait for each other.
            int column = (int)((i + index) % _columns);
            ReadOnlySpan<double> samples = Covered(chunk.Column(column), covered);
            node[column] = Statistics.Moments.Of(samples);
            lock (_sketches[column])
            {
                _sketches[column].Add(samples);
                foreach (Histogram histogram in _histograms[column])
                {
                    histogram.Add(samples);
                }
            }
        }

        lock (_lock)
        {
            Forest.Add(0, index, node);
            _spare.Push(chunk);
        }
    }

    private static ReadOnlySpan<double> Covered(ReadOnlySpan<double> samples, Span<double> covered)
    {
        int count = 0;
        foreach (double sample in samples)
        {
            covered[count] = sample;
            count += double.IsNaN(sample) ? 0 : 1;
        }

        return covered[..count];
    }

    private static Histogram Empty(HistogramGrid grid) => Statistics.Histogram.Empty(grid.Lower, grid.Upper, grid.Bins);
}
