using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// 1/(1 + e^(−x)) of each lane, within 3 ULP for every x, also for x ≪ 0, where it is close to eˣ. ½ at ±0; exactly 1 where that is
    /// the rounded result; NaN where x is NaN. Does not allocate.
    /// </summary>
    /// <remarks>
    /// Near zero ½ + ½ tanh(x/2) with the polynomial of <see cref="Tanh{T}(Lanes{T})"/> and no division. Elsewhere, with p = e^(−|x|),
    /// 1/(1 + p) for x &gt; 0 and p/(1 + p) for x &lt; 0. The second formula is skipped if no lane of the row needs it.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Sigmoid<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Inlined<SigmoidFunction, T>.Apply(x);

    /// <summary>destination[i] = 1/(1 + exp(−x[i])), as <see cref="Sigmoid{T}(Lanes{T})"/>. Does not allocate.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="destination">As long as <paramref name="x"/>: x itself, or memory that does not overlap it.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Sigmoid<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementWise.Map<T, Inlined<SigmoidFunction, T>>(x, destination);

    private readonly struct SigmoidFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TRow Apply<TRow, T>(TRow x)
            where TRow : struct, IRow<TRow, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TRow oneHalf = TRow.Constant(0.5, 0.5f);
            TRow half = oneHalf * x;
            TRow square = half * half;
            TRow near = TRow.MultiplyAdd(oneHalf, half * TanhOverX<TRow, T>(square), oneHalf);
            TRow limit = TRow.Constant(TanhDouble.NearZero, TanhSingle.NearZero);
            return TRow.AllLessThan(square, limit)
                ? near
                : TRow.Select(TRow.LessThan(square, limit), near, SigmoidAwayFromZero<TRow, T>(x));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TRow SigmoidAwayFromZero<TRow, T>(TRow x)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow one = TRow.Constant(1, 1);
        TRow power = ExpOfMinusMagnitudeRow<TRow, T>(x);
        TRow sigmoid = TRow.Select(TRow.LessThan(TRow.Constant(0, 0), x), one, power) / (one + power);
        return TRow.Select(TRow.AreEqual(x, x), sigmoid, TRow.Constant(double.NaN, float.NaN));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow ExpOfMinusMagnitudeRow<TRow, T>(TRow x)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ExpOfNumberRow<TRow, T>(
            TRow.Max(x | TRow.FromBits(1UL << 63, 1U << 31), TRow.Constant(ExpDouble.Smallest, ExpSingle.Smallest)));
}
