using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>The states of <see cref="Xoshiro"/> in all lanes, each inside a segment of a stream.</summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
[StructLayout(LayoutKind.Sequential)]
internal struct SegmentStates<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Vector512<ulong> _s0;
    private Vector512<ulong> _s1;
    private Vector512<ulong> _s2;
    private Vector512<ulong> _s3;

    /// <summary>
    /// Goes to the beginning of a segment: lane j to segment <paramref name="segment"/> + j·segmentStride of replica
    /// stream.Replica + j·replicaStride. The state is two Philox blocks at that address; in single precision, where the state has half
    /// the length, the first of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal void Begin(in RandomStream stream, uint replicaStride, uint segment, uint segmentStride)
    {
        Vector512<ulong> lanes = Vector512<ulong>.Indices;
        Vector512<ulong> replicas = Vector512.Create((ulong)stream.Replica) + (lanes * Vector512.Create((ulong)replicaStride));
        Vector512<ulong> blocks = Vector512.Create(2 * (ulong)segment) + (lanes * Vector512.Create(2 * (ulong)segmentStride));
        Vector512<ulong> step = Vector512.Create((ulong)stream.Step);
        Vector512<ulong> purpose = Vector512.Create((ulong)stream.Key.Purpose);
        Philox4x32.Blocks(
            blocks, step, replicas, purpose, stream.Key.Seed,
            out Vector512<ulong> a0, out Vector512<ulong> a1, out Vector512<ulong> a2, out Vector512<ulong> a3);
        if (typeof(T) == typeof(double))
        {
            blocks += Vector512<ulong>.One;
        }
        else
        {
            blocks += Vector512.Create(16 * (ulong)segmentStride);
            replicas += Vector512.Create(8 * (ulong)replicaStride);
        }

        Philox4x32.Blocks(
            blocks, step, replicas, purpose, stream.Key.Seed,
            out Vector512<ulong> b0, out Vector512<ulong> b1, out Vector512<ulong> b2, out Vector512<ulong> b3);
        if (typeof(T) == typeof(double))
        {
            _s0 = Join(a0, a1);
            _s1 = Join(a2, a3);
            _s2 = Join(b0, b1);
            _s3 = Join(b2, b3);
        }
        else
        {
            _s0 = Vector512.Narrow(a0, b0).AsUInt64();
            _s1 = Vector512.Narrow(a1, b1).AsUInt64();
            _s2 = Vector512.Narrow(a2, b2).AsUInt64();
            _s3 = Vector512.Narrow(a3, b3).AsUInt64();
        }
    }

    /// <summary>Writes the next normals of every lane, an even number of rows and at least two, and moves the states on.</summary>
    internal void Fill(Span<Vector512<T>> rows)
    {
        if (rows.IsEmpty || (rows.Length & 1) != 0)
        {
            RefuseRows(rows.Length);
        }

        ref T state = ref Unsafe.As<Vector512<ulong>, T>(ref _s0);
        ref T row = ref Unsafe.As<Vector512<T>, T>(ref MemoryMarshal.GetReference(rows));
        nint pairs = rows.Length / 2;
        if (Avx512F.IsSupported)
        {
            FillLanes<Row512<T>>(ref state, ref row, pairs);
        }
        else
        {
            FillLanes<Row256<T>>(ref state, ref row, pairs);
            FillLanes<Row256<T>>(ref Unsafe.Add(ref state, Vector256<T>.Count), ref Unsafe.Add(ref row, Vector256<T>.Count), pairs);
        }
    }

    [DoesNotReturn]
    private static void RefuseRows(int count) =>
        throw new ArgumentException($"{count} rows of normals are asked for; it must be an even number of at least 2.");

    /// <summary>Writes the next words of every lane, any number of rows, and moves the states on.</summary>
    internal void FillWords(Span<Vector512<T>> rows)
    {
        ref T state = ref Unsafe.As<Vector512<ulong>, T>(ref _s0);
        ref T row = ref Unsafe.As<Vector512<T>, T>(ref MemoryMarshal.GetReference(rows));
        FillWords(ref state, ref row, rows.Length);
        FillWords(ref Unsafe.Add(ref state, Vector256<T>.Count), ref Unsafe.Add(ref row, Vector256<T>.Count), rows.Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FillLanes<TRow>(ref T state, ref T row, nint pairs)
        where TRow : struct, IRow<TRow, T>
    {
        Load(ref state, out TRow s0, out TRow s1, out TRow s2, out TRow s3);
        NextRadius(ref s0, ref s1, ref s2, ref s3, out TRow radius, out TRow radiusWord, out TRow angleWord);
        for (nint left = pairs - 1; left > 0; left--)
        {
            NextRadius(ref s0, ref s1, ref s2, ref s3, out TRow nextRadius, out TRow nextRadiusWord, out TRow nextAngleWord);
            StorePair(radius, radiusWord, angleWord, ref row);
            row = ref Unsafe.Add(ref row, 2 * Vector512<T>.Count);
            radius = nextRadius;
            radiusWord = nextRadiusWord;
            angleWord = nextAngleWord;
        }

        StorePair(radius, radiusWord, angleWord, ref row);
        Save(s0, s1, s2, s3, ref state);
    }

    private static void FillWords(ref T state, ref T row, nint words)
    {
        Load(ref state, out Row256<T> s0, out Row256<T> s1, out Row256<T> s2, out Row256<T> s3);
        for (nint word = 0; word < words; word++)
        {
            Row256<T>.Store(Xoshiro.Next<Row256<T>, T>(ref s0, ref s1, ref s2, ref s3), ref row);
            row = ref Unsafe.Add(ref row, Vector512<T>.Count);
        }

        Save(s0, s1, s2, s3, ref state);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<TRow>(ref T state, out TRow s0, out TRow s1, out TRow s2, out TRow s3)
        where TRow : struct, IRow<TRow, T>
    {
        s0 = TRow.Load(in state);
        s1 = TRow.Load(in Unsafe.Add(ref state, Vector512<T>.Count));
        s2 = TRow.Load(in Unsafe.Add(ref state, 2 * Vector512<T>.Count));
        s3 = TRow.Load(in Unsafe.Add(ref state, 3 * Vector512<T>.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Save<TRow>(TRow s0, TRow s1, TRow s2, TRow s3, ref T state)
        where TRow : struct, IRow<TRow, T>
    {
        TRow.Store(s0, ref state);
        TRow.Store(s1, ref Unsafe.Add(ref state, Vector512<T>.Count));
        TRow.Store(s2, ref Unsafe.Add(ref state, 2 * Vector512<T>.Count));
        TRow.Store(s3, ref Unsafe.Add(ref state, 3 * Vector512<T>.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void NextRadius<TRow>(
        ref TRow s0, ref TRow s1, ref TRow s2, ref TRow s3, out TRow radius, out TRow radiusWord, out TRow angleWord)
        where TRow : struct, IRow<TRow, T>
    {
        radiusWord = Xoshiro.Next<TRow, T>(ref s0, ref s1, ref s2, ref s3);
        angleWord = Xoshiro.Next<TRow, T>(ref s0, ref s1, ref s2, ref s3);
        radius = BoxMuller.Radius<TRow, T>(radiusWord);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair<TRow>(TRow radius, TRow radiusWord, TRow angleWord, ref T row)
        where TRow : struct, IRow<TRow, T>
    {
        BoxMuller.Turn<TRow, T>(radius, radiusWord, angleWord, out TRow z0, out TRow z1);
        TRow.Store(z0, ref row);
        TRow.Store(z1, ref Unsafe.Add(ref row, Vector512<T>.Count));
    }

    // 64-bit words from the low halves of two words; the first one is the lower half.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Join(Vector512<ulong> low, Vector512<ulong> high) =>
        (high << 32) | (low & Vector512.Create(0xFFFF_FFFFUL));
}
