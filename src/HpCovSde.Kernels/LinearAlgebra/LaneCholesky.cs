using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// The semidefinite Cholesky factorisation of many small matrices at once, one per lane, without a branch per lane. The rule for zero
/// pivots is that of <see cref="SemidefiniteCholesky"/>: where p_j = A_jj − Σ_{k&lt;j} L_jk² satisfies p_j ≤ 8n·ε·A_jj, the lane's
/// column j is multiplied by zero. NaN and infinity are never zero pivots. Lanes are independent of each other.
/// </summary>
internal static partial class LaneCholesky
{
    /// <summary>The factors of the lower triangles. Does not allocate.</summary>
    /// <param name="n">The order, ≥ 0.</param>
    /// <param name="packedLower">
    /// A: <see cref="PackedLower.Length"/> rows of <see cref="Lanes{T}.Count"/> numbers; entry (i, j), i ≥ j, of every lane's matrix is
    /// row <see cref="PackedLower.Index"/>(i, j).
    /// </param>
    /// <param name="factor">L, laid out like A: the same memory as A, or memory that does not overlap it.</param>
    /// <returns>
    /// True in the lanes whose matrix was not positive semidefinite: some p_j &lt; −64n·ε·A_jj, more than rounding can produce in a
    /// dependent column. NaN is not counted.
    /// </returns>
    /// <exception cref="ArgumentException">n is negative or a span too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LaneMask<T> Factor<T>(int n, ReadOnlySpan<T> packedLower, Span<T> factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BlasArguments.CheckDimension(n, nameof(n));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), packedLower.Length, nameof(packedLower));
        BlasArguments.CheckRows<T>(PackedLower.Length(n), factor.Length, nameof(factor));
        Lanes<T> tolerance = Tolerance<T>(n);
        LaneMask<T> indefinite = default;
        switch (n)
        {
            case 0:
                break;
            case 1:
                FactorOne(tolerance, packedLower, factor, out _, ref indefinite);
                break;
            case 2:
                FactorTwo(tolerance, packedLower, factor, ref indefinite);
                break;
            case 3:
                FactorThree(tolerance, packedLower, factor, ref indefinite);
                break;
            default:
                FactorAny(n, tolerance, packedLower, factor, ref indefinite);
                break;
        }

