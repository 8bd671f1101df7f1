using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// Reads standard normals in lanes, row after row: each lane has its own stream, or its own part of one. See
/// <see cref="StandardNormals"/> for the definition of the numbers. The reader takes 300 bytes on the stack; nothing allocates.
/// </summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
public ref struct NormalLanes<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RandomStream _stream;
    private readonly uint _replicaStride;
    private readonly uint _segmentStride;
    private uint _segment;
    private int _rowsLeft;
    private SegmentStates<T> _states;

    private NormalLanes(RandomStream stream, uint replicaStride, uint firstSegment, uint segmentStride)
    {
        _stream = stream;
        _replicaStride = replicaStride;
        _segment = firstSegment;
        _segmentStride = segmentStride;
    }

    /// <summary>Lane j reads the stream of replica <c>stream.Replica + j</c> from segment <paramref name="firstSegment"/> on.</summary>
    public static NormalLanes<T> OfReplicas(RandomStream stream, uint firstSegment = 0) =>
        new(stream, replicaStride: 1, firstSegment, segmentStride: 0);

    /// <summary>
    /// Lane j reads row <paramref name="row"/> + j of a matrix of normals that belongs to one stream. Every row of the matrix begins with
    /// a new segment.
    /// </summary>
    public static NormalLanes<T> OfMatrixRows(RandomStream stream, int row, int columns)
    {
        uint segments = (uint)StandardNormals.Segments(columns);
        return new(stream, replicaStride: 0, (uint)row * segments, segments);
    }

    /// <summary>Lane j reads segment <paramref name="firstSegment"/> + j of one stream.</summary>
    internal static NormalLanes<T> OfSegments(RandomStream stream, uint firstSegment) =>
        new(stream, replicaStride: 0, firstSegment, segmentStride: 1);

    /// <summary>Reads the next rows of normals.</summary>
    /// <param name="rows">An even number of rows of <see cref="Lanes{T}.Count"/> numbers.</param>
    /// <exception cref="ArgumentException">The number of rows is not even.</exception>
    public void Next(scoped Span<T> rows) => Next(EvenRows(rows, nameof(rows)));

    internal void Next(scoped Span<Vector512<T>> rows)
    {
        while (!rows.IsEmpty)
        {
            int count = Math.Min(rows.Length, RowsInSegment());
            _states.Fill(rows[..count]);
            _rowsLeft -= count;
            rows = rows[count..];
        }
    }

    /// <summary>
    /// Reads the words that the next rows of normals are made from, two for each pair. It replaces the reading of these normals.
    /// </summary>
    internal void NextWords(scoped Span<Vector512<T>> rows)
    {
        while (!rows.IsEmpty)
        {
            int count = Math.Min(rows.Length, RowsInSegment());
            _states.FillWords(rows[..count]);
            _rowsLeft -= count;
            rows = rows[count..];
        }
    }

    internal static Span<Vector512<T>> EvenRows(Span<T> rows, string name) => rows.Length % (2 * Vector512<T>.Count) == 0
        ? MemoryMarshal.Cast<T, Vector512<T>>(rows)
        : throw new ArgumentException(
            $"{name} has {rows.Length} elements; it must be a multiple of {2 * Vector512<T>.Count}, an even number of rows.", name);

    // The rows left in the current segment; at its end, the next segment is started.
    private int RowsInSegment()
    {
        if (_rowsLeft == 0)
        {
            _states.Begin(in _stream, _replicaStride, _segment, _segmentStride);
            _segment++;
            _rowsLeft = StandardNormals.SegmentLength;
        }

        return _rowsLeft;
    }
}
