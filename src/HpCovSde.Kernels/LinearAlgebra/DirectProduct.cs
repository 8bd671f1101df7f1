using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// Small products, and products with so few columns that packing the other factor costs more than it saves. op(A) is read in place,
/// element by element. op(B) is read row by row, in place unless its columns are contiguous.
/// </summary>
/// <remarks>
/// The bits are those of <see cref="BlockedProduct"/>. A strip of columns that does not fill a pair of registers is covered by two
/// registers that overlap: elements in both are computed twice, with the same result. Nothing outside the matrices is read.
/// </remarks>
internal static unsafe class DirectProduct
{
    private const int Rows = 4;

    // Speed relative to packing, doubles on Zen 4, each measured in alternation with MKL: 1.3 times at 32 x 32 x 32, 1.1 times at
    // 300 x 32 x 300; no gain beyond the noise at 1000 x 32 x 1000.
    private const int FewColumns = 32;
    private const int SmallSize = 64;

    /// <summary>Whether a product of these shapes is faster here than by packing.</summary>
    internal static bool Serves<T>(int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        n <= FewColumns || (m <= SmallSize && n <= SmallSize && k <= SmallSize);

    internal static WorkspaceRequirement Requirement<T>(int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Serves<T>(m, n, k) ? WorkspaceRequirement.Of<T>((long)n * k) : WorkspaceRequirement.None;

    /// <summary>C ← α·op(A)·op(B) + β·C, k ≥ 1.</summary>
    internal static void Run<T>(
        int m, int n, int k, T alpha, Operand<T> a, Operand<T> b, T beta, T* c, nint ldc, Workspace workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (b.IsPanel)
        {
            Run(m, n, k, alpha, a, b.At(0, 0), b.PanelStride, beta, c, ldc);
            return;
        }

        using WorkspaceFrame frame = workspace.Enter();
        T* rows = BlockedProduct.Address(frame.Rent<T>(n * k));
        b.Pack(0, n, 0, k, rows, n);
        Run(m, n, k, alpha, a, rows, n, beta, c, ldc);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T>(int m, int n, int k, T alpha, Operand<T> a, T* b, nint ldb, T beta, T* c, nint ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int block = BlockedProduct.BlockDepth(k);
        for (int p = 0; p < k; p += block)
        {
            int depth = Math.Min(block, k - p);
            T keep = p == 0 ? beta : T.One;
            int columns;
            for (int j = 0; j < n; j += columns)
            {
                columns = StripWidth<T>(n - j);
                Strip(m, columns, depth, alpha, a, p, b + (p * ldb) + j, ldb, keep, c + j, ldc);
            }
        }
    }

    /// <summary>The number of columns in the next strip: as many as a pair of registers covers, overlapping or not.</summary>
    internal static int StripWidth<T>(int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int widest = columns < Register128<T>.Count ? Register1<T>.Count
            : Avx512F.IsSupported ? Register512<T>.Count : Register256<T>.Count;
        return Math.Min(columns, 2 * widest);
    }

    /// <summary>
    /// One strip of C, as wide as <see cref="StripWidth{T}"/> says: the sum over the inner indices [from, from + depth). C may be a part
    /// of A: a group of rows of A is read completely before any of these rows is written.
    /// </summary>
    internal static void Strip<T>(
        int m, int columns, int depth, T alpha, Operand<T> a, int from, T* b, nint ldb, T beta, T* c, nint ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Avx512F.IsSupported && columns > Register512<T>.Count)
        {
            Strip<T, Register512<T>>(m, columns, depth, alpha, a, from, b, ldb, beta, c, ldc);
        }
        else if (columns > Register256<T>.Count)
        {
            Strip<T, Register256<T>>(m, columns, depth, alpha, a, from, b, ldb, beta, c, ldc);
        }
        else if (columns >= Register128<T>.Count)
        {
            Strip<T, Register128<T>>(m, columns, depth, alpha, a, from, b, ldb, beta, c, ldc);
        }
        else
        {
            Strip<T, Register1<T>>(m, columns, depth, alpha, a, from, b, ldb, beta, c, ldc);
        }
    }

    /// <summary>A strip that fits a pair of registers, <see cref="Rows"/> rows of C at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip<T, TRegister>(
        int m, int columns, int depth, T alpha, Operand<T> a, int from, T* b, nint ldb, T beta, T* c, nint ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        nint right = columns - TRegister.Count;
        nint inner = a.InnerStride;
        for (int i = 0; i < m; i += Rows)
        {
            // Past the end, the last row is read again: nothing outside the matrix is read, and only existing rows are written.
            int last = Math.Min(Rows, m - i) - 1;
            T* a0 = a.At(i, from);
            T* a1 = a0 + (Math.Min(1, last) * a.VectorStride);
            T* a2 = a0 + (Math.Min(2, last) * a.VectorStride);
            T* a3 = a0 + (last * a.VectorStride);
            T* row = b;
            TRegister zero = TRegister.Broadcast(T.Zero);
            TRegister c00 = zero, c10 = zero, c20 = zero, c30 = zero;
            TRegister c01 = zero, c11 = zero, c21 = zero, c31 = zero;
            nint p = 0;
            for (int left = depth; left > 0; left--)
            {
                TRegister b0 = TRegister.Load(row);
                TRegister b1 = TRegister.Load(row + right);
                TRegister x = TRegister.Broadcast(a0[p]);
                c00 = TRegister.MultiplyAdd(x, b0, c00);
                c01 = TRegister.MultiplyAdd(x, b1, c01);
                x = TRegister.Broadcast(a1[p]);
                c10 = TRegister.MultiplyAdd(x, b0, c10);
                c11 = TRegister.MultiplyAdd(x, b1, c11);
                x = TRegister.Broadcast(a2[p]);
                c20 = TRegister.MultiplyAdd(x, b0, c20);
                c21 = TRegister.MultiplyAdd(x, b1, c21);
                x = TRegister.Broadcast(a3[p]);
                c30 = TRegister.MultiplyAdd(x, b0, c30);
                c31 = TRegister.MultiplyAdd(x, b1, c31);
                p += inner;
                row += ldb;
            }

            StorePair(c, right, c00, c01, alpha, beta);
            if (last >= 1)
            {
                StorePair(c + ldc, right, c10, c11, alpha, beta);
            }

            if (last >= 2)
            {
                StorePair(c + (2 * ldc), right, c20, c21, alpha, beta);
            }

            if (last == 3)
            {
                StorePair(c + (3 * ldc), right, c30, c31, alpha, beta);
            }

            c += Rows * ldc;
        }
    }

    /// <summary>Both results are computed before either is stored, so that both use the old C where they overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair<T, TRegister>(T* c, nint right, TRegister sum0, TRegister sum1, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        TRegister result0 = sum0.Scaled(alpha, beta, c);
        TRegister result1 = sum1.Scaled(alpha, beta, c + right);
        result0.Store(c);
        result1.Store(c + right);
    }
}
