using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// B ← B·Lᵀ in place. L is packed once, by panels of its rows, each as deep as its last row is long, so the blocks above the diagonal
/// are not touched. The rows of B are packed a few panels at a time and then overwritten.
/// </summary>
internal static unsafe class TriangularProduct
{
    // Rows of B that share one pass over the packed L: half a mebibyte at n = 1000 doubles.
    private const int RowBlock = 8 * MicroTile.Rows;

    // Speed relative to packing B, for doubles and singles, 128 rows on Zen 4: 1.5 and 1.9 times at n = 20, 1.1 and 1.4 times at
    // n = 100, equal at n = 200.
    private const int FewColumns = 200;

    internal static WorkspaceRequirement Requirement<T>(int m, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => n <= FewColumns
        ? WorkspaceRequirement.Of<T>((long)n * n)
        : WorkspaceRequirement.Of<T>(PackedLength(n, MicroTile.Columns<T>()))
            .And(WorkspaceRequirement.Of<T>((long)PackedRows(m) * n))
            .And(WorkspaceRequirement.Of<T>(MicroTile.Rows * MicroTile.Columns<T>()));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<T>(int m, int n, T* l, int ldl, T* b, int ldb, Workspace workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (n <= FewColumns)
        {
            RunInPlace(m, n, l, ldl, b, ldb, workspace);
            return;
        }

        int width = MicroTile.Columns<T>();
        using WorkspaceFrame frame = workspace.Enter();
        T* packedL = BlockedProduct.Address(frame.Rent<T>(checked((int)PackedLength(n, width))));
        T* packedB = BlockedProduct.Address(frame.Rent<T>(PackedRows(m) * n));
        T* scratch = BlockedProduct.Address(frame.Rent<T>(MicroTile.Rows * width));
        var source = new Operand<T>(b, ldb, contiguousVectors: true);

        PackTriangle(n, l, ldl, packedL, width);
        for (int iBlock = 0; iBlock < m; iBlock += RowBlock)
        {
            int iEnd = Math.Min(m, iBlock + RowBlock);
            for (int i = iBlock; i < iEnd; i += MicroTile.Rows)
            {
                source.Pack(i, Math.Min(MicroTile.Rows, iEnd - i), 0, n, packedB + ((i - iBlock) * (nint)n), MicroTile.Rows);
            }

            T* panelL = packedL;
            for (int j = 0; j < n; j += width)
            {
                int columns = Math.Min(width, n - j);
                int depth = j + columns;
                for (int i = iBlock; i < iEnd; i += MicroTile.Rows)
                {
                    MicroTile.Update(
                        depth, packedB + ((i - iBlock) * (nint)n), MicroTile.Rows, panelL, width,
                        Math.Min(MicroTile.Rows, iEnd - i), columns, width, T.One, T.Zero, b + (i * (nint)ldb) + j, ldb, scratch);
                }

                panelL += (nint)depth * width;
            }
        }
    }

    /// <summary>One strip of columns at a time, without packing B.</summary>
    private static void RunInPlace<T>(int m, int n, T* l, int ldl, T* b, int ldb, Workspace workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using WorkspaceFrame frame = workspace.Enter();
        T* packedL = BlockedProduct.Address(frame.Rent<T>(n * n));
        PackTriangle(n, l, ldl, packedL, n);
        var source = new Operand<T>(b, ldb, contiguousVectors: true);

        // From right to left: a strip needs the old columns up to its own end.
        int columns;
        for (int end = n; end > 0; end -= columns)
        {
            columns = DirectProduct.StripWidth<T>(end);
            int j = end - columns;
            DirectProduct.Strip(m, columns, end, T.One, source, 0, packedL + j, n, T.Zero, b + j, ldb);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackTriangle<T>(int n, T* l, int ldl, T* panel, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var source = new Operand<T>(l, ldl, contiguousVectors: true);
        for (int j = 0; j < n; j += width)
        {
            // The block on the diagonal is packed as a whole; then zeros replace the elements from above the diagonal.
            int columns = Math.Min(width, n - j);
            source.Pack(j, columns, 0, j + columns, panel, width);
            panel += (nint)j * width;
            for (int p = 0; p < columns; p++)
            {
                new Span<T>(panel, p).Clear();
                panel += width;
            }
        }
    }

    /// <summary>The sum of width × depth over the panels, whose depths are width, 2·width, …, n.</summary>
    private static long PackedLength(int n, int width)
    {
        long full = n / width;
        long wholePanels = full * (full + 1) / 2 * width;
        return width * (full * width == n ? wholePanels : wholePanels + n);
    }

    private static int PackedRows(int m) =>
        Math.Min(BlockedProduct.PanelCount(m, MicroTile.Rows) * MicroTile.Rows, RowBlock);
}
