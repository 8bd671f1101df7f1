using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// log(1 + x) of each lane, within 1.5 ULP for every x. ±0 stays ±0, −∞ at −1, +∞ at +∞; NaN where x &lt; −1 or x is NaN.
    /// Does not allocate.
    /// </summary>
    /// <remarks>
    /// With u = 1 + x, rounded, and c its rounding error, u = 2ᵏ·m as in <see cref="Log{T}(Lanes{T})"/> and
    /// 1 + x = 2ᵏ·(1 + f) with f = (m − 1) + 2⁻ᵏ·c. Near zero k = 0, and f is x itself.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Log1p<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Inlined<Log1pFunction, T>.Apply(x);

    /// <summary>destination[i] = log(1 + x[i]), as <see cref="Log1p{T}(Lanes{T})"/>. Does not allocate.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="destination">As long as <paramref name="x"/>: x itself, or memory that does not overlap it.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Log1p<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementWise.Map<T, Inlined<Log1pFunction, T>>(x, destination);

    private readonly struct Log1pFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TRow Apply<TRow, T>(TRow x)
            where TRow : struct, IRow<TRow, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TRow minusOne = TRow.Constant(-1, -1);
            TRow infinity = TRow.Constant(double.PositiveInfinity, float.PositiveInfinity);

            // log 1 = +0 would lose the sign of −0; every other result has the sign of x.
            TRow log = Log1pOfNumberRow<TRow, T>(x) | (x & TRow.FromBits(1UL << 63, 1U << 31));
            log = TRow.Select(TRow.LessThan(x, infinity), log, x);
            log = TRow.Select(TRow.LessThan(minusOne, x), log, TRow.Constant(double.NaN, float.NaN));
            return TRow.Select(TRow.AreEqual(x, minusOne), TRow.Constant(double.NegativeInfinity, float.NegativeInfinity), log);
        }
    }

    // x is finite and more than −1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow Log1pOfNumberRow<TRow, T>(TRow x)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow one = TRow.Constant(1, 1);
        TRow u = one + x;
        TRow c = x - (u - one);
        TRow shifted = TRow.AddBits(u, TRow.FromBits(0x3ff0000000000000 - SqrtHalfBitsDouble, 0x3f800000 - SqrtHalfBitsSingle));
        TRow exponent = TRow.ShiftRight(shifted, 52, 23);
        TRow mantissa = TRow.AddBits(
            shifted & TRow.FromBits(0x000fffffffffffff, 0x007fffff), TRow.FromBits(SqrtHalfBitsDouble, SqrtHalfBitsSingle));
        TRow k = (exponent | TRow.FromBits(0x4330000000000000, 0x4b000000)) - TRow.Constant(ExponentBiasDouble, ExponentBiasSingle);

        // For the largest k, 2⁻ᵏ comes out as −∞; c is 0 there.
        TRow power = TRow.Max(TRow.ShiftLeft(TRow.SubtractBits(TRow.FromBits(2046, 254), exponent), 52, 23), TRow.Constant(0, 0));
        return LogOfFactorsRow<TRow, T>(k, TRow.MultiplyAdd(c, power, mantissa - one));
    }
}
