using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// The micro-kernel: a tile of <see cref="Rows"/> × <see cref="Columns{T}"/> elements of C ← α·P·Q + β·C is held in registers
/// while the inner index runs. Panel P holds the tile's rows of op(A), panel Q its columns of op(B), one group per inner index, a stride
/// apart. Panels may be packed copies or the matrices themselves.
/// </summary>
/// <remarks>
/// Each element is a chain of fused multiply-adds in the order of the inner index from 0, then fma(α, sum, β·C).
/// The instruction set decides how many elements are computed together; the bits do not depend on it.
/// </remarks>
internal static unsafe class MicroTile
{
    /// <summary>
    /// The rows of a tile. 12 × 2 sums of 512 bits, two registers of Q and a broadcast fit into 32 registers; a quarter of the tile,
    /// 6 × 2 sums of 256 bits, two registers of Q and a broadcast, fits into 16.
    /// </summary>
    internal const int Rows = 12;

    /// <summary>Rows are computed in groups of this size; the number of elements read from a panel P is rounded up to it.</summary>
    internal const int RowStep = 4;

    /// <summary>The columns of a tile: two registers of 512 bits.</summary>
    internal static int Columns<T>()
        where T : unmanaged => 2 * Vector512<T>.Count;

    /// <summary>
    /// Updates a tile of C, or its upper left <c>rows</c> × <c>columns</c> corner; of row r only the columns up to r + <c>lowerFrom</c>.
    /// From each panel <c>depth</c> groups are read, a stride apart: from P <c>rows</c> elements, rounded up to a multiple of
    /// <see cref="RowStep"/>; from Q half or all of <see cref="Columns{T}"/>. <c>scratch</c> has room for a tile.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Update<T>(
        int depth, T* p, nint strideP, T* q, nint strideQ,
        int rows, int columns, int lowerFrom, T alpha, T beta, T* c, nint ldc, T* scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // C is fetched from memory while the sums are computed: at 2048 x 2048 x 2048 doubles this gives 0.92 instead of 0.84 of MKL's
        // rate, each measured in alternation with MKL (Zen 4).
        for (int i = 0; i < rows; i++)
        {
            Sse.Prefetch0(c + (i * ldc));
            Sse.Prefetch0(c + (i * ldc) + columns - 1);
        }

        int width = Columns<T>();
        int computed = columns <= width / 2 ? width / 2 : width;
        if (rows % RowStep == 0 && columns == computed && lowerFrom >= columns - 1)
        {
            Compute(rows, columns, depth, p, strideP, q, strideQ, alpha, beta, c, ldc);
            return;
        }

