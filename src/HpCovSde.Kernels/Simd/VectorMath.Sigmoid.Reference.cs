using System.Numerics;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>The scalar semantics of <see cref="Sigmoid{T}(Lanes{T})"/>, bit for bit.</summary>
    internal static T SigmoidReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsNaN(x))
        {
            return T.NaN;
        }

        T oneHalf = ScalarConstant<T>(0.5, 0.5f);
        T half = oneHalf * x;
        T square = half * half;
        if (square < ScalarConstant<T>(TanhDouble.NearZero, TanhSingle.NearZero))
        {
            return T.FusedMultiplyAdd(oneHalf, half * TanhOverXReference(square), oneHalf);
        }

        T power = ExpReference(-T.Abs(x));
        return (x > T.Zero ? T.One : power) / (T.One + power);
    }

    /// <summary>The scalar semantics of <see cref="SigmoidIncrement{T}(Lanes{T}, Lanes{T}, Lanes{T})"/>, bit for bit.</summary>
    internal static T SigmoidIncrementReference<T>(T x, T sigmoid, T dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T y = x + dx;
        if (T.IsNaN(y))
        {
            return T.NaN;
        }

        T oneHalf = ScalarConstant<T>(0.5, 0.5f);
        T hd = oneHalf * dx;
        T u = oneHalf * x * (oneHalf * x);
        T hy = (oneHalf * x) + hd;
        T v = hy * hy;
        T limit = ScalarConstant<T>(TanhDouble.NearZero, TanhSingle.NearZero);
        if (T.Max(u, v) < limit)
        {
            return oneHalf * TanhIncrementNearZeroReference(oneHalf * x, hy, hd);
        }

        T square = hd * hd;
        if (square < limit)
        {
            T s = hd * TanhOverXReference(square);
            T slope = T.FusedMultiplyAdd(sigmoid, -sigmoid, sigmoid);
            return (slope + slope) * s / T.FusedMultiplyAdd(sigmoid + sigmoid - T.One, s, T.One);
        }

        T power = ExpReference(-T.Abs(y));
        return ((y > T.Zero ? T.One : power) / (T.One + power)) - sigmoid;
    }
}
