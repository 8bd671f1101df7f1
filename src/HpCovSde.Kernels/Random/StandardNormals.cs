using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// Standard normal numbers N(0, 1), addressed by <see cref="RandomStream"/>. Number <c>i</c> of a stream is the same
/// whether it is made beside its neighbours in one replica (<see cref="Fill{T}"/>) or beside the same number of other
/// replicas (<see cref="FillLanes{T}"/>). Nothing allocates.
/// </summary>
/// <remarks>
/// <para>Double: one block of <see cref="Philox4x32"/> gives 2 normals. The radius has u on the grid (k + 1/2)·2⁻⁵², so the
/// largest normal is √(106 ln 2) = 8.57, beyond which the true probability is 1e-17; the angle has 52 bits.</para>
/// <para>Single: one block gives 4 normals. u is (k + 1/2)·2⁻³¹ rounded to 24 bits, so the largest normal is √(64 ln 2) = 6.66,
/// beyond which the true probability is 3e-11; the angle has 31 bits rounded to 24.</para>
/// <para>Multiplications, additions, square roots and the elementary functions of <see cref="VectorMath"/> are the same bits on every CPU.</para>
/// </remarks>
public static partial class StandardNormals
{
    /// <summary>Normals per block of the generator: 2 in double, 4 in single.</summary>
    public static int PerBlock<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(double) ? 2 : 4;

    /// <summary>Blocks that hold <paramref name="count"/> normals.</summary>
    public static long Blocks<T>(long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (count + PerBlock<T>() - 1) / PerBlock<T>();

    /// <summary>
    /// Normals of <see cref="Lanes{T}.Count"/> consecutive replicas: row r, lane j of <paramref name="destination"/> is number
    /// firstBlock·PerBlock + r of the stream of replica <c>stream.Replica + j</c>.
    /// </summary>
    /// <param name="stream">The stream of lane 0.</param>
    /// <param name="firstBlock">Where in the streams to begin, in blocks.</param>
    /// <param name="destination">Whole blocks of rows: a multiple of PerBlock·Count elements.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> does not consist of whole blocks of rows.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FillLanes<T>(RandomStream stream, uint firstBlock, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (destination.Length % (PerBlock<T>() * Lanes<T>.Count) != 0)
        {
            throw new ArgumentException(
                $"destination has {destination.Length} elements; it must be a multiple of {PerBlock<T>() * Lanes<T>.Count}, a block in every lane.",
                nameof(destination));
        }

        Vector512<ulong> step = Vector512.Create((ulong)stream.Step);
        Vector512<ulong> purpose = Vector512.Create((ulong)stream.Key.Purpose);
        Vector512<ulong> replicas = Vector512.Create((ulong)stream.Replica) + Vector512<ulong>.Indices;
        ulong seed = stream.Key.Seed;
        if (typeof(T) == typeof(double))
        {
            int blocks = destination.Length / (2 * Lanes<double>.Count);
            for (int b = 0; b < blocks; b++)
            {
                Philox4x32.Blocks(
                    Vector512.Create((ulong)(firstBlock + (uint)b)), step, replicas, purpose, seed,
                    out Vector512<ulong> w0, out Vector512<ulong> w1, out Vector512<ulong> w2, out Vector512<ulong> w3);
                BoxMuller.Transform(w0, w1, w2, w3, out Lanes<double> z0, out Lanes<double> z1);
                new Lanes<T>(z0.Vector.As<double, T>()).Store(destination, 2 * b);
                new Lanes<T>(z1.Vector.As<double, T>()).Store(destination, (2 * b) + 1);
            }
        }
        else
        {
            Vector512<ulong> upper = replicas + Vector512.Create(8UL);
            int blocks = destination.Length / (4 * Lanes<float>.Count);
            for (int b = 0; b < blocks; b++)
            {
                Vector512<ulong> block = Vector512.Create((ulong)(firstBlock + (uint)b));
                NormalsOfSingles(
                    block, replicas, block, upper, step, purpose, seed,
                    out Lanes<float> z0, out Lanes<float> z1, out Lanes<float> z2, out Lanes<float> z3);
                new Lanes<T>(z0.Vector.As<float, T>()).Store(destination, 4 * b);
                new Lanes<T>(z1.Vector.As<float, T>()).Store(destination, (4 * b) + 1);
                new Lanes<T>(z2.Vector.As<float, T>()).Store(destination, (4 * b) + 2);
                new Lanes<T>(z3.Vector.As<float, T>()).Store(destination, (4 * b) + 3);
            }
        }
    }

