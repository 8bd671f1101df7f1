using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// Standard normal numbers N(0, 1), addressed by <see cref="RandomStream"/>. Number <c>i</c> of a stream is the same whether it is computed
/// with its neighbours in one replica (<see cref="Fill{T}"/>) or with the same number of other replicas (<see cref="FillLanes{T}"/>,
/// <see cref="NormalLanes{T}"/>). Nothing allocates.
/// </summary>
/// <remarks>
/// <para>A stream is cut into segments of <see cref="SegmentLength"/> numbers. Two blocks of Philox4x32-10 at the segment's address are
/// the initial state of xoshiro256++ (double) or xoshiro128++ (single), which runs through the segment; the Box–Muller transform makes
/// two numbers from two words. Every segment can be started independently. Inside a segment, a number costs a third of what it would
/// cost with Philox alone.</para>
/// <para>Double: the radius has u on the grid (k + 1/2)·2⁻⁵², so the largest normal is √(106 ln 2) = 8.57, and the exact probability
/// beyond it is 1e-17; the angle has 54 bits. Single: u is (k + 1/2)·2⁻³¹ rounded to 24 bits, so the largest normal is
/// √(64 ln 2) = 6.66, and the exact probability beyond it is 3e-11; the angle has 34 bits rounded to 24.</para>
/// <para>Only exactly rounded operations are used, in a fixed order: the same bits on every CPU.</para>
/// </remarks>
public static partial class StandardNormals
{
    /// <summary>The numbers in a segment. Streams are addressed in segments.</summary>
    public const int SegmentLength = 128;

    /// <summary>The segments of a stream: 2³¹, that is 2³⁸ numbers.</summary>
    public const long SegmentsPerStream = 1L << 31;

    /// <summary>The number of segments that hold <paramref name="count"/> numbers.</summary>
    public static long Segments(long count) => (count + SegmentLength - 1) / SegmentLength;

    /// <summary><paramref name="count"/> rounded up to an even number, because normals come in pairs.</summary>
    public static int WholePairs(int count) => count + (count & 1);

    /// <summary>
    /// The first normals of <see cref="Lanes{T}.Count"/> consecutive replicas: row r, lane j of <paramref name="destination"/> is number
    /// r of the stream of replica <c>stream.Replica + j</c>. Does not allocate.
    /// </summary>
    /// <param name="stream">The stream of lane 0.</param>
    /// <param name="destination">An even number of rows.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is not an even number of rows.</exception>
    [SkipLocalsInit]
    public static void FillLanes<T>(in RandomStream stream, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The same as NormalLanes<T>.OfReplicas(stream).Next(destination), without the copy of the reader, which takes a twentieth of the
        // time of a segment.
        Unsafe.SkipInit(out SegmentStates<T> states);
        Span<Vector512<T>> rows = NormalLanes<T>.EvenRows(destination, nameof(destination));
        for (uint segment = 0; !rows.IsEmpty; segment++)
        {
            int count = Math.Min(rows.Length, SegmentLength);
            states.Begin(in stream, replicaStride: 1, segment, segmentStride: 0);
            states.Fill(rows[..count]);
            rows = rows[count..];
        }
    }

    /// <summary>
    /// Consecutive normals of one replica: element i of <paramref name="destination"/> is number firstSegment·SegmentLength + i of
    /// the stream. Any length is allowed; multiples of SegmentLength·Count are fastest, since each lane runs through one segment.
    /// Does not allocate.
    /// </summary>
    [SkipLocalsInit]
    public static void Fill<T>(RandomStream stream, uint firstSegment, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<Vector512<T>> rows = stackalloc Vector512<T>[SegmentLength];
        int batch = SegmentLength * Vector512<T>.Count;
        for (; destination.Length >= batch; destination = destination[batch..])
        {
            NormalLanes<T>.OfSegments(stream, firstSegment).Next(rows);
            SegmentTranspose.Store(rows, destination);
            firstSegment += (uint)Vector512<T>.Count;
        }

        if (!destination.IsEmpty)
        {
            Span<Vector512<T>> inOrder = stackalloc Vector512<T>[SegmentLength];
            NormalLanes<T>.OfSegments(stream, firstSegment).Next(rows);
            Span<T> elements = MemoryMarshal.Cast<Vector512<T>, T>(inOrder);
            SegmentTranspose.Store(rows, elements);
            elements[..destination.Length].CopyTo(destination);
        }
    }
}