        Compute(rows, computed, depth, p, strideP, q, strideQ, T.One, T.Zero, scratch, width);
        for (int i = 0; i < rows; i++)
        {
            MergeRow(Math.Min(columns, i + lowerFrom + 1), scratch + (i * width), alpha, beta, c);
            c += ldc;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MergeRow<T>(int length, T* sums, T alpha, T beta, T* c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int j = 0;
        for (; j <= length - Register256<T>.Count; j += Register256<T>.Count)
        {
            Register256<T>.Load(sums + j).Scaled(alpha, beta, c + j).Store(c + j);
        }

        for (; j < length; j++)
        {
            Register1<T>.Load(sums + j).Scaled(alpha, beta, c + j).Store(c + j);
        }
    }

    private static void Compute<T>(
        int rows, int columns, int depth, T* p, nint strideP, T* q, nint strideQ, T alpha, T beta, T* c, nint ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Vector512.IsHardwareAccelerated does not serve here: it is false on CPUs that lower their clock for 512 bits, and on those,
        // too, 32 registers serve a tile better than 16.
        if (Avx512F.IsSupported && columns > Vector512<T>.Count)
        {
            switch (rows)
            {
                case <= 4:
                    Sum<T, Register512<T>, Count4>(depth, p, strideP, q, strideQ, alpha, beta, c, ldc);
                    break;
                case <= 8:
                    Sum<T, Register512<T>, Count8>(depth, p, strideP, q, strideQ, alpha, beta, c, ldc);
                    break;
                default:
                    Sum<T, Register512<T>, Count12>(depth, p, strideP, q, strideQ, alpha, beta, c, ldc);
                    break;
            }

            return;
        }

        for (int j = 0; j < columns; j += 2 * Register256<T>.Count)
        {
            if (rows > 2 * RowStep)
            {
                Sum<T, Register256<T>, Count6>(depth, p, strideP, q + j, strideQ, alpha, beta, c + j, ldc);
                Sum<T, Register256<T>, Count6>(depth, p + 6, strideP, q + j, strideQ, alpha, beta, c + (6 * ldc) + j, ldc);
                continue;
            }

            for (int i = 0; i < rows; i += RowStep)
            {
                Sum<T, Register256<T>, Count4>(depth, p + i, strideP, q + j, strideQ, alpha, beta, c + (i * ldc) + j, ldc);
            }
        }
    }

    // One body for all heights: the count is a constant to the just-in-time compiler, which removes the unused sums.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<T, TRegister, TRows>(
        int depth, T* p, nint strideP, T* q, nint strideQ, T alpha, T beta, T* c, nint ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
        where TRows : struct, ICount
    {
        TRegister zero = TRegister.Broadcast(T.Zero);
        TRegister c00 = zero, c01 = zero;
        TRegister c10 = zero, c11 = zero;
        TRegister c20 = zero, c21 = zero;
        TRegister c30 = zero, c31 = zero;
        TRegister c40 = zero, c41 = zero;
        TRegister c50 = zero, c51 = zero;
        TRegister c60 = zero, c61 = zero;
        TRegister c70 = zero, c71 = zero;
        TRegister c80 = zero, c81 = zero;
        TRegister c90 = zero, c91 = zero;
        TRegister ca0 = zero, ca1 = zero;
        TRegister cb0 = zero, cb1 = zero;
        for (; depth > 0; depth--)
        {
            TRegister q0 = TRegister.Load(q);
            TRegister q1 = TRegister.Load(q + TRegister.Count);
            TRegister x = TRegister.Broadcast(p[0]);
            c00 = TRegister.MultiplyAdd(x, q0, c00);
            c01 = TRegister.MultiplyAdd(x, q1, c01);
            x = TRegister.Broadcast(p[1]);
            c10 = TRegister.MultiplyAdd(x, q0, c10);
            c11 = TRegister.MultiplyAdd(x, q1, c11);
            x = TRegister.Broadcast(p[2]);
            c20 = TRegister.MultiplyAdd(x, q0, c20);
            c21 = TRegister.MultiplyAdd(x, q1, c21);
            x = TRegister.Broadcast(p[3]);
            c30 = TRegister.MultiplyAdd(x, q0, c30);
            c31 = TRegister.MultiplyAdd(x, q1, c31);
            if (TRows.Value > 4)
            {
                x = TRegister.Broadcast(p[4]);
                c40 = TRegister.MultiplyAdd(x, q0, c40);
                c41 = TRegister.MultiplyAdd(x, q1, c41);
                x = TRegister.Broadcast(p[5]);
                c50 = TRegister.MultiplyAdd(x, q0, c50);
                c51 = TRegister.MultiplyAdd(x, q1, c51);
            }

            if (TRows.Value > 6)
            {
                x = TRegister.Broadcast(p[6]);
                c60 = TRegister.MultiplyAdd(x, q0, c60);
                c61 = TRegister.MultiplyAdd(x, q1, c61);
                x = TRegister.Broadcast(p[7]);
                c70 = TRegister.MultiplyAdd(x, q0, c70);
                c71 = TRegister.MultiplyAdd(x, q1, c71);
            }

            if (TRows.Value > 8)
            {
                x = TRegister.Broadcast(p[8]);
                c80 = TRegister.MultiplyAdd(x, q0, c80);
                c81 = TRegister.MultiplyAdd(x, q1, c81);
                x = TRegister.Broadcast(p[9]);
                c90 = TRegister.MultiplyAdd(x, q0, c90);
                c91 = TRegister.MultiplyAdd(x, q1, c91);
                x = TRegister.Broadcast(p[10]);
                ca0 = TRegister.MultiplyAdd(x, q0, ca0);
                ca1 = TRegister.MultiplyAdd(x, q1, ca1);
                x = TRegister.Broadcast(p[11]);
                cb0 = TRegister.MultiplyAdd(x, q0, cb0);
                cb1 = TRegister.MultiplyAdd(x, q1, cb1);
            }

            p += strideP;
            q += strideQ;
        }

        StorePair(c, c00, c01, alpha, beta);
        StorePair(c += ldc, c10, c11, alpha, beta);
        StorePair(c += ldc, c20, c21, alpha, beta);
        StorePair(c += ldc, c30, c31, alpha, beta);
        if (TRows.Value > 4)
        {
            StorePair(c += ldc, c40, c41, alpha, beta);
            StorePair(c += ldc, c50, c51, alpha, beta);
        }

        if (TRows.Value > 6)
        {
            StorePair(c += ldc, c60, c61, alpha, beta);
            StorePair(c += ldc, c70, c71, alpha, beta);
        }

        if (TRows.Value > 8)
        {
            StorePair(c += ldc, c80, c81, alpha, beta);
            StorePair(c += ldc, c90, c91, alpha, beta);
            StorePair(c += ldc, ca0, ca1, alpha, beta);
            StorePair(c += ldc, cb0, cb1, alpha, beta);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair<T, TRegister>(T* c, TRegister left, TRegister right, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        left.Scaled(alpha, beta, c).Store(c);
        right.Scaled(alpha, beta, c + TRegister.Count).Store(c + TRegister.Count);
    }
}
