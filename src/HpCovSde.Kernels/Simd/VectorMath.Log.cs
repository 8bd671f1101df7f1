using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    private const ulong SqrtHalfBitsDouble = 0x3fe6a09e667f3bcd;
    private const uint SqrtHalfBitsSingle = 0x3f3504f3;

    // 2^52 + 1023 and 2^23 + 127: the number whose low bits, below those of 2^52 (2^23), are a biased exponent of 0.
    private const double ExponentBiasDouble = 4503599627371519.0;
    private const float ExponentBiasSingle = 8388735f;

    /// <summary>
    /// The natural logarithm of each lane, within 1 ULP, also for subnormal x. log(1) = 0 exactly; log(±0) = −∞,
    /// log(+∞) = +∞; NaN where x &lt; 0 or x is NaN. Does not allocate.
    /// </summary>
    /// <remarks>
    /// x = 2ᵏ·(1+f) with √½ ≤ 1+f &lt; √2, s = f/(2+f), log x = k·log 2 + f − (f²/2 − s·(f²/2 + R(s²))), where
    /// R(z) = log((1+s)/(1−s))/s − 2 = (2/3)z + (2/5)z² + … is a polynomial.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Log<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Inlined<LogFunction, T>.Apply(x);

    /// <summary>destination[i] = log(x[i]), as <see cref="Log{T}(Lanes{T})"/>. Does not allocate.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="destination">As long as <paramref name="x"/>: x itself, or memory that does not overlap it.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Log<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementWise.Map<T, Inlined<LogFunction, T>>(x, destination);

    private readonly struct LogFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TRow Apply<TRow, T>(TRow x)
            where TRow : struct, IRow<TRow, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TRow zero = TRow.Constant(0, 0);
            TRow infinity = TRow.Constant(double.PositiveInfinity, float.PositiveInfinity);
            TRow subnormal = TRow.LessThan(x, TRow.Constant(LogDouble.MinNormal, LogSingle.MinNormal));
            TRow normal = TRow.Select(subnormal, x * TRow.Constant(LogDouble.Lift, LogSingle.Lift), x);
            TRow bias = TRow.Select(
                subnormal,
                TRow.Constant(ExponentBiasDouble + LogDouble.LiftExponent, ExponentBiasSingle + LogSingle.LiftExponent),
                TRow.Constant(ExponentBiasDouble, ExponentBiasSingle));
            TRow log = TRow.Select(TRow.LessThan(x, infinity), LogOfNormalRow<TRow, T>(normal, bias), x);
            log = TRow.Select(TRow.LessThan(zero, x), log, TRow.Constant(double.NaN, float.NaN));
            return TRow.Select(TRow.AreEqual(x, zero), TRow.Constant(double.NegativeInfinity, float.NegativeInfinity), log);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow LogOfNormalRow<TRow, T>(TRow x, TRow exponentBias)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // √½ ≤ mantissa < √2: after subtracting the bits of √½ and adding those of 1, the exponent field counts from √½.
        TRow sqrtHalf = TRow.FromBits(SqrtHalfBitsDouble, SqrtHalfBitsSingle);
        TRow shifted = TRow.AddBits(x, TRow.FromBits(0x3ff0000000000000 - SqrtHalfBitsDouble, 0x3f800000 - SqrtHalfBitsSingle));
        TRow biasedExponent = TRow.ShiftRight(shifted, 52, 23) | TRow.FromBits(0x4330000000000000, 0x4b000000);
        TRow mantissa = TRow.AddBits(shifted & TRow.FromBits(0x000fffffffffffff, 0x007fffff), sqrtHalf);

        return LogOfFactorsRow<TRow, T>(biasedExponent - exponentBias, mantissa - TRow.Constant(1, 1));
    }

    /// <summary>log(2ᵏ·(1+f)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow LogOfFactorsRow<TRow, T>(TRow k, TRow f)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow s = f / (f + TRow.Constant(2, 2));
        TRow z = s * s;
        TRow halfSquare = f * (f * TRow.Constant(0.5, 0.5f));
        TRow inner = TRow.MultiplyAdd(
            s,
            TRow.MultiplyAdd(z, LogPolynomial<TRow, T>(z), halfSquare),
            k * TRow.Constant(LogDouble.Ln2Low, LogSingle.Ln2Low));
        return TRow.MultiplyAdd(k, TRow.Constant(LogDouble.Ln2, LogSingle.Ln2), f - (halfSquare - inner));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow LogPolynomial<TRow, T>(TRow z)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow p = TRow.Constant(LogDouble.C7, LogSingle.C3);
        if (typeof(T) == typeof(double))
        {
            p = TRow.MultiplyAdd(p, z, TRow.Constant(LogDouble.C6, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(LogDouble.C5, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(LogDouble.C4, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(LogDouble.C3, 0));
        }

        p = TRow.MultiplyAdd(p, z, TRow.Constant(LogDouble.C2, LogSingle.C2));
        return TRow.MultiplyAdd(p, z, TRow.Constant(LogDouble.C1, LogSingle.C1));
    }

    // R(z) = z·(C1 + C2 z + …) on 0 ≤ z ≤ ((√2−1)/(√2+1))²; error of 2 + R: 2^-57.6.
    private static class LogDouble
    {
        public const double C1 = 0.666666666666667;
        public const double C2 = 0.39999999999899505;
        public const double C3 = 0.28571428625975487;
        public const double C4 = 0.2222221113479508;
        public const double C5 = 0.18182889125261723;
        public const double C6 = 0.15331721600556042;
        public const double C7 = 0.14616449685043406;

        public const double Ln2 = 0.6931471805599453;
        public const double Ln2Low = 2.3190468138462996e-17;
        public const double MinNormal = 2.2250738585072014e-308;
        public const double LiftExponent = 52;
        public const double Lift = 4503599627370496;
    }

    // The same; error of 2 + R: 2^-28.6.
    private static class LogSingle
    {
        public const float C1 = 0.666666865f;
        public const float C2 = 0.3998878f;
        public const float C3 = 0.295799494f;

        public const float Ln2 = 0.693147182f;
        public const float Ln2Low = -1.90465421e-09f;
        public const float MinNormal = 1.17549435e-38f;
        public const float LiftExponent = 23;
        public const float Lift = 8388608;
    }
}
