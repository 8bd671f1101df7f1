using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// tanh(x + dx) − tanh x of each lane, with an error of at most 2⁻⁴⁹ |dx| (single: 2⁻²⁰ |dx|) for every dx. NaN where x or dx is NaN.
    /// Does not allocate.
    /// </summary>
    /// <remarks>
    /// Where x and y = x + dx are near zero, it is the increment of the polynomial of <see cref="Tanh{T}(Lanes{T})"/>: with W(z) = z·P(z),
    /// dx (1 + W(x²) + y (x + y) (W(y²) − W(x²))/(y² − x²)). The divided difference is a polynomial that Horner's rule gives together with
    /// W, without a division. Elsewhere, with t = tanh x and s = tanh dx, it is (1 − t²) s/(1 + t s) if dx is near zero, and the difference
    /// of two values if not.
    /// </remarks>
    /// <param name="x">x.</param>
    /// <param name="tanh">tanh x, of <see cref="Tanh{T}(Lanes{T})"/>.</param>
    /// <param name="dx">dx.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> TanhIncrement<T>(Lanes<T> x, Lanes<T> tanh, Lanes<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        CalledIncrement<TanhIncrementFunction, T>.Apply(x, tanh, dx);

    private readonly struct TanhIncrementFunction : IIncrementFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TRow Apply<TRow, T>(TRow x, TRow tanh, TRow dx)
            where TRow : struct, IRow<TRow, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TRow y = x + dx;
            TRow u = x * x;
            TRow v = y * y;
            TRow near = TRow.MultiplyAdd(TanhSlopeLessOne<TRow, T>(u, v, y * (x + y)), dx, dx);

            // If u or v is NaN, so are both results.
            TRow larger = TRow.Max(u, v);
            TRow limit = TRow.Constant(TanhDouble.NearZero, TanhSingle.NearZero);
            return TRow.AllLessThan(larger, limit)
                ? near
                : TRow.Select(TRow.LessThan(larger, limit), near, TanhIncrementAwayFromZero<TRow, T>(y, tanh, dx));
        }
    }

    // W(u) + factor·(W(v) − W(u))/(v − u). Horner's rule for W at u is h_k = c_k + u·h_{k+1}; for the divided difference it is
    // q_k = h_k + v·q_{k+1}.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow TanhSlopeLessOne<TRow, T>(TRow u, TRow v, TRow factor)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow h = TRow.Constant(TanhDouble.C10, TanhSingle.C5);
        TRow q = h;
        if (typeof(T) == typeof(double))
        {
            h = TRow.MultiplyAdd(h, u, TRow.Constant(TanhDouble.C9, 0));
            q = TRow.MultiplyAdd(q, v, h);
            h = TRow.MultiplyAdd(h, u, TRow.Constant(TanhDouble.C8, 0));
            q = TRow.MultiplyAdd(q, v, h);
            h = TRow.MultiplyAdd(h, u, TRow.Constant(TanhDouble.C7, 0));
            q = TRow.MultiplyAdd(q, v, h);
            h = TRow.MultiplyAdd(h, u, TRow.Constant(TanhDouble.C6, 0));
            q = TRow.MultiplyAdd(q, v, h);
            h = TRow.MultiplyAdd(h, u, TRow.Constant(TanhDouble.C5, 0));
            q = TRow.MultiplyAdd(q, v, h);
        }

        h = TRow.MultiplyAdd(h, u, TRow.Constant(TanhDouble.C4, TanhSingle.C4));
        q = TRow.MultiplyAdd(q, v, h);
        h = TRow.MultiplyAdd(h, u, TRow.Constant(TanhDouble.C3, TanhSingle.C3));
        q = TRow.MultiplyAdd(q, v, h);
        h = TRow.MultiplyAdd(h, u, TRow.Constant(TanhDouble.C2, TanhSingle.C2));
        q = TRow.MultiplyAdd(q, v, h);
        h = TRow.MultiplyAdd(h, u, TRow.Constant(TanhDouble.C1, TanhSingle.C1));
        q = TRow.MultiplyAdd(q, v, h);
        return TRow.MultiplyAdd(h, u, factor * q);
    }

    // One division for both formulas: a quotient minus t, or minus zero.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TRow TanhIncrementAwayFromZero<TRow, T>(TRow y, TRow tanh, TRow dx)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow one = TRow.Constant(1, 1);
        TRow square = dx * dx;
        TRow s = dx * TanhOverX<TRow, T>(square);
        TRow small = TRow.LessThan(square, TRow.Constant(TanhDouble.NearZero, TanhSingle.NearZero));
        TRow power = ExpOfMinusTwice<TRow, T>(y);
        TRow numerator = TRow.Select(
            small, TRow.MultiplyAdd(tanh, TRow.Constant(0, 0) - tanh, one) * s, (one - power) | (y & TRow.FromBits(1UL << 63, 1U << 31)));
        TRow denominator = TRow.Select(small, TRow.MultiplyAdd(tanh, s, one), one + power);
        TRow increment = (numerator / denominator) - TRow.Select(small, TRow.Constant(0, 0), tanh);
        return TRow.Select(TRow.AreEqual(y, y), increment, TRow.Constant(double.NaN, float.NaN));
    }
}
