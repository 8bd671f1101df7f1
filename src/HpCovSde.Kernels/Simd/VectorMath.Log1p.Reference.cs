using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>The scalar semantics of <see cref="Log1p{T}(Lanes{T})"/>, bit for bit.</summary>
    internal static T Log1pReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x == T.NegativeOne)
        {
            return T.NegativeInfinity;
        }

        if (!(x > T.NegativeOne))
        {
            return T.NaN;
        }

        if (x == T.PositiveInfinity || x == T.Zero)
        {
            return x;
        }

        return Log1pOfNumberReference(x);
    }

    private static T Log1pOfNumberReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T u = T.One + x;
        T c = x - (u - T.One);
        int k;
        T mantissa;
        if (typeof(T) == typeof(double))
        {
            ulong shifted = Unsafe.BitCast<T, ulong>(u) + (0x3ff0000000000000 - SqrtHalfBitsDouble);
            k = (int)(shifted >>> 52) - 1023;
            mantissa = Unsafe.BitCast<ulong, T>((shifted & 0x000fffffffffffff) + SqrtHalfBitsDouble);
        }
        else
        {
            uint shifted = Unsafe.BitCast<T, uint>(u) + (0x3f800000 - SqrtHalfBitsSingle);
            k = (int)(shifted >>> 23) - 127;
            mantissa = Unsafe.BitCast<uint, T>((shifted & 0x007fffff) + SqrtHalfBitsSingle);
        }

        T power = T.Max(PowerOfTwo<T>(-k), T.Zero);
        return LogOfFactorsReference(T.CreateTruncating(k), T.FusedMultiplyAdd(c, power, mantissa - T.One));
    }
}
