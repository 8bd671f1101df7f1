using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// The micro-kernel: a tile of <see cref="Rows"/> × <see cref="Columns{T}"/> elements of C ← α·P·Q + β·C held in registers
/// while the inner index runs. Panels P and Q hold the tile's rows of op(A) and columns of op(B), inner index by inner
/// index, a stride apart; they may be packed copies or the matrices themselves.
/// </summary>
/// <remarks>
/// Each element is a chain of fused multiply-adds in the order of the inner index from 0, then fma(α, sum, β·C):
/// the instruction set decides how many elements advance together, never the bits.
/// </remarks>
internal static unsafe class MicroTile
{
    /// <summary>Rows of a tile. 8 × 2 accumulators of 512 bits, two of Q and a broadcast fit 32 registers and hide the latency.</summary>
    internal const int Rows = 8;

    /// <summary>Columns of a tile: two rows of lanes.</summary>
    internal static int Columns<T>()
        where T : unmanaged => 2 * Vector512<T>.Count;

    /// <summary>
    /// Updates a tile of C, or its upper left <c>rows</c> × <c>columns</c> corner, of that in row r only
    /// the columns up to r + <c>lowerFrom</c>. Of each panel <c>depth</c> groups are read, of <see cref="Rows"/>
    /// and <see cref="Columns{T}"/> elements, a stride apart. <c>scratch</c> holds a tile.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Update<T>(
        int depth, T* p, nint strideP, T* q, nint strideQ,
        int rows, int columns, int lowerFrom, T alpha, T beta, T* c, nint ldc, T* scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = Columns<T>();
        bool isNarrow = columns <= width / 2;
        if (rows == Rows && columns == (isNarrow ? width / 2 : width) && lowerFrom >= columns - 1)
        {
            Compute(isNarrow, depth, p, strideP, q, strideQ, alpha, beta, c, ldc);
            return;
        }

        Compute(isNarrow, depth, p, strideP, q, strideQ, T.One, T.Zero, scratch, width);
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
        for (; j <= length - Vector256<T>.Count; j += Vector256<T>.Count)
        {
            Store(c + j, Vector256.Load(sums + j), alpha, beta);
        }