    /// <summary>
    /// Consecutive normals of one replica: element i of <paramref name="destination"/> is number firstBlock·PerBlock + i of
    /// the stream. Any length.
    /// </summary>
    public static void Fill<T>(RandomStream stream, uint firstBlock, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int stride = PerBlock<T>() * Lanes<T>.Count;
        int whole = destination.Length / stride;
        FillWhole(stream, firstBlock, destination[..(whole * stride)]);
        Span<T> rest = destination[(whole * stride)..];
        if (!rest.IsEmpty)
        {
            Span<T> tail = stackalloc T[64];
            tail = tail[..stride];
            FillWhole(stream, firstBlock + (uint)(whole * Lanes<T>.Count), tail);
            tail[..rest.Length].CopyTo(rest);
        }
    }

    // Lanes are consecutive blocks of one stream; the normals of a block are then brought side by side.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillWhole<T>(RandomStream stream, uint firstBlock, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector512<ulong> step = Vector512.Create((ulong)stream.Step);
        Vector512<ulong> purpose = Vector512.Create((ulong)stream.Key.Purpose);
        Vector512<ulong> replica = Vector512.Create((ulong)stream.Replica);
        ulong seed = stream.Key.Seed;
        int stride = PerBlock<T>() * Lanes<T>.Count;
        for (int g = 0; g < destination.Length / stride; g++)
        {
            Vector512<ulong> blocks = Vector512.Create((ulong)(firstBlock + (uint)(g * Lanes<T>.Count))) + Vector512<ulong>.Indices;
            int row = g * PerBlock<T>();
            if (typeof(T) == typeof(double))
            {
                Philox4x32.Blocks(
                    blocks, step, replica, purpose, seed,
                    out Vector512<ulong> w0, out Vector512<ulong> w1, out Vector512<ulong> w2, out Vector512<ulong> w3);
                BoxMuller.Transform(w0, w1, w2, w3, out Lanes<double> z0, out Lanes<double> z1);
                Shuffle.Interleave(z0, z1, out z0, out z1);
                new Lanes<T>(z0.Vector.As<double, T>()).Store(destination, row);
                new Lanes<T>(z1.Vector.As<double, T>()).Store(destination, row + 1);
            }
            else
            {
                NormalsOfSingles(
                    blocks, replica, blocks + Vector512.Create(8UL), replica, step, purpose, seed,
                    out Lanes<float> z0, out Lanes<float> z1, out Lanes<float> z2, out Lanes<float> z3);
                Shuffle.Interleave(z0, z2, out Lanes<float> even0, out Lanes<float> even1);
                Shuffle.Interleave(z1, z3, out Lanes<float> odd0, out Lanes<float> odd1);
                Shuffle.Interleave(even0, odd0, out z0, out z1);
                Shuffle.Interleave(even1, odd1, out z2, out z3);
                new Lanes<T>(z0.Vector.As<float, T>()).Store(destination, row);
                new Lanes<T>(z1.Vector.As<float, T>()).Store(destination, row + 1);
                new Lanes<T>(z2.Vector.As<float, T>()).Store(destination, row + 2);
                new Lanes<T>(z3.Vector.As<float, T>()).Store(destination, row + 3);
            }
        }
    }

    // Sixteen blocks as two groups of eight 64-bit lanes; each word pair gives two normals.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void NormalsOfSingles(
        Vector512<ulong> lowerBlock, Vector512<ulong> lowerReplica, Vector512<ulong> upperBlock, Vector512<ulong> upperReplica,
        Vector512<ulong> step, Vector512<ulong> purpose, ulong seed,
        out Lanes<float> z0, out Lanes<float> z1, out Lanes<float> z2, out Lanes<float> z3)
    {
        Philox4x32.Blocks(
            lowerBlock, step, lowerReplica, purpose, seed,
            out Vector512<ulong> a0, out Vector512<ulong> a1, out Vector512<ulong> a2, out Vector512<ulong> a3);
        Philox4x32.Blocks(
            upperBlock, step, upperReplica, purpose, seed,
            out Vector512<ulong> b0, out Vector512<ulong> b1, out Vector512<ulong> b2, out Vector512<ulong> b3);
        BoxMuller.Transform(Vector512.Narrow(a0, b0), Vector512.Narrow(a1, b1), out z0, out z1);
        BoxMuller.Transform(Vector512.Narrow(a2, b2), Vector512.Narrow(a3, b3), out z2, out z3);
    }
}
