using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>The scalar semantics of <see cref="Log{T}(Lanes{T})"/>, bit for bit.</summary>
    internal static T LogReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x == T.Zero)
        {
            return T.NegativeInfinity;
        }

        if (!(x > T.Zero))
        {
            return T.NaN;
        }

        if (x == T.PositiveInfinity)
        {
            return x;
        }

        T exponentBias = ScalarConstant<T>(ExponentBiasDouble, ExponentBiasSingle);
        if (x < ScalarConstant<T>(LogDouble.MinNormal, LogSingle.MinNormal))
        {
            x *= ScalarConstant<T>(LogDouble.Lift, LogSingle.Lift);
            exponentBias += ScalarConstant<T>(LogDouble.LiftExponent, LogSingle.LiftExponent);
        }

        T biasedExponent;
        T mantissa;
        if (typeof(T) == typeof(double))
        {
            ulong shifted = Unsafe.BitCast<T, ulong>(x) + (0x3ff0000000000000 - SqrtHalfBitsDouble);
            biasedExponent = Unsafe.BitCast<ulong, T>((shifted >>> 52) | 0x4330000000000000);
            mantissa = Unsafe.BitCast<ulong, T>((shifted & 0x000fffffffffffff) + SqrtHalfBitsDouble);
        }
        else
        {
            uint shifted = Unsafe.BitCast<T, uint>(x) + (0x3f800000 - SqrtHalfBitsSingle);
            biasedExponent = Unsafe.BitCast<uint, T>((shifted >>> 23) | 0x4b000000);
            mantissa = Unsafe.BitCast<uint, T>((shifted & 0x007fffff) + SqrtHalfBitsSingle);
        }

        return LogOfFactorsReference(biasedExponent - exponentBias, mantissa - T.One);
    }

    private static T LogOfFactorsReference<T>(T k, T f)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T half = ScalarConstant<T>(0.5, 0.5f);
        T two = ScalarConstant<T>(2, 2);
        T s = f / (f + two);
        T z = s * s;
        T halfSquare = f * (f * half);
        T polynomial = ScalarPolynomial<T>(
            z,
            [LogDouble.C7, LogDouble.C6, LogDouble.C5, LogDouble.C4, LogDouble.C3, LogDouble.C2, LogDouble.C1],
            [LogSingle.C3, LogSingle.C2, LogSingle.C1]);
        T inner = T.FusedMultiplyAdd(
            s,
            T.FusedMultiplyAdd(z, polynomial, halfSquare),
            k * ScalarConstant<T>(LogDouble.Ln2Low, LogSingle.Ln2Low));
        return T.FusedMultiplyAdd(k, ScalarConstant<T>(LogDouble.Ln2, LogSingle.Ln2), f - (halfSquare - inner));
    }
}