        for (; j < length; j++)
        {
            c[j] = beta == T.Zero ? alpha * sums[j] : T.FusedMultiplyAdd(alpha, sums[j], beta * c[j]);
        }
    }

    private static void Compute<T>(
        bool isNarrow, int depth, T* p, nint strideP, T* q, nint strideQ, T alpha, T beta, T* c, nint ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Not Vector512.IsHardwareAccelerated, which is false on CPUs that lower their clock for 512 bits: there, too,
        // 32 registers serve a tile better than 16.
        if (!Avx512F.IsSupported)
        {
            // 16 registers of 256 bits hold four rows of 512 bits at a time.
            for (int j = 0; j < (isNarrow ? 1 : 2) * Vector512<T>.Count; j += Vector512<T>.Count)
            {
                FourRows256(depth, p, strideP, q + j, strideQ, alpha, beta, c + j, ldc);
                FourRows256(depth, p + 4, strideP, q + j, strideQ, alpha, beta, c + (4 * ldc) + j, ldc);
            }
        }
        else if (isNarrow)
        {
            Narrow512(depth, p, strideP, q, strideQ, alpha, beta, c, ldc);
        }
        else
        {
            Whole512(depth, p, strideP, q, strideQ, alpha, beta, c, ldc);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Whole512<T>(int depth, T* p, nint strideP, T* q, nint strideQ, T alpha, T beta, T* c, nint ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector512<T> c00 = Vector512<T>.Zero, c01 = Vector512<T>.Zero;
        Vector512<T> c10 = Vector512<T>.Zero, c11 = Vector512<T>.Zero;
        Vector512<T> c20 = Vector512<T>.Zero, c21 = Vector512<T>.Zero;
        Vector512<T> c30 = Vector512<T>.Zero, c31 = Vector512<T>.Zero;
        Vector512<T> c40 = Vector512<T>.Zero, c41 = Vector512<T>.Zero;
        Vector512<T> c50 = Vector512<T>.Zero, c51 = Vector512<T>.Zero;
        Vector512<T> c60 = Vector512<T>.Zero, c61 = Vector512<T>.Zero;
        Vector512<T> c70 = Vector512<T>.Zero, c71 = Vector512<T>.Zero;
        for (; depth > 0; depth--)
        {
            Vector512<T> q0 = Vector512.Load(q);
            Vector512<T> q1 = Vector512.Load(q + Vector512<T>.Count);
            Vector512<T> x = Vector512.Create(p[0]);
            c00 = Fused.MultiplyAdd(x, q0, c00);
            c01 = Fused.MultiplyAdd(x, q1, c01);
            x = Vector512.Create(p[1]);
            c10 = Fused.MultiplyAdd(x, q0, c10);
            c11 = Fused.MultiplyAdd(x, q1, c11);
            x = Vector512.Create(p[2]);
            c20 = Fused.MultiplyAdd(x, q0, c20);
            c21 = Fused.MultiplyAdd(x, q1, c21);
            x = Vector512.Create(p[3]);
            c30 = Fused.MultiplyAdd(x, q0, c30);
            c31 = Fused.MultiplyAdd(x, q1, c31);
            x = Vector512.Create(p[4]);
            c40 = Fused.MultiplyAdd(x, q0, c40);
            c41 = Fused.MultiplyAdd(x, q1, c41);
            x = Vector512.Create(p[5]);
            c50 = Fused.MultiplyAdd(x, q0, c50);
            c51 = Fused.MultiplyAdd(x, q1, c51);
            x = Vector512.Create(p[6]);
            c60 = Fused.MultiplyAdd(x, q0, c60);
            c61 = Fused.MultiplyAdd(x, q1, c61);
            x = Vector512.Create(p[7]);
            c70 = Fused.MultiplyAdd(x, q0, c70);
            c71 = Fused.MultiplyAdd(x, q1, c71);
            p += strideP;
            q += strideQ;
        }

        StoreRow(c, c00, c01, alpha, beta);
        StoreRow(c += ldc, c10, c11, alpha, beta);
        StoreRow(c += ldc, c20, c21, alpha, beta);
        StoreRow(c += ldc, c30, c31, alpha, beta);
        StoreRow(c += ldc, c40, c41, alpha, beta);
        StoreRow(c += ldc, c50, c51, alpha, beta);
        StoreRow(c += ldc, c60, c61, alpha, beta);
        StoreRow(c + ldc, c70, c71, alpha, beta);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows256<T>(int depth, T* p, nint strideP, T* q, nint strideQ, T alpha, T beta, T* c, nint ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector256<T> c00 = Vector256<T>.Zero, c01 = Vector256<T>.Zero;
        Vector256<T> c10 = Vector256<T>.Zero, c11 = Vector256<T>.Zero;
        Vector256<T> c20 = Vector256<T>.Zero, c21 = Vector256<T>.Zero;
        Vector256<T> c30 = Vector256<T>.Zero, c31 = Vector256<T>.Zero;
        for (; depth > 0; depth--)
        {
            Vector256<T> q0 = Vector256.Load(q);
            Vector256<T> q1 = Vector256.Load(q + Vector256<T>.Count);
            Vector256<T> x = Vector256.Create(p[0]);
            c00 = Fused.MultiplyAdd(x, q0, c00);
            c01 = Fused.MultiplyAdd(x, q1, c01);
            x = Vector256.Create(p[1]);
            c10 = Fused.MultiplyAdd(x, q0, c10);
            c11 = Fused.MultiplyAdd(x, q1, c11);
            x = Vector256.Create(p[2]);
            c20 = Fused.MultiplyAdd(x, q0, c20);
            c21 = Fused.MultiplyAdd(x, q1, c21);
            x = Vector256.Create(p[3]);
            c30 = Fused.MultiplyAdd(x, q0, c30);
            c31 = Fused.MultiplyAdd(x, q1, c31);
            p += strideP;
            q += strideQ;
        }

        StoreRow(c, c00, c01, alpha, beta);
        StoreRow(c += ldc, c10, c11, alpha, beta);
        StoreRow(c += ldc, c20, c21, alpha, beta);
        StoreRow(c + ldc, c30, c31, alpha, beta);
    }

    /// <summary>The left half of a tile: half the work where no more columns are wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow512<T>(int depth, T* p, nint strideP, T* q, nint strideQ, T alpha, T beta, T* c, nint ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector512<T> c0 = Vector512<T>.Zero, c1 = Vector512<T>.Zero, c2 = Vector512<T>.Zero, c3 = Vector512<T>.Zero;
        Vector512<T> c4 = Vector512<T>.Zero, c5 = Vector512<T>.Zero, c6 = Vector512<T>.Zero, c7 = Vector512<T>.Zero;
        for (; depth > 0; depth--)
        {
            Vector512<T> q0 = Vector512.Load(q);
            c0 = Fused.MultiplyAdd(Vector512.Create(p[0]), q0, c0);
            c1 = Fused.MultiplyAdd(Vector512.Create(p[1]), q0, c1);
            c2 = Fused.MultiplyAdd(Vector512.Create(p[2]), q0, c2);
            c3 = Fused.MultiplyAdd(Vector512.Create(p[3]), q0, c3);
            c4 = Fused.MultiplyAdd(Vector512.Create(p[4]), q0, c4);
            c5 = Fused.MultiplyAdd(Vector512.Create(p[5]), q0, c5);
            c6 = Fused.MultiplyAdd(Vector512.Create(p[6]), q0, c6);
            c7 = Fused.MultiplyAdd(Vector512.Create(p[7]), q0, c7);
            p += strideP;
            q += strideQ;
        }

        Store(c, c0, alpha, beta);
        Store(c += ldc, c1, alpha, beta);
        Store(c += ldc, c2, alpha, beta);
        Store(c += ldc, c3, alpha, beta);
        Store(c += ldc, c4, alpha, beta);
        Store(c += ldc, c5, alpha, beta);
        Store(c += ldc, c6, alpha, beta);
        Store(c + ldc, c7, alpha, beta);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<T>(T* c, Vector512<T> left, Vector512<T> right, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Store(c, left, alpha, beta);
        Store(c + Vector512<T>.Count, right, alpha, beta);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<T>(T* c, Vector256<T> left, Vector256<T> right, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Store(c, left, alpha, beta);
        Store(c + Vector256<T>.Count, right, alpha, beta);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(T* c, Vector512<T> sum, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector512<T> scale = Vector512.Create(alpha);
        Vector512<T> result = beta == T.Zero
            ? scale * sum
            : Fused.MultiplyAdd(scale, sum, Vector512.Create(beta) * Vector512.Load(c));
        result.Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(T* c, Vector256<T> sum, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector256<T> scale = Vector256.Create(alpha);
        Vector256<T> result = beta == T.Zero
            ? scale * sum
            : Fused.MultiplyAdd(scale, sum, Vector256.Create(beta) * Vector256.Load(c));
        result.Store(c);
    }
}
