using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// σ(x + dx) − σ(x) of each lane, σ(x) = 1/(1 + e^(−x)), with an error of a few ULP of dx·σ′ even for tiny dx; also for x ≪ 0.
    /// NaN where x + dx is NaN. Does not allocate.
    /// </summary>
    /// <remarks>
    /// Near zero half the polynomial of <see cref="TanhIncrement{T}"/> at x/2. Elsewhere, with s = tanh(dx/2),
    /// 2 σ (1 − σ) s/(1 + (2σ − 1) s); if dx is not small, a difference of two values.
    /// </remarks>
    /// <param name="x">x.</param>
    /// <param name="sigmoid">σ(x), which the caller has already computed.</param>
    /// <param name="dx">dx.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> SigmoidIncrement<T>(Lanes<T> x, Lanes<T> sigmoid, Lanes<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        CalledIncrement<SigmoidIncrementFunction, T>.Apply(x, sigmoid, dx);

    private readonly struct SigmoidIncrementFunction : IIncrementFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TRow Apply<TRow, T>(TRow x, TRow sigmoid, TRow dx)
            where TRow : struct, IRow<TRow, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TRow half = TRow.Constant(0.5, 0.5f);
            TRow hx = half * x;
            TRow hd = half * dx;
            TRow hy = hx + hd;
            TRow u = hx * hx;
            TRow v = hy * hy;
            TRow near = half * TRow.MultiplyAdd(TanhSlopeLessOne<TRow, T>(u, v, hy * (hx + hy)), hd, hd);

            // If u or v is NaN, so are both results.
            TRow larger = TRow.Max(u, v);
            TRow limit = TRow.Constant(TanhDouble.NearZero, TanhSingle.NearZero);
            return TRow.AllLessThan(larger, limit)
                ? near
                : TRow.Select(TRow.LessThan(larger, limit), near, SigmoidIncrementAwayFromZero<TRow, T>(x + dx, sigmoid, hd));
        }
    }

    // One division for both formulas: a quotient minus σ, or minus zero.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TRow SigmoidIncrementAwayFromZero<TRow, T>(TRow y, TRow sigmoid, TRow hd)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow zero = TRow.Constant(0, 0);
        TRow one = TRow.Constant(1, 1);
        TRow square = hd * hd;
        TRow s = hd * TanhOverX<TRow, T>(square);
        TRow small = TRow.LessThan(square, TRow.Constant(TanhDouble.NearZero, TanhSingle.NearZero));
        TRow power = ExpOfMinusMagnitudeRow<TRow, T>(y);
        TRow slope = TRow.MultiplyAdd(sigmoid, zero - sigmoid, sigmoid);
        TRow numerator = TRow.Select(small, (slope + slope) * s, TRow.Select(TRow.LessThan(zero, y), one, power));
        TRow denominator = TRow.Select(small, TRow.MultiplyAdd((sigmoid + sigmoid) - one, s, one), one + power);
        TRow increment = (numerator / denominator) - TRow.Select(small, zero, sigmoid);
        return TRow.Select(TRow.AreEqual(y, y), increment, TRow.Constant(double.NaN, float.NaN));
    }
}
