using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// Products of many small lower triangular matrices at once, one per lane. Matrices are <see cref="PackedLower"/>, row by row, each
/// entry a row of <see cref="Lanes{T}.Count"/> numbers. A sum runs in the order of k with one rounding per term, whatever the blocking.
/// Nothing allocates.
/// </summary>
public static partial class LaneTriangular
{
    /// <summary>result_ij = d_j·L_ij + c_j·Σ_{j&lt;k≤i} L_ik·G_kj for j ≤ i: L times the triangle with d_j on its diagonal and c_j·G_kj below it.</summary>
    /// <param name="n">The order, ≥ 1.</param>
    /// <param name="l">L.</param>
    /// <param name="columns">G, stored by columns (<see cref="PackedLower.ColumnIndex"/>); its diagonal is not read.</param>
    /// <param name="diagonal">d: a row of lanes for each column.</param>
    /// <param name="columnScale">c, the same in every lane.</param>
    /// <param name="result">The product; <paramref name="l"/> itself or memory apart from it.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(
        int n, ReadOnlySpan<T> l, ReadOnlySpan<T> columns, ReadOnlySpan<T> diagonal, ReadOnlySpan<T> columnScale, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BlasArguments.CheckRows<T>(PackedLower.Length(n), l.Length, nameof(l));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), columns.Length, nameof(columns));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), result.Length, nameof(result));
        BlasArguments.CheckRows<T>(n, diagonal.Length, nameof(diagonal));
        columnScale = columnScale[..n];
        ref T a = ref MemoryMarshal.GetReference(l);
        ref T g = ref MemoryMarshal.GetReference(columns);
        ref T d = ref MemoryMarshal.GetReference(diagonal);
        ref T c = ref MemoryMarshal.GetReference(result);

        // Entry (i, j) reads columns j..i of L only, so that columns may be overwritten from the left.
        int i = 0;
        for (; i + 4 <= n; i += 4)
        {
            FourRows<T> rows = new(ref a, i);
            FourRows<T> products = new(ref c, i);
            nint end = (nint)(i + 1) * Lanes<T>.Count;
            for (int j = 0; j <= i; j++)
            {
                ref T column = ref Column(n, j, ref g);
                FourSums<T> sums = default;
                for (nint k = (nint)(j + 1) * Lanes<T>.Count; k < end; k += Lanes<T>.Count)
                {
                    sums.Add(in rows, k, Lanes<T>.LoadUnchecked(in column, k));
                }

                // The rows below the first are longer by one, two, three entries.
                Lanes<T> b = Lanes<T>.LoadUnchecked(in column, end);
                sums.S1 = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rows.R1, end), b, sums.S1);
                sums.S2 = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rows.R2, end), b, sums.S2);
                sums.S3 = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rows.R3, end), b, sums.S3);
                b = Lanes<T>.LoadUnchecked(in column, end + Lanes<T>.Count);
                sums.S2 = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rows.R2, end + Lanes<T>.Count), b, sums.S2);
                sums.S3 = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rows.R3, end + Lanes<T>.Count), b, sums.S3);
                b = Lanes<T>.LoadUnchecked(in column, end + (2 * Lanes<T>.Count));
                sums.S3 = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rows.R3, end + (2 * Lanes<T>.Count)), b, sums.S3);

                sums.Scale(columnScale[j]);
                nint place = (nint)j * Lanes<T>.Count;
                sums.Add(in rows, place, Lanes<T>.LoadUnchecked(in d, place));
                sums.Store(in products, place);
            }

            for (int r = 1; r < 4; r++)
            {
                MultiplyRow(n, i + r, i + 1, ref a, ref g, in d, columnScale, ref c);
            }
        }

        for (; i < n; i++)
        {
            MultiplyRow(n, i, 0, ref a, ref g, in d, columnScale, ref c);
        }
    }

    // Entries (i, firstColumn) … (i, i).
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyRow<T>(
        int n, int i, int firstColumn, ref T a, ref T g, ref readonly T d, ReadOnlySpan<T> columnScale, ref T c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T row = ref FourRows<T>.Row(ref a, i);
        ref T products = ref FourRows<T>.Row(ref c, i);
        for (int j = firstColumn; j <= i; j++)
        {
            ref T column = ref Column(n, j, ref g);
            nint place = (nint)j * Lanes<T>.Count;
            Lanes<T> sum = Lanes<T>.Zero;
            for (nint k = place + Lanes<T>.Count; k <= (nint)i * Lanes<T>.Count; k += Lanes<T>.Count)
            {
                sum = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in row, k), Lanes<T>.LoadUnchecked(in column, k), sum);
            }

            Lanes<T> below = columnScale[j] * sum;
            Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in row, place), Lanes<T>.LoadUnchecked(in d, place), below).StoreUnchecked(ref products, place);
        }
    }

    /// <summary>L ← the lower triangle of L·Lᵀ, in place.</summary>
    /// <param name="n">The order, ≥ 1.</param>
    /// <param name="l">L, and then its Gram matrix.</param>
    /// <exception cref="ArgumentException"><paramref name="l"/> is too short.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Gram<T>(int n, Span<T> l)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BlasArguments.CheckRows<T>(PackedLower.Length(n), l.Length, nameof(l));
        ref T a = ref MemoryMarshal.GetReference(l);

        // Entry (i, j) reads columns 0..j of rows i and j: from the last row and the last column on, nothing is read that was written.
        int i = n - 4;
        for (; i >= 0; i -= 4)
        {
            FourRows<T> rows = new(ref a, i);
            for (int j = i + 3; j >= 0; j--)
            {
                ref T other = ref FourRows<T>.Row(ref a, j);
                nint end = (nint)j * Lanes<T>.Count;
                FourSums<T> sums = default;
                for (nint k = 0; k <= end; k += Lanes<T>.Count)
                {
                    sums.Add(in rows, k, Lanes<T>.LoadUnchecked(in other, k));
                }

                sums.StoreBelow(in rows, end, j - i);
            }
        }

        for (i += 3; i >= 0; i--)
        {
            GramRow(i, ref a);
        }
    }

    // Entries (i, i), …, (i, 0).
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void GramRow<T>(int i, ref T a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T row = ref FourRows<T>.Row(ref a, i);
        for (int j = i; j >= 0; j--)
        {
            ref T other = ref FourRows<T>.Row(ref a, j);
            nint end = (nint)j * Lanes<T>.Count;
            Dot(ref row, ref other, end, Lanes<T>.Zero).StoreUnchecked(ref row, end);
        }
    }

    /// <summary>V ← V + the lower triangle of M·Lᵀ + L·Mᵀ.</summary>
    /// <param name="n">The order, ≥ 1.</param>
    /// <param name="m">M, lower triangular.</param>
    /// <param name="l">L.</param>
    /// <param name="v">The lower triangle of V, in memory apart from the others.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void AddSymmetricProduct<T>(int n, ReadOnlySpan<T> m, ReadOnlySpan<T> l, Span<T> v)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BlasArguments.CheckRows<T>(PackedLower.Length(n), m.Length, nameof(m));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), l.Length, nameof(l));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), v.Length, nameof(v));
        ref T a = ref MemoryMarshal.GetReference(m);
        ref T b = ref MemoryMarshal.GetReference(l);
        ref T c = ref MemoryMarshal.GetReference(v);

        // One product after the other: four rows of one factor stay in the first cache while the other goes by.
        AddProduct(n, ref a, ref b, ref c);
        AddProduct(n, ref b, ref a, ref c);
    }

    // V ← V + the lower triangle of A·Bᵀ, two columns at a time: they share the loads of the four rows.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddProduct<T>(int n, ref T a, ref T b, ref T c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        for (; i + 4 <= n; i += 4)
        {
            FourRows<T> rows = new(ref a, i);
            FourRows<T> results = new(ref c, i);
            for (int j = 0; j < i + 4; j += 2)
            {
                ref T left = ref FourRows<T>.Row(ref b, j);
                ref T right = ref FourRows<T>.Row(ref b, j + 1);
                nint end = (nint)j * Lanes<T>.Count;
                var leftSums = FourSums<T>.Load(in results, end);
                var rightSums = FourSums<T>.Load(in results, end + Lanes<T>.Count);
                for (nint k = 0; k <= end; k += Lanes<T>.Count)
                {
                    var entries = FourSums<T>.Load(in rows, k);
                    leftSums.Add(in entries, Lanes<T>.LoadUnchecked(in left, k));
                    rightSums.Add(in entries, Lanes<T>.LoadUnchecked(in right, k));
                }

                end += Lanes<T>.Count;
                rightSums.Add(in rows, end, Lanes<T>.LoadUnchecked(in right, end));
                leftSums.StoreBelow(in results, end - Lanes<T>.Count, j - i);
                rightSums.StoreBelow(in results, end, j + 1 - i);
            }
        }

        for (; i < n; i++)
        {
            ref T row = ref FourRows<T>.Row(ref a, i);
            ref T result = ref FourRows<T>.Row(ref c, i);
            for (int j = 0; j <= i; j++)
            {
                nint end = (nint)j * Lanes<T>.Count;
                Dot(ref row, ref FourRows<T>.Row(ref b, j), end, Lanes<T>.LoadUnchecked(in result, end)).StoreUnchecked(ref result, end);
            }
        }
    }

    // start + Σ x_k·y_k over the entries that begin at element 0 … last.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Dot<T>(ref readonly T x, ref readonly T y, nint last, Lanes<T> start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> sum = start;
        for (nint k = 0; k <= last; k += Lanes<T>.Count)
        {
            sum = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in x, k), Lanes<T>.LoadUnchecked(in y, k), sum);
        }

        return sum;
    }

    // Column j such that entry (i, j) is i rows of lanes away.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref T Column<T>(int n, int j, ref T columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ref Unsafe.Add(ref columns, (nint)PackedLower.ColumnIndex(n, 0, j) * Lanes<T>.Count);
}
