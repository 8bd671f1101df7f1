namespace HpCovSde.InfiniteWidth;

/// <summary>
/// The tiles of <see cref="HermitePairs"/> in the packed triangle of a kernel, and the blocks of rows that are distributed over threads.
/// </summary>
internal static class PairBlocks
{
    /// <summary>The number of rows of a block: four quads, which share each group of columns while it is in the cache.</summary>
    internal const int Rows = 16;

    internal static int Count(int inputs) => (inputs + Rows - 1) / Rows;

    /// <summary>
    /// The tiles of a block that contain pairs a &gt; b, each as the first of its inputs a and the group of its inputs b.
    /// </summary>
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

    /// <summary>Copies a tile from the packed pairs. δ = 0 where there is no pair a &gt; b.</summary>
    internal static void Load(ReadOnlySpan<double> packed, int inputs, int first, int group, Span<double> tile)
    {
        tile.Clear();
        for (int i = 0; i < HermitePairs.Quad; i++)
        {
            int count = Pairs(inputs, first + i, group);
            int start = count > 0 ? KernelState.Row(first + i) + (group * HermiteTable.Group) : 0;
            packed.Slice(start, count).CopyTo(tile[(i * HermiteTable.Group)..]);
        }
    }

    /// <summary>Copies a tile to the packed pairs.</summary>
    internal static void Store(ReadOnlySpan<double> tile, int inputs, int first, int group, Span<double> packed)
    {
        for (int i = 0; i < HermitePairs.Quad; i++)
        {
            int count = Pairs(inputs, first + i, group);
            if (count > 0)
            {
                int start = KernelState.Row(first + i) + (group * HermiteTable.Group);
                tile.Slice(i * HermiteTable.Group, count).CopyTo(packed[start..]);
            }
        }
    }

    private static int Pairs(int inputs, int a, int group) =>
        a < inputs ? Math.Clamp(a - (group * HermiteTable.Group), 0, HermiteTable.Group) : 0;
}
