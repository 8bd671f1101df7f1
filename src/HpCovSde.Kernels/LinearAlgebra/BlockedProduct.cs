using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// C ← α·op(A)·op(B) + β·C by panels. A block of op(B), <see cref="DepthBlock"/> deep and <see cref="ColumnBlock"/> wide, is packed once
/// and stays in the second-level cache. Panels of op(A), one tile high, are packed one after the other, stay in the first-level cache,
/// and are multiplied by the whole block. Source: Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008; here
/// A and B exchange their roles, because C is row-major.
/// </summary>
internal static unsafe class BlockedProduct
{
    // 12 x 256 doubles of op(A) are three quarters of a first-level cache of 32 KiB; 256 x 384 of op(B) are 768 KiB of a second-level
    // cache of 1 MiB or more. Other constants give other bits, because they decide where the sum over k is cut.
    private const int DepthBlock = 256;
    private const int ColumnBlock = 384;

    // A panel that is used at most this many times is read from the matrix itself: a copy would cost more than it saves.
    private const int FewUses = 2;

    internal static WorkspaceRequirement Requirement<T>(int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int depth = BlockDepth(k);
        int width = MicroTile.Columns<T>();
        return WorkspaceRequirement.Of<T>((long)depth * PanelCount(Math.Min(n, ColumnBlock), width) * width)
            .And(WorkspaceRequirement.Of<T>(depth * MicroTile.Rows))
            .And(WorkspaceRequirement.Of<T>(MicroTile.Rows * width));
    }

    /// <summary>The whole of C, or its lower triangle only. k ≥ 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<T>(
        bool lowerOnly, int m, int n, int k, T alpha, Operand<T> a, Operand<T> b, T beta, T* c, nint ldc, Workspace workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = MicroTile.Columns<T>();
        int block = BlockDepth(k);
        using WorkspaceFrame frame = workspace.Enter();
        T* packedB = Address(frame.Rent<T>(block * PanelCount(Math.Min(n, ColumnBlock), width) * width));
        T* packedA = Address(frame.Rent<T>(block * MicroTile.Rows));
        T* scratch = Address(frame.Rent<T>(MicroTile.Rows * width));
        bool directA = a.IsPanel && n <= FewUses * width;
        bool directB = b.IsPanel && m <= FewUses * MicroTile.Rows;

        for (int jBlock = 0; jBlock < n; jBlock += ColumnBlock)
        {
            int jEnd = Math.Min(n, jBlock + ColumnBlock);
            for (int p = 0; p < k; p += block)
            {
                int depth = Math.Min(block, k - p);
                T keep = p == 0 ? beta : T.One;
                for (int j = jBlock; j < jEnd; j += width)
                {
                    int columns = Math.Min(width, jEnd - j);
                    if (!directB || columns < width)
                    {
                        b.Pack(j, columns, p, depth, packedB + ((j - jBlock) * (nint)depth), width);
                    }
                }

                for (int i = lowerOnly ? jBlock : 0; i < m; i += MicroTile.Rows)
                {
                    int rows = Math.Min(MicroTile.Rows, m - i);
                    T* panelA = packedA;
                    nint strideA = MicroTile.Rows;
                    if (directA && rows % MicroTile.RowStep == 0)
                    {
                        panelA = a.At(i, p);
                        strideA = a.PanelStride;
                    }
                    else
                    {
                        a.Pack(i, rows, p, depth, packedA, MicroTile.Rows);
                    }

                    int jStop = lowerOnly ? Math.Min(jEnd, i + rows) : jEnd;
                    for (int j = jBlock; j < jStop; j += width)
                    {
                        int columns = Math.Min(width, jEnd - j);
                        T* panelB = packedB + ((j - jBlock) * (nint)depth);
                        nint strideB = width;
                        if (directB && columns == width)
                        {
                            panelB = b.At(j, p);
                            strideB = b.PanelStride;
                        }

                        MicroTile.Update(
                            depth, panelA, strideA, panelB, strideB,
                            rows, columns, lowerOnly ? i - j : width, alpha, keep, c + (i * ldc) + j, ldc, scratch);
                    }
                }
            }
        }
    }

    internal static T* Address<T>(Span<T> rented)
        where T : unmanaged => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(rented));

    internal static int PanelCount(int length, int width) => (length + width - 1) / width;

    /// <summary>The size of the equal blocks that k is cut into, so that no block has only a few indices.</summary>
    internal static int BlockDepth(int k)
    {
        int blocks = Math.Max(1, PanelCount(k, DepthBlock));
        return PanelCount(k, blocks);
    }
}
