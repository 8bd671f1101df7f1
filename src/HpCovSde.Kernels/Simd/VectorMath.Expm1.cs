using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// eˣ − 1 of each lane, within 1.5 ULP for every x. ±0 stays ±0, −1 at −∞, +∞ where eˣ overflows; NaN where x is NaN.
    /// Does not allocate.
    /// </summary>
    /// <remarks>
    /// x = n·log 2 + r as in <see cref="Exp{T}(Lanes{T})"/>. With eʳ − 1 = r + q the result is (2ⁿ − 1) + 2ⁿ·r + 2ⁿ·q, added in this
    /// order: where the first two terms cancel, they cancel exactly.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Expm1<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Inlined<Expm1Function, T>.Apply(x);

    /// <summary>destination[i] = exp(x[i]) − 1, as <see cref="Expm1{T}(Lanes{T})"/>. Does not allocate.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="destination">As long as <paramref name="x"/>: x itself, or memory that does not overlap it.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Expm1<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementWise.Map<T, Inlined<Expm1Function, T>>(x, destination);

    private readonly struct Expm1Function : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TRow Apply<TRow, T>(TRow x)
            where TRow : struct, IRow<TRow, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TRow largest = TRow.Constant(ExpDouble.Largest, ExpSingle.Largest);
            TRow smallest = TRow.Constant(Expm1Double.Smallest, Expm1Single.Smallest);
            TRow clamped = TRow.Select(TRow.LessThan(x, largest), x, largest);
            clamped = TRow.Select(TRow.LessThan(smallest, clamped), clamped, smallest);
            TRow half = HalfExpm1Row<TRow, T>(clamped);

            // Half a subnormal number is not exact, and −0 would lose its sign.
            TRow magnitude = x & TRow.FromBits(~(1UL << 63), ~(1U << 31));
            TRow tiny = TRow.LessThan(magnitude, TRow.Constant(Expm1Double.Tiny, Expm1Single.Tiny));
            TRow expm1 = TRow.Select(tiny, x, half + half);
            return TRow.Select(TRow.AreEqual(x, x), expm1, TRow.Constant(double.NaN, float.NaN));
        }
    }

    // Half of the result, so that 2ⁿ needs no second factor where eˣ is just below the largest number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow HalfExpm1Row<TRow, T>(TRow x)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow rounder = TRow.Constant(RoundToIntegerDouble, RoundToIntegerSingle);
        TRow ln2Low = TRow.Constant(ExpDouble.Ln2Low, ExpSingle.Ln2Low);
        TRow rounded = TRow.MultiplyAdd(x, TRow.Constant(ExpDouble.Log2E, ExpSingle.Log2E), rounder);
        TRow minusN = rounder - rounded;
        TRow exact = TRow.MultiplyAdd(minusN, TRow.Constant(ExpDouble.Ln2High, ExpSingle.Ln2High), x);
        TRow r = TRow.MultiplyAdd(minusN, ln2Low, exact);
        TRow roundedOff = TRow.MultiplyAdd(minusN, ln2Low, exact - r);
        TRow q = TRow.MultiplyAdd(r * r, ExpPolynomial<TRow, T>(r), roundedOff);
        TRow halfPower = TRow.ShiftLeft(TRow.AddBits(rounded, TRow.FromBits(1022, 126)), 52, 23);
        TRow sum = TRow.MultiplyAdd(halfPower, r, halfPower - TRow.Constant(0.5, 0.5f));
        return TRow.MultiplyAdd(halfPower, q, sum);
    }

    // The polynomial is that of exp; its error relative to eʳ − 1 is 2^-54.4.
    private static class Expm1Double
    {
        // e^Smallest is less than a quarter of the spacing below 1.
        public const double Smallest = -40;

        // 2^-54: below it, x²/2 is less than a quarter of the spacing at x.
        public const double Tiny = 5.551115123125783e-17;
    }

    // The same; error 2^-25.2.
    private static class Expm1Single
    {
        public const float Smallest = -20;
        public const float Tiny = 2.98023224e-08f;
    }
}
