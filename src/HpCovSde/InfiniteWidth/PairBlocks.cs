namespace HpCovSde.InfiniteWidth;

/// <summary>The tiles of pairs of <see cref="HermitePairs"/> in the packed triangle of a kernel, and the blocks of rows that threads share.</summary>
internal static class PairBlocks
{
    /// <summary>Rows of a block: four quads, which read each group of columns while it is in the cache.</summary>
    internal const int Rows = 16;

    internal static int Count(int inputs) => (inputs + Rows - 1) / Rows;

    /// <summary>The tiles of a block that have pairs a &gt; b: the first of its inputs a, and the group of its inputs b.</summary>
    internal static IEnumerable<(int First, int Group)> Tiles(int block, int inputs)
    {
        int last = Math.Min(((block + 1) * Rows) - 1, inputs - 1);
        for (int group = 0; group * HermiteTable.Group < last; group++)
        {
            for (int first = block * Rows; first <= last; first += HermitePairs.Quad)
            {
                if (group * HermiteTable.Group < Math.Min(first + HermitePairs.Quad - 1, last))
                {
                    yield return (first, group);
                }
            }
        }
    }

    /// <summary>Copies a tile from packed pairs, with δ = 0 where there is no pair a &gt; b.</summary>
    internal static void Load(ReadOnlySpan<double> packed, int inputs, int first, int group, Span<double> tile)
    {
        tile.Clear();
        for (int i = 0; i < HermitePairs.Quad; i++)
        {
            int count = Pairs(inputs, first + i, group);
            packed.Slice(count > 0 ? KernelState.Row(first + i) + (group * HermiteTable.Group) : 0, count).CopyTo(tile[(i * HermiteTable.Group)..]);
        }
    }

    /// <summary>Copies the pairs of a tile back.</summary>
    internal static void Store(ReadOnlySpan<double> tile, int inputs, int first, int group, Span<double> packed)
    {
        for (int i = 0; i < HermitePairs.Quad; i++)
        {
            int count = Pairs(inputs, first + i, group);
            if (count > 0)
            {
                tile.Slice(i * HermiteTable.Group, count).CopyTo(packed[(KernelState.Row(first + i) + (group * HermiteTable.Group))..]);
            }
        }
    }

    private static int Pairs(int inputs, int a, int group) => a < inputs ? Math.Clamp(a - (group * HermiteTable.Group), 0, HermiteTable.Group) : 0;
}
