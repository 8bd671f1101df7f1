using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// Four entries, one below the other, of a product of matrices of lanes: the registers of its inner loop. The four sums run side by side
/// and share the loads of the common factor.
/// </summary>
internal struct FourSums<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal Lanes<T> S0;
    internal Lanes<T> S1;
    internal Lanes<T> S2;
    internal Lanes<T> S3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static FourSums<T> Load(in FourRows<T> rows, nint element)
    {
        FourSums<T> sums = default;
        sums.S0 = Lanes<T>.LoadUnchecked(in rows.R0, element);
        sums.S1 = Lanes<T>.LoadUnchecked(in rows.R1, element);
        sums.S2 = Lanes<T>.LoadUnchecked(in rows.R2, element);
        sums.S3 = Lanes<T>.LoadUnchecked(in rows.R3, element);
        return sums;
    }

    /// <summary>Adds b times the entries of four rows to the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(in FourRows<T> rows, nint element, Lanes<T> b) => Add(Load(in rows, element), b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(in FourSums<T> entries, Lanes<T> b)
    {
        S0 = Lanes.MultiplyAdd(entries.S0, b, S0);
        S1 = Lanes.MultiplyAdd(entries.S1, b, S1);
        S2 = Lanes.MultiplyAdd(entries.S2, b, S2);
        S3 = Lanes.MultiplyAdd(entries.S3, b, S3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Scale(Lanes<T> factor)
    {
        S0 *= factor;
        S1 *= factor;
        S2 *= factor;
        S3 *= factor;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Store(in FourRows<T> rows, nint element)
    {
        S0.StoreUnchecked(ref rows.R0, element);
        S1.StoreUnchecked(ref rows.R1, element);
        S2.StoreUnchecked(ref rows.R2, element);
        S3.StoreUnchecked(ref rows.R3, element);
    }

    /// <summary>
    /// Stores only the entries on or below the diagonal; <paramref name="place"/> is the number of columns from the first row's diagonal
    /// entry to this column. The other sums were computed from elements behind the ends of their rows and have no meaning.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void StoreBelow(in FourRows<T> rows, nint element, int place)
    {
        if (place <= 0)
        {
            Store(in rows, element);
            return;
        }

        S3.StoreUnchecked(ref rows.R3, element);
        if (place <= 2)
        {
            S2.StoreUnchecked(ref rows.R2, element);
        }

        if (place <= 1)
        {
            S1.StoreUnchecked(ref rows.R1, element);
        }
    }
}