        return indefinite;
    }

    // For n ≤ 3 the factor stays in registers: 2.4 times as fast as the loops at n = 2 and 3.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FactorOne<T>(
        Lanes<T> tolerance, ReadOnlySpan<T> packed, Span<T> factor, out Lanes<T> inverse, ref LaneMask<T> indefinite)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> a00 = Lanes<T>.Load(packed, 0);
        Root(a00, a00, tolerance, out inverse, ref indefinite).Store(factor, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FactorTwo<T>(Lanes<T> tolerance, ReadOnlySpan<T> packed, Span<T> factor, ref LaneMask<T> indefinite)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FactorOne(tolerance, packed, factor, out Lanes<T> inverse, ref indefinite);
        Lanes<T> l10 = Lanes<T>.Load(packed, 1) * inverse;
        Lanes<T> a11 = Lanes<T>.Load(packed, 2);
        l10.Store(factor, 1);
        Root(Lanes.MultiplySubtractFrom(l10, l10, a11), a11, tolerance, out _, ref indefinite).Store(factor, 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FactorThree<T>(Lanes<T> tolerance, ReadOnlySpan<T> packed, Span<T> factor, ref LaneMask<T> indefinite)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FactorOne(tolerance, packed, factor, out Lanes<T> inverse0, ref indefinite);
        Lanes<T> l10 = Lanes<T>.Load(packed, 1) * inverse0;
        Lanes<T> l20 = Lanes<T>.Load(packed, 3) * inverse0;
        l10.Store(factor, 1);
        l20.Store(factor, 3);

        Lanes<T> a11 = Lanes<T>.Load(packed, 2);
        Root(Lanes.MultiplySubtractFrom(l10, l10, a11), a11, tolerance, out Lanes<T> inverse1, ref indefinite).Store(factor, 2);
        Lanes<T> l21 = Lanes.MultiplySubtractFrom(l10, l20, Lanes<T>.Load(packed, 4)) * inverse1;
        l21.Store(factor, 4);

        Lanes<T> a22 = Lanes<T>.Load(packed, 5);
        Lanes<T> pivot = Lanes.MultiplySubtractFrom(l21, l21, Lanes.MultiplySubtractFrom(l20, l20, a22));
        Root(pivot, a22, tolerance, out _, ref indefinite).Store(factor, 5);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FactorAny<T>(int n, Lanes<T> tolerance, ReadOnlySpan<T> packed, Span<T> factor, ref LaneMask<T> indefinite)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T a = ref MemoryMarshal.GetReference(packed);
        ref T l = ref MemoryMarshal.GetReference(factor);
        for (int j = 0; j < n; j++)
        {
            ref T rowJ = ref FourRows<T>.Row(ref l, j);
            nint end = (nint)j * Lanes<T>.Count;
            Lanes<T> diagonal = Lanes<T>.LoadUnchecked(in FourRows<T>.Row(ref a, j), end);
            Lanes<T> pivot = diagonal;
            for (nint k = 0; k < end; k += Lanes<T>.Count)
            {
                Lanes<T> x = Lanes<T>.LoadUnchecked(in rowJ, k);
                pivot = Lanes.MultiplySubtractFrom(x, x, pivot);
            }

            Root(pivot, diagonal, tolerance, out Lanes<T> inverse, ref indefinite).StoreUnchecked(ref rowJ, end);
            FactorColumn(n, j, inverse, ref a, ref l);
        }
    }

    /// <summary>8n·ε: a pivot below this share of its diagonal entry counts as zero.</summary>
    public static Lanes<T> Tolerance<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SemidefinitePivot.Tolerance<T>(n);

    /// <summary>√p_j and its reciprocal, or two zeros where p_j is a zero pivot: for a factorisation that stays in registers.</summary>
    /// <param name="pivot">p_j.</param>
    /// <param name="diagonal">A_jj.</param>
    /// <param name="tolerance"><see cref="Tolerance"/> of the order.</param>
    /// <param name="inverse">1/√p_j.</param>
    /// <param name="indefinite">Set where p_j shows that the matrix was not positive semidefinite, as in <see cref="Factor"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Root<T>(
        Lanes<T> pivot, Lanes<T> diagonal, Lanes<T> tolerance, out Lanes<T> inverse, ref LaneMask<T> indefinite)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LaneMask<T> isZero = Lanes.MultiplySubtractFrom(tolerance, diagonal, pivot) <= Lanes<T>.Zero;
        indefinite |= Lanes.MultiplyAdd(Lanes<T>.Of(8) * tolerance, diagonal, pivot) < Lanes<T>.Zero;
        Lanes<T> root = Lanes.Sqrt(pivot);
        inverse = Lanes.Select(isZero, Lanes<T>.Zero, Lanes<T>.One / root);
        return Lanes.Select(isZero, Lanes<T>.Zero, root);
    }

    /// <summary>L_ij = (A_ij − Σ_{k&lt;j} L_ik·L_jk) / L_jj for i &gt; j, four rows at a time, which share the loads of row j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FactorColumn<T>(int n, int j, Lanes<T> inverse, ref T a, ref T l)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T rowJ = ref FourRows<T>.Row(ref l, j);
        nint end = (nint)j * Lanes<T>.Count;
        int i = j + 1;
        for (; i + 4 <= n; i += 4)
        {
            FourRows<T> rows = new(ref l, i);
            var sums = FourSums<T>.Load(new FourRows<T>(ref a, i), end);
            for (nint k = 0; k < end; k += Lanes<T>.Count)
            {
                sums.Add(in rows, k, -Lanes<T>.LoadUnchecked(in rowJ, k));
            }

            sums.Scale(inverse);
            sums.Store(in rows, end);
        }

        for (; i < n; i++)
        {
            ref T row = ref FourRows<T>.Row(ref l, i);
            Lanes<T> sum = Lanes<T>.LoadUnchecked(in FourRows<T>.Row(ref a, i), end);
            for (nint k = 0; k < end; k += Lanes<T>.Count)
            {
                sum = Lanes.MultiplySubtractFrom(Lanes<T>.LoadUnchecked(in rowJ, k), Lanes<T>.LoadUnchecked(in row, k), sum);
            }

            (sum * inverse).StoreUnchecked(ref row, end);
        }
    }
}
