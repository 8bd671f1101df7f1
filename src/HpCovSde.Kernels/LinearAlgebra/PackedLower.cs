namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>The row-by-row storage of a lower triangle: (0,0), (1,0), (1,1), (2,0), …</summary>
internal static class PackedLower
{
    /// <summary>The place i(i+1)/2 + j of entry (i, j), 0 ≤ j ≤ i.</summary>
    public static int Index(int i, int j) => (i * (i + 1) / 2) + j;

    /// <summary>
    /// The place of entry (i, j), 0 ≤ j ≤ i &lt; n, where the triangle is stored column by column: (0,0), (1,0), …, (n−1,0), (1,1), …
    /// Products sum along a column of their right factor, which this makes contiguous.
    /// </summary>
    public static int ColumnIndex(int n, int i, int j) => (j * ((2 * n) - j - 1) / 2) + i;

    /// <summary>The number n(n+1)/2 of entries of an n×n triangle.</summary>
    /// <exception cref="OverflowException">n is above 46340.</exception>
    public static int Length(int n) => checked(n * (n + 1)) / 2;
}
