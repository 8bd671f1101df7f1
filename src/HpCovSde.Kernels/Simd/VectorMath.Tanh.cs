using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// tanh x of each lane, within 2.6 ULP for every x. ±0 stays ±0; exactly ±1 where that is the rounded result; NaN where
    /// x is NaN. Does not allocate.
    /// </summary>
    /// <remarks>
    /// Near zero x (1 + x²·P(x²)) with a polynomial P and no division. Elsewhere (1 − p)/(1 + p) with p = e^(−2|x|), and the sign of x.
    /// The second formula is skipped if no lane of the row needs it.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Tanh<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Inlined<TanhFunction, T>.Apply(x);

    /// <summary>destination[i] = tanh(x[i]), as <see cref="Tanh{T}(Lanes{T})"/>. Does not allocate.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="destination">As long as <paramref name="x"/>: x itself, or memory that does not overlap it.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Tanh<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementWise.Map<T, Inlined<TanhFunction, T>>(x, destination);

    private readonly struct TanhFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TRow Apply<TRow, T>(TRow x)
            where TRow : struct, IRow<TRow, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TRow square = x * x;
            TRow near = x * TanhOverX<TRow, T>(square);
            TRow limit = TRow.Constant(TanhDouble.NearZero, TanhSingle.NearZero);
            return TRow.AllLessThan(square, limit) ? near : TRow.Select(TRow.LessThan(square, limit), near, TanhAwayFromZero<TRow, T>(x));
        }
    }

    // 1 + z·P(z), z = x².
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow TanhOverX<TRow, T>(TRow z)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow p = TRow.Constant(TanhDouble.C10, TanhSingle.C5);
        if (typeof(T) == typeof(double))
        {
            p = TRow.MultiplyAdd(p, z, TRow.Constant(TanhDouble.C9, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(TanhDouble.C8, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(TanhDouble.C7, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(TanhDouble.C6, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(TanhDouble.C5, 0));
        }

        p = TRow.MultiplyAdd(p, z, TRow.Constant(TanhDouble.C4, TanhSingle.C4));
        p = TRow.MultiplyAdd(p, z, TRow.Constant(TanhDouble.C3, TanhSingle.C3));
        p = TRow.MultiplyAdd(p, z, TRow.Constant(TanhDouble.C2, TanhSingle.C2));
        p = TRow.MultiplyAdd(p, z, TRow.Constant(TanhDouble.C1, TanhSingle.C1));
        return TRow.MultiplyAdd(p, z, TRow.Constant(1, 1));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TRow TanhAwayFromZero<TRow, T>(TRow x)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow one = TRow.Constant(1, 1);
        TRow power = ExpOfMinusTwice<TRow, T>(x);
        TRow tanh = ((one - power) / (one + power)) | (x & TRow.FromBits(1UL << 63, 1U << 31));
        return TRow.Select(TRow.AreEqual(x, x), tanh, TRow.Constant(double.NaN, float.NaN));
    }

    // p = e^(−2|x|), but at least e^−Largest. As Exp, but 2ⁿ is normal here and needs no second factor.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow ExpOfMinusTwice<TRow, T>(TRow x)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow negative = x | TRow.FromBits(1UL << 63, 1U << 31);
        TRow exponent = TRow.Max(negative + negative, TRow.Constant(-TanhDouble.Largest, -TanhSingle.Largest));
        TRow rounder = TRow.Constant(RoundToIntegerDouble, RoundToIntegerSingle);
        TRow rounded = TRow.MultiplyAdd(exponent, TRow.Constant(ExpDouble.Log2E, ExpSingle.Log2E), rounder);
        TRow minusN = rounder - rounded;
        TRow r = TRow.MultiplyAdd(minusN, TRow.Constant(ExpDouble.Ln2High, ExpSingle.Ln2High), exponent);
        r = TRow.MultiplyAdd(minusN, TRow.Constant(ExpDouble.Ln2Low, ExpSingle.Ln2Low), r);
        TRow exp = TRow.MultiplyAdd(r * r, ExpPolynomial<TRow, T>(r), r) + TRow.Constant(1, 1);
        return exp * TRow.ShiftLeft(TRow.AddBits(rounded, TRow.FromBits(1023, 127)), 52, 23);
    }
}
