using HpCovSde.Statistics;

namespace HpCovSde.Runs;

/// <summary>Keeps every sample. Each replica has its own place, so no lock is needed.</summary>
internal sealed class ExactStore : SampleStore
{
    private readonly int _columns;
    private readonly List<Segment> _segments;

    private ExactStore(int columns, IEnumerable<Segment> segments)
    {
        _columns = columns;
        _segments = [.. segments.OrderBy(segment => segment.Range.First)];
    }

    /// <summary>The samples of consecutive replicas: one piece of memory for each column.</summary>
    internal readonly record struct Segment(ReplicaRange Range, Memory<double>[] Columns);

    internal IReadOnlyList<Segment> Segments => _segments;

    /// <summary>Memory for the samples of some replicas.</summary>
    internal static ExactStore Of(int columns, IEnumerable<ReplicaRange> ranges) => new(
        columns, ranges.Select(range => new Segment(range, [.. Enumerable.Range(0, columns).Select(_ => new double[range.Count])])));

    /// <summary>The samples go to the caller's memory, column after column.</summary>
    internal static ExactStore Over(Memory<double> destination, int columns, ReplicaRange range) => new(
        columns,
        [new(range, [.. Enumerable.Range(0, columns).Select(column => destination.Slice(column * (int)range.Count, (int)range.Count))])]);

    /// <summary>A store of segments that are complete.</summary>
    internal static ExactStore OfSegments(int columns, IEnumerable<Segment> segments) => new(columns, segments);

    internal override void Add(ReplicaRange replicas, ReadOnlySpan<double> block)
    {
        Segment segment = SegmentOf(replicas.First);
        int offset = (int)(replicas.First - segment.Range.First);
        int count = (int)replicas.Count;
        for (int column = 0; column < _columns; column++)
        {
            block.Slice(column * count, count).CopyTo(segment.Columns[column].Span[offset..]);
        }
    }

    internal override SampleStore Only(ReplicaSet added) => new ExactStore(
        _columns,
        from segment in _segments
        from range in added.Ranges
        let common = segment.Range.Intersect(range)
        where common.Count > 0
        select Part(segment, common));

    internal override SampleStore Merge(SampleStore other) => new ExactStore(_columns, _segments.Concat(((ExactStore)other)._segments));

    internal override SampleStore Joined()
    {
        if (_segments.Count == 1)
        {
            return this;
        }

        ExactStore whole = Of(_columns, [new(_segments[0].Range.First, _segments.Sum(segment => segment.Range.Count))]);
        foreach (Segment segment in _segments)
        {
            for (int column = 0; column < _columns; column++)
            {
                long offset = segment.Range.First - whole._segments[0].Range.First;
                segment.Columns[column].CopyTo(whole._segments[0].Columns[column][(int)offset..]);
            }
        }

        return whole;
    }

    internal override ReadOnlyMemory<double>? Samples(int column) => _segments[0].Columns[column];

    internal override Moments Moments(int column) => EmpiricalDistribution.Of(Samples(column)!.Value.Span).Moments;

    internal override double[] Quantiles(int column, ReadOnlySpan<double> levels)
    {
        double[] quantiles = new double[levels.Length];
        Statistics.Quantiles.Of(EmpiricalDistribution.Of(Samples(column)!.Value.Span), levels, quantiles);
        return quantiles;
    }

    internal override Histogram Histogram(int column, HistogramGrid grid) =>
        Statistics.Histogram.Of(Samples(column)!.Value.Span, grid.Lower, grid.Upper, grid.Bins);

    private static Segment Part(Segment segment, ReplicaRange range) => range == segment.Range
        ? segment
        : new(range, [.. segment.Columns.Select(column => column.Slice((int)(range.First - segment.Range.First), (int)range.Count))]);

    private Segment SegmentOf(long replica)
    {
        int low = 0;
        int high = _segments.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _segments[middle].Range.First <= replica ? (middle, high) : (low, middle - 1);
        }

        return _segments[low];
    }
}
