using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// erf x = (2/√π) ∫₀ˣ exp(−t²) dt of each lane, within 2.4 ULP for every x. ±0 stays ±0; exactly ±1 where that is the rounded
    /// result; NaN where x is NaN. Does not allocate.
    /// </summary>
    /// <remarks>
    /// Sixteen polynomials in |x| − j·w, one for each j = 0, …, 15 and the |x| nearest to j·w. The first has no constant term, which
    /// gives relative accuracy near zero. It needs no exponential and no division; a coefficient costs one permutation of a table.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Erf<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Called<ErfFunction, T>.Apply(x);

    /// <summary>destination[i] = erf(x[i]), as <see cref="Erf{T}(Lanes{T})"/>. Does not allocate.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="destination">As long as <paramref name="x"/>: x itself, or memory that does not overlap it.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Erf<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementWise.Map<T, Called<ErfFunction, T>>(x, destination);

    // Thirteen tables exceed the inlining budget of a caller.
    private readonly struct ErfFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TRow Apply<TRow, T>(TRow x)
            where TRow : struct, IRow<TRow, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TRow signOfX = x & TRow.FromBits(1UL << 63, 1U << 31);
            TRow magnitude = x ^ signOfX;
            TRow largest = TRow.Constant(ErfDouble.Largest, ErfSingle.Largest);
            TRow clamped = TRow.Select(TRow.LessThan(magnitude, largest), magnitude, largest);
            TRow rounder = TRow.Constant(RoundToIntegerDouble, RoundToIntegerSingle);
            TRow rounded = TRow.MultiplyAdd(clamped, TRow.Constant(1 / ErfDouble.Width, 1 / ErfSingle.Width), rounder);
            TRow t = TRow.MultiplyAdd(rounder - rounded, TRow.Constant(ErfDouble.Width, ErfSingle.Width), clamped);
            TRow erf = ErfPolynomial<TRow, T>(t, rounded) ^ signOfX;
            return TRow.Select(TRow.AreEqual(x, x), erf, TRow.Constant(double.NaN, float.NaN));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow ErfPolynomial<TRow, T>(TRow t, TRow j)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow p;
        if (typeof(T) == typeof(double))
        {
            p = TRow.Lookup(j, ErfDouble.C12, []);
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ErfDouble.C11, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ErfDouble.C10, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ErfDouble.C9, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ErfDouble.C8, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ErfDouble.C7, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ErfDouble.C6, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ErfDouble.C5, []));
        }
        else
        {
            p = TRow.Lookup(j, [], ErfSingle.C5);
        }

        p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ErfDouble.C4, ErfSingle.C4));
        p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ErfDouble.C3, ErfSingle.C3));
        p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ErfDouble.C2, ErfSingle.C2));
        p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ErfDouble.C1, ErfSingle.C1));
        return TRow.MultiplyAdd(p, t, TRow.Lookup(j, ErfDouble.C0, ErfSingle.C0));
    }
}
