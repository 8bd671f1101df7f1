using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// The semidefinite Cholesky factorisation of many small matrices at once, one per lane, without a branch per lane.
/// The same rule as <see cref="SemidefiniteCholesky"/>: where p_j = A_jj − Σ_{k&lt;j} L_jk² satisfies p_j ≤ 8n·ε·A_jj, the
/// lane's column j is multiplied by zero. NaN and infinity are never zero pivots. Lanes do not see each other.
/// </summary>
public static partial class LaneCholesky
{
    /// <summary>Replaces the lower triangles by the factors, in place. Does not allocate.</summary>
    /// <param name="n">The order, ≥ 0.</param>
    /// <param name="packedLower">
    /// <see cref="PackedLower.Length"/> rows of <see cref="Lanes{T}.Count"/> numbers: entry (i, j), i ≥ j, of every lane's matrix is
    /// row <see cref="PackedLower.Index"/>(i, j).
    /// </param>
    /// <exception cref="ArgumentException">n is negative or <paramref name="packedLower"/> too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Factor<T>(int n, Span<T> packedLower)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BlasArguments.CheckDimension(n, nameof(n));
        long needed = n * (n + 1L) / 2 * Lanes<T>.Count;
        if (packedLower.Length < needed)
        {
            throw new ArgumentException(
                $"packedLower has {packedLower.Length} elements; {n} x {n} triangles in {Lanes<T>.Count} lanes need {needed}.",
                nameof(packedLower));
        }

        Lanes<T> tolerance = SemidefinitePivot.Tolerance<T>(n);
        switch (n)
        {
            case 0:
                break;
            case 1:
                FactorOne(tolerance, packedLower, out _);
                break;
            case 2:
                FactorTwo(tolerance, packedLower);
                break;
            case 3:
                FactorThree(tolerance, packedLower);
                break;
            default:
                FactorAny(n, tolerance, packedLower);
                break;
        }
    }

    // Up to three the factor stays in registers: 2.4 times as fast as the loops at n = 2 and 3.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FactorOne<T>(Lanes<T> tolerance, Span<T> packed, out Lanes<T> inverse)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> a00 = Lanes<T>.Load(packed, 0);
        Root(a00, a00, tolerance, out inverse).Store(packed, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FactorTwo<T>(Lanes<T> tolerance, Span<T> packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FactorOne(tolerance, packed, out Lanes<T> inverse);
        Lanes<T> l10 = Lanes<T>.Load(packed, 1) * inverse;
        Lanes<T> a11 = Lanes<T>.Load(packed, 2);
        l10.Store(packed, 1);
        Root(Lanes.MultiplySubtractFrom(l10, l10, a11), a11, tolerance, out _).Store(packed, 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FactorThree<T>(Lanes<T> tolerance, Span<T> packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FactorOne(tolerance, packed, out Lanes<T> inverse0);
        Lanes<T> l10 = Lanes<T>.Load(packed, 1) * inverse0;
        Lanes<T> l20 = Lanes<T>.Load(packed, 3) * inverse0;
        l10.Store(packed, 1);
        l20.Store(packed, 3);

        Lanes<T> a11 = Lanes<T>.Load(packed, 2);
        Root(Lanes.MultiplySubtractFrom(l10, l10, a11), a11, tolerance, out Lanes<T> inverse1).Store(packed, 2);
        Lanes<T> l21 = Lanes.MultiplySubtractFrom(l10, l20, Lanes<T>.Load(packed, 4)) * inverse1;
        l21.Store(packed, 4);

        Lanes<T> a22 = Lanes<T>.Load(packed, 5);
        Lanes<T> pivot = Lanes.MultiplySubtractFrom(l21, l21, Lanes.MultiplySubtractFrom(l20, l20, a22));
        Root(pivot, a22, tolerance, out _).Store(packed, 5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FactorAny<T>(int n, Lanes<T> tolerance, Span<T> packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int j = 0; j < n; j++)
        {
            int rowJ = PackedLower.Index(j, 0);
            Lanes<T> diagonal = Lanes<T>.Load(packed, rowJ + j);
            Lanes<T> pivot = diagonal;
            for (int k = 0; k < j; k++)
            {
                Lanes<T> x = Lanes<T>.Load(packed, rowJ + k);
                pivot = Lanes.MultiplySubtractFrom(x, x, pivot);
            }

            Root(pivot, diagonal, tolerance, out Lanes<T> inverse).Store(packed, rowJ + j);
            FactorColumn(n, j, inverse, packed);
        }
    }

    /// <summary>√pivot and its reciprocal, or two zeros where <see cref="SemidefinitePivot"/> calls the pivot zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Root<T>(Lanes<T> pivot, Lanes<T> diagonal, Lanes<T> tolerance, out Lanes<T> inverse)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LaneMask<T> isZero = Lanes.MultiplySubtractFrom(tolerance, diagonal, pivot) <= Lanes<T>.Zero;
        Lanes<T> root = Lanes.Sqrt(pivot);
        inverse = Lanes.Select(isZero, Lanes<T>.Zero, Lanes<T>.One / root);
        return Lanes.Select(isZero, Lanes<T>.Zero, root);
    }

    /// <summary>L_ij = (A_ij − Σ_{k&lt;j} L_ik·L_jk) / L_jj for i &gt; j, four rows at a time: they share the loads of row j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FactorColumn<T>(int n, int j, Lanes<T> inverse, Span<T> packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rowJ = PackedLower.Index(j, 0);
        int i = j + 1;
        for (; i + 4 <= n; i += 4)
        {
            int row0 = PackedLower.Index(i, 0);
            int row1 = row0 + i + 1;
            int row2 = row1 + i + 2;
            int row3 = row2 + i + 3;
            Lanes<T> s0 = Lanes<T>.Load(packed, row0 + j);
            Lanes<T> s1 = Lanes<T>.Load(packed, row1 + j);
            Lanes<T> s2 = Lanes<T>.Load(packed, row2 + j);
            Lanes<T> s3 = Lanes<T>.Load(packed, row3 + j);
            for (int k = 0; k < j; k++)
            {
                Lanes<T> minus = -Lanes<T>.Load(packed, rowJ + k);
                s0 = Lanes.MultiplyAdd(minus, Lanes<T>.Load(packed, row0 + k), s0);
                s1 = Lanes.MultiplyAdd(minus, Lanes<T>.Load(packed, row1 + k), s1);
                s2 = Lanes.MultiplyAdd(minus, Lanes<T>.Load(packed, row2 + k), s2);
                s3 = Lanes.MultiplyAdd(minus, Lanes<T>.Load(packed, row3 + k), s3);
            }

            (s0 * inverse).Store(packed, row0 + j);
            (s1 * inverse).Store(packed, row1 + j);
            (s2 * inverse).Store(packed, row2 + j);
            (s3 * inverse).Store(packed, row3 + j);
        }

        for (; i < n; i++)
        {
            int row = PackedLower.Index(i, 0);
            Lanes<T> s = Lanes<T>.Load(packed, row + j);
            for (int k = 0; k < j; k++)
            {
                s = Lanes.MultiplySubtractFrom(Lanes<T>.Load(packed, rowJ + k), Lanes<T>.Load(packed, row + k), s);
            }

            (s * inverse).Store(packed, row + j);
        }
    }
}
