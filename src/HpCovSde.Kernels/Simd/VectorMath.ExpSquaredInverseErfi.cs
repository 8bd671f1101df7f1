using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// exp(z²) of each lane, where erfi z = x as in <see cref="InverseErfi{T}(Lanes{T})"/>, within 5 ULP. It is the activation for which a
    /// residual network of width 1 is an Ornstein–Uhlenbeck process, and 2/√π divided by the slope of the inverse of erfi. 1 at 0, about
    /// √π |x| z for large |x|, +∞ where that overflows; NaN where x is NaN. Does not allocate.
    /// </summary>
    /// <remarks>
    /// With x = sinh s, exp(z²)/cosh s is a smooth function of log(1 + s). Computed from z, the error would be 2z² times that of z.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> ExpSquaredInverseErfi<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Called<ExpSquaredInverseErfiFunction, T>.Apply(x);

    /// <summary>destination[i] = exp(z²), erfi z = x[i], as <see cref="ExpSquaredInverseErfi{T}(Lanes{T})"/>. Does not allocate.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="destination">As long as <paramref name="x"/>: x itself, or memory that does not overlap it.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void ExpSquaredInverseErfi<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ElementWise.Map<T, Called<ExpSquaredInverseErfiFunction, T>>(x, destination);

    private readonly struct ExpSquaredInverseErfiFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TRow Apply<TRow, T>(TRow x)
            where TRow : struct, IRow<TRow, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TRow magnitude = x & TRow.FromBits(~(1UL << 63), ~(1U << 31));
            TRow s = AsinhRow<TRow, T>(magnitude, out TRow cosh);
            TRow t = InverseErfiPieceRow<TRow, T>(s, out TRow j);
            TRow square = cosh * ExpSquaredInverseErfiPolynomial<TRow, T>(t, j);
            return TRow.Select(TRow.AreEqual(x, x), square, TRow.Constant(double.NaN, float.NaN));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow ExpSquaredInverseErfiPolynomial<TRow, T>(TRow t, TRow j)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow p;
        if (typeof(T) == typeof(double))
        {
            p = TRow.Lookup(j, ExpSquaredInverseErfiDouble.C15, []);
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C14, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C13, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C12, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C11, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C10, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C9, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C8, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C7, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C6, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C5, []));
        }
        else
        {
            p = TRow.Lookup(j, [], ExpSquaredInverseErfiSingle.C5);
        }

        p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C4, ExpSquaredInverseErfiSingle.C4));
        p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C3, ExpSquaredInverseErfiSingle.C3));
        p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C2, ExpSquaredInverseErfiSingle.C2));
        p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C1, ExpSquaredInverseErfiSingle.C1));
        return TRow.MultiplyAdd(p, t, TRow.Lookup(j, ExpSquaredInverseErfiDouble.C0, ExpSquaredInverseErfiSingle.C0));
    }
}
