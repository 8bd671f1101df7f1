using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// Products of many small lower triangular matrices at once, one per lane. Matrices are <see cref="PackedLower"/>, row by row, each
/// entry a row of <see cref="Lanes{T}.Count"/> numbers. A sum runs in the order of k with one rounding per term, independent of blocking.
/// Nothing allocates.
/// </summary>
internal static partial class LaneTriangular
{
    /// <summary>
    /// result_ij = d_j·L_ij + c_j·Σ_{j&lt;k≤i} L_ik·G_kj for j ≤ i: L times the triangle with d_j on its diagonal and c_j·G_kj below it.
    /// </summary>
    /// <param name="n">The order, ≥ 1.</param>
    /// <param name="l">L.</param>
    /// <param name="columns">G, stored by columns (<see cref="PackedLower.ColumnIndex"/>); its diagonal is not read.</param>
    /// <param name="diagonal">d: a row of lanes for each column.</param>
    /// <param name="columnScale">c, the same in every lane.</param>
    /// <param name="result">The product: <paramref name="l"/> itself, or memory that does not overlap it.</param>
    /// <exception cref="ArgumentException">A span is too short, or a number is negative.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(
        int n, ReadOnlySpan<T> l, ReadOnlySpan<T> columns, ReadOnlySpan<T> diagonal, ReadOnlySpan<T> columnScale, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BlasArguments.CheckDimension(n, nameof(n));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), l.Length, nameof(l));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), columns.Length, nameof(columns));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), result.Length, nameof(result));
        BlasArguments.CheckRows<T>(n, diagonal.Length, nameof(diagonal));
        columnScale = columnScale[..n];
        ref T a = ref MemoryMarshal.GetReference(l);
        ref T g = ref MemoryMarshal.GetReference(columns);
        ref T d = ref MemoryMarshal.GetReference(diagonal);
        ref T c = ref MemoryMarshal.GetReference(result);

        // Entry (i, j) reads only columns j..i of L, so columns can be overwritten from the left.
        int i = 0;
        for (; i + 4 <= n; i += 4)
        {
            FourRows<T> rows = new(ref a, i);
            FourRows<T> products = new(ref c, i);
            nint end = (nint)(i + 1) * Lanes<T>.Count;
            ref T column = ref g;
            for (int j = 0; j <= i; column = ref NextColumn(n, j, ref column), j++)
            {
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

            MultiplyCorner(
                in rows, (nint)(i + 1) * Lanes<T>.Count, ref column, ref NextColumn(n, i + 1, ref column),
                in d, columnScale.Slice(i + 1, 2), in products);
        }

        for (; i < n; i++)
        {
            MultiplyRow(n, i, ref a, ref g, in d, columnScale, ref c);
        }
    }

    // Columns i + 1 … i + 3 of rows i + 1 … i + 3; column i + 1 begins at element first of a row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyCorner<T>(
        in FourRows<T> rows, nint first, ref readonly T column1, ref readonly T column2, ref readonly T d, ReadOnlySpan<T> columnScale,
        in FourRows<T> products)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint second = first + Lanes<T>.Count;
        nint third = second + Lanes<T>.Count;
        Lanes<T> l22 = Lanes<T>.LoadUnchecked(in rows.R2, second);
        Lanes<T> l32 = Lanes<T>.LoadUnchecked(in rows.R3, second);
        Lanes<T> l33 = Lanes<T>.LoadUnchecked(in rows.R3, third);
        Lanes<T> g21 = Lanes<T>.LoadUnchecked(in column1, second);
        Lanes<T> g31 = Lanes<T>.LoadUnchecked(in column1, third);
        Lanes<T> g32 = Lanes<T>.LoadUnchecked(in column2, third);
        Lanes<T> d1 = Lanes<T>.LoadUnchecked(in d, first);
        Lanes<T> d2 = Lanes<T>.LoadUnchecked(in d, second);
        (Lanes<T>.LoadUnchecked(in rows.R1, first) * d1).StoreUnchecked(ref products.R1, first);
        Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rows.R2, first), d1, columnScale[0] * (l22 * g21))
            .StoreUnchecked(ref products.R2, first);
        (l22 * d2).StoreUnchecked(ref products.R2, second);
        Lanes<T> sum = Lanes.MultiplyAdd(l33, g31, l32 * g21);
        Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rows.R3, first), d1, columnScale[0] * sum).StoreUnchecked(ref products.R3, first);
        Lanes.MultiplyAdd(l32, d2, columnScale[1] * (l33 * g32)).StoreUnchecked(ref products.R3, second);
        (l33 * Lanes<T>.LoadUnchecked(in d, third)).StoreUnchecked(ref products.R3, third);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyRow<T>(
        int n, int i, ref T a, ref T g, ref readonly T d, ReadOnlySpan<T> columnScale, ref T c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T row = ref FourRows<T>.Row(ref a, i);
        ref T products = ref FourRows<T>.Row(ref c, i);
        ref T column = ref g;
        for (int j = 0; j <= i; column = ref NextColumn(n, j, ref column), j++)
        {
            nint place = (nint)j * Lanes<T>.Count;
            Lanes<T> sum = Lanes<T>.Zero;
            for (nint k = place + Lanes<T>.Count; k <= (nint)i * Lanes<T>.Count; k += Lanes<T>.Count)
            {
                sum = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in row, k), Lanes<T>.LoadUnchecked(in column, k), sum);
            }

            Lanes<T> below = columnScale[j] * sum;
            Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in row, place), Lanes<T>.LoadUnchecked(in d, place), below)
                .StoreUnchecked(ref products, place);
        }
    }

    /// <summary>L ← the lower triangle of L·Lᵀ, in place.</summary>
    /// <param name="n">The order, ≥ 1.</param>
    /// <param name="l">L; on return, its Gram matrix.</param>
    /// <exception cref="ArgumentException"><paramref name="l"/> is too short, or n is negative.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Gram<T>(int n, Span<T> l)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BlasArguments.CheckDimension(n, nameof(n));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), l.Length, nameof(l));
        ref T a = ref MemoryMarshal.GetReference(l);

        // Entry (i, j) reads columns 0..j of rows i and j. From the last row and column to the first, nothing is read after it was written.
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
            Dot(ref row, ref other, end).StoreUnchecked(ref row, end);
        }
    }

    /// <summary>V ← V + the lower triangle of M·Lᵀ + L·Mᵀ.</summary>
    /// <param name="n">The order, ≥ 1.</param>
    /// <param name="m">M, lower triangular.</param>
    /// <param name="l">L.</param>
    /// <param name="v">The lower triangle of V, in memory that does not overlap the others.</param>
    /// <exception cref="ArgumentException">A span is too short, or a number is negative.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void AddSymmetricProduct<T>(int n, ReadOnlySpan<T> m, ReadOnlySpan<T> l, Span<T> v)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BlasArguments.CheckDimension(n, nameof(n));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), m.Length, nameof(m));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), l.Length, nameof(l));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), v.Length, nameof(v));
        ref T a = ref MemoryMarshal.GetReference(m);
        ref T b = ref MemoryMarshal.GetReference(l);
        ref T c = ref MemoryMarshal.GetReference(v);

        int i = 0;
        for (; i + 4 <= n; i += 4)
        {
            FourRows<T> rows = new(ref a, i);
            FourRows<T> others = new(ref b, i);
            FourRows<T> results = new(ref c, i);
            ref T left = ref a;
            ref T leftOther = ref b;
            for (int j = 0; j <= i; j += 2)
            {
                // Two columns at a time: they share the loads of the four rows of both factors.
                nint end = (nint)j * Lanes<T>.Count;
                nint toRight = end + Lanes<T>.Count;
                ref T right = ref Unsafe.Add(ref left, toRight);
                ref T rightOther = ref Unsafe.Add(ref leftOther, toRight);
                var leftSums = FourSums<T>.Load(in results, end);
                var rightSums = FourSums<T>.Load(in results, toRight);
                for (nint k = 0; k <= end; k += Lanes<T>.Count)
                {
                    var entries = FourSums<T>.Load(in rows, k);
                    leftSums.Add(in entries, Lanes<T>.LoadUnchecked(in leftOther, k));
                    rightSums.Add(in entries, Lanes<T>.LoadUnchecked(in rightOther, k));
                    entries = FourSums<T>.Load(in others, k);
                    leftSums.Add(in entries, Lanes<T>.LoadUnchecked(in left, k));
                    rightSums.Add(in entries, Lanes<T>.LoadUnchecked(in right, k));
                }

                rightSums.Add(in rows, toRight, Lanes<T>.LoadUnchecked(in rightOther, toRight));
                rightSums.Add(in others, toRight, Lanes<T>.LoadUnchecked(in right, toRight));
                leftSums.Store(in results, end);
                rightSums.StoreBelow(in results, toRight, j + 1 - i);
                left = ref Unsafe.Add(ref right, toRight + Lanes<T>.Count);
                leftOther = ref Unsafe.Add(ref rightOther, toRight + Lanes<T>.Count);
            }

            AddCorner((nint)(i + 2) * Lanes<T>.Count, in rows, in others, in results);
        }

        for (; i < n; i++)
        {
            AddRow(i, ref a, ref b, ref c);
        }
    }

    // Columns i + 2 and i + 3 of rows i + 2 and i + 3.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddCorner<T>(nint end, in FourRows<T> rows, in FourRows<T> others, in FourRows<T> results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> s22 = Lanes<T>.LoadUnchecked(in results.R2, end);
        Lanes<T> s32 = Lanes<T>.LoadUnchecked(in results.R3, end);
        Lanes<T> s33 = Lanes<T>.LoadUnchecked(in results.R3, end + Lanes<T>.Count);
        Lanes<T> x;
        Lanes<T> y;
        for (nint k = 0; k <= end; k += Lanes<T>.Count)
        {
            Lanes<T> x2 = Lanes<T>.LoadUnchecked(in rows.R2, k);
            Lanes<T> y2 = Lanes<T>.LoadUnchecked(in others.R2, k);
            x = Lanes<T>.LoadUnchecked(in rows.R3, k);
            y = Lanes<T>.LoadUnchecked(in others.R3, k);
            s22 = Lanes.MultiplyAdd(y2, x2, Lanes.MultiplyAdd(x2, y2, s22));
            s32 = Lanes.MultiplyAdd(y, x2, Lanes.MultiplyAdd(x, y2, s32));
            s33 = Lanes.MultiplyAdd(y, x, Lanes.MultiplyAdd(x, y, s33));
        }

        x = Lanes<T>.LoadUnchecked(in rows.R3, end + Lanes<T>.Count);
        y = Lanes<T>.LoadUnchecked(in others.R3, end + Lanes<T>.Count);
        s33 = Lanes.MultiplyAdd(y, x, Lanes.MultiplyAdd(x, y, s33));
        s22.StoreUnchecked(ref results.R2, end);
        s32.StoreUnchecked(ref results.R3, end);
        s33.StoreUnchecked(ref results.R3, end + Lanes<T>.Count);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddRow<T>(int i, ref T a, ref T b, ref T c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T rowA = ref FourRows<T>.Row(ref a, i);
        ref T rowB = ref FourRows<T>.Row(ref b, i);
        ref T result = ref FourRows<T>.Row(ref c, i);
        for (int j = 0; j <= i; j++)
        {
            ref T otherA = ref FourRows<T>.Row(ref a, j);
            ref T otherB = ref FourRows<T>.Row(ref b, j);
            nint end = (nint)j * Lanes<T>.Count;
            Lanes<T> sum = Lanes<T>.LoadUnchecked(in result, end);
            for (nint k = 0; k <= end; k += Lanes<T>.Count)
            {
                sum = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rowA, k), Lanes<T>.LoadUnchecked(in otherB, k), sum);
                sum = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in rowB, k), Lanes<T>.LoadUnchecked(in otherA, k), sum);
            }

            sum.StoreUnchecked(ref result, end);
        }
    }

    // Σ x_k·y_k over the entries that begin at element 0 … last.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Dot<T>(ref readonly T x, ref readonly T y, nint last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> sum = Lanes<T>.Zero;
        for (nint k = 0; k <= last; k += Lanes<T>.Count)
        {
            sum = Lanes.MultiplyAdd(Lanes<T>.LoadUnchecked(in x, k), Lanes<T>.LoadUnchecked(in y, k), sum);
        }

        return sum;
    }

    // Where the column after column j begins. Entry (i, j) of a column is i rows of lanes behind its beginning.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref T NextColumn<T>(int n, int j, ref T column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ref Unsafe.Add(ref column, (nint)(n - j - 1) * Lanes<T>.Count);
}
