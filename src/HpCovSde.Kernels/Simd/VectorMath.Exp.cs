using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// eˣ of each lane, within 1.2 ULP, also where the result is subnormal. exp(±0) = 1 exactly, exp(−∞) = 0,
    /// exp(+∞) = +∞; +∞ where eˣ overflows; NaN where x is NaN. Does not allocate.
    /// </summary>
    /// <remarks>
    /// x = n·log 2 + r with an integer n and |r| ≤ (log 2)/2; eʳ = 1 + r + r²·P(r) with a polynomial P. The result
    /// is scaled by 2ⁿ in two factors, since 2ⁿ itself may overflow or be subnormal.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Exp<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Inlined<ExpFunction, T>.Apply(x);

    /// <summary>destination[i] = exp(x[i]), as <see cref="Exp{T}(Lanes{T})"/>. Does not allocate.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="destination">As long as <paramref name="x"/>: x itself, or memory that does not overlap it.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Exp<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementWise.Map<T, Inlined<ExpFunction, T>>(x, destination);

    private readonly struct ExpFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TRow Apply<TRow, T>(TRow x)
            where TRow : struct, IRow<TRow, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TRow largest = TRow.Constant(ExpDouble.Largest, ExpSingle.Largest);
            TRow smallest = TRow.Constant(ExpDouble.Smallest, ExpSingle.Smallest);
            TRow clamped = TRow.Select(TRow.LessThan(x, largest), x, largest);
            clamped = TRow.Select(TRow.LessThan(smallest, clamped), clamped, smallest);
            TRow exp = ExpOfNumberRow<TRow, T>(clamped);
            return TRow.Select(TRow.AreEqual(x, x), exp, TRow.Constant(double.NaN, float.NaN));
        }
    }

    // |x| is at most about 1400 (170), so that n + 2·1023 (n + 2·127) is positive.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow ExpOfNumberRow<TRow, T>(TRow x)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow rounder = TRow.Constant(RoundToIntegerDouble, RoundToIntegerSingle);
        TRow rounded = TRow.MultiplyAdd(x, TRow.Constant(ExpDouble.Log2E, ExpSingle.Log2E), rounder);
        TRow minusN = rounder - rounded;
        TRow r = TRow.MultiplyAdd(minusN, TRow.Constant(ExpDouble.Ln2High, ExpSingle.Ln2High), x);
        r = TRow.MultiplyAdd(minusN, TRow.Constant(ExpDouble.Ln2Low, ExpSingle.Ln2Low), r);
        TRow exp = TRow.MultiplyAdd(r * r, ExpPolynomial<TRow, T>(r), r) + TRow.Constant(1, 1);

        // n + 2·1023 (2·127) is positive, so a logical shift halves it: AVX2 has no arithmetic shift of 64-bit integers.
        TRow twiceBiased = TRow.SubtractBits(
            rounded, TRow.FromBits(ExpDouble.RounderBits - (2 * 1023), ExpSingle.RounderBits - (2 * 127)));
        TRow biased = TRow.ShiftRight(twiceBiased, 1, 1);
        exp *= TRow.ShiftLeft(biased, 52, 23);
        return exp * TRow.ShiftLeft(TRow.SubtractBits(twiceBiased, biased), 52, 23);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow ExpPolynomial<TRow, T>(TRow r)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow p = TRow.Constant(ExpDouble.C11, ExpSingle.C6);
        if (typeof(T) == typeof(double))
        {
            p = TRow.MultiplyAdd(p, r, TRow.Constant(ExpDouble.C10, 0));
            p = TRow.MultiplyAdd(p, r, TRow.Constant(ExpDouble.C9, 0));
            p = TRow.MultiplyAdd(p, r, TRow.Constant(ExpDouble.C8, 0));
            p = TRow.MultiplyAdd(p, r, TRow.Constant(ExpDouble.C7, 0));
            p = TRow.MultiplyAdd(p, r, TRow.Constant(ExpDouble.C6, 0));
        }

        p = TRow.MultiplyAdd(p, r, TRow.Constant(ExpDouble.C5, ExpSingle.C5));
        p = TRow.MultiplyAdd(p, r, TRow.Constant(ExpDouble.C4, ExpSingle.C4));
        p = TRow.MultiplyAdd(p, r, TRow.Constant(ExpDouble.C3, ExpSingle.C3));
        return TRow.MultiplyAdd(p, r, TRow.Constant(ExpDouble.C2, ExpSingle.C2));
    }

    // P(r) = C2 + C3 r + … on |r| ≤ (log 2)/2; error of 1 + r + r²P: 2^-55.8.
    private static class ExpDouble
    {
        public const double C2 = 0.5000000000000001;
        public const double C3 = 0.16666666666666669;
        public const double C4 = 0.04166666666662413;
        public const double C5 = 0.008333333333330062;
        public const double C6 = 0.0013888888917213717;
        public const double C7 = 0.00019841269863053618;
        public const double C8 = 2.4801521295954376e-05;
        public const double C9 = 2.7557268459997064e-06;
        public const double C10 = 2.7620088445409746e-07;
        public const double C11 = 2.510038549551032e-08;

        public const double Log2E = 1.4426950408889634;

        // 41 bits: n·Ln2High is exact for every n here (11 bits), and so is its difference to x.
        public const double Ln2High = 0.693147180559663;
        public const double Ln2Low = 2.8235290563031577e-13;

        // e^Largest overflows, and e^Smallest is below half the smallest subnormal; beyond them the result does not change.
        public const double Largest = 710;
        public const double Smallest = -746;

        public const ulong RounderBits = 0x4338000000000000;
    }

    // The same; error of 1 + r + r²P: 2^-26.5.
    private static class ExpSingle
    {
        public const float C2 = 0.5f;
        public const float C3 = 0.166665763f;
        public const float C4 = 0.0416665561f;
        public const float C5 = 0.00836317893f;
        public const float C6 = 0.0013926184f;

        public const float Log2E = 1.44269504f;

        // 15 bits, and n has 8.
        public const float Ln2High = 0.693145752f;
        public const float Ln2Low = 1.42860677e-06f;

        public const float Largest = 89;
        public const float Smallest = -104;

        public const uint RounderBits = 0x4b400000;
    }
}
