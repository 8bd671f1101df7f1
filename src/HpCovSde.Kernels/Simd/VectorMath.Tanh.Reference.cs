using System.Numerics;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>The scalar semantics of <see cref="Tanh{T}(Lanes{T})"/>, bit for bit.</summary>
    internal static T TanhReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsNaN(x))
        {
            return T.NaN;
        }

        T square = x * x;
        if (square < ScalarConstant<T>(TanhDouble.NearZero, TanhSingle.NearZero))
        {
            return x * TanhOverXReference(square);
        }

        T power = ExpOfMinusTwiceReference(x);
        return T.CopySign((T.One - power) / (T.One + power), x);
    }

    /// <summary>The scalar semantics of <see cref="TanhIncrement{T}(Lanes{T}, Lanes{T}, Lanes{T})"/>, bit for bit.</summary>
    internal static T TanhIncrementReference<T>(T x, T tanh, T dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T y = x + dx;
        if (T.IsNaN(y))
        {
            return T.NaN;
        }

        T u = x * x;
        T v = y * y;
        T limit = ScalarConstant<T>(TanhDouble.NearZero, TanhSingle.NearZero);
        if (T.Max(u, v) < limit)
        {
            return TanhIncrementNearZeroReference(x, y, dx);
        }

        T square = dx * dx;
        if (square < limit)
        {
            T s = dx * TanhOverXReference(square);
            return T.FusedMultiplyAdd(tanh, -tanh, T.One) * s / T.FusedMultiplyAdd(tanh, s, T.One);
        }

        T power = ExpOfMinusTwiceReference(y);
        return (T.CopySign(T.One - power, y) / (T.One + power)) - tanh;
    }

    private static T TanhIncrementNearZeroReference<T>(T x, T y, T dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> coefficients = TanhCoefficients<T>();
        T u = x * x;
        T v = y * y;
        T h = coefficients[0];
        T q = h;
        foreach (T coefficient in coefficients[1..])
        {
            h = T.FusedMultiplyAdd(h, u, coefficient);
            q = T.FusedMultiplyAdd(q, v, h);
        }

        return T.FusedMultiplyAdd(T.FusedMultiplyAdd(h, u, y * (x + y) * q), dx, dx);
    }

    private static T TanhOverXReference<T>(T square)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T p = T.Zero;
        foreach (T coefficient in TanhCoefficients<T>())
        {
            p = T.FusedMultiplyAdd(p, square, coefficient);
        }

        return T.FusedMultiplyAdd(p, square, T.One);
    }

    private static T ExpOfMinusTwiceReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T exponent = T.Max(-(T.Abs(x) + T.Abs(x)), ScalarConstant<T>(-TanhDouble.Largest, -TanhSingle.Largest));
        T rounder = ScalarConstant<T>(RoundToIntegerDouble, RoundToIntegerSingle);
        T minusN = rounder - T.FusedMultiplyAdd(exponent, ScalarConstant<T>(ExpDouble.Log2E, ExpSingle.Log2E), rounder);
        T r = T.FusedMultiplyAdd(minusN, ScalarConstant<T>(ExpDouble.Ln2High, ExpSingle.Ln2High), exponent);
        r = T.FusedMultiplyAdd(minusN, ScalarConstant<T>(ExpDouble.Ln2Low, ExpSingle.Ln2Low), r);
        T exp = T.FusedMultiplyAdd(r * r, ExpPolynomialReference(r), r) + T.One;
        return exp * PowerOfTwo<T>(-int.CreateTruncating(minusN));
    }

    // The coefficients of P, highest power first.
    private static T[] TanhCoefficients<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] forDouble =
        [
            TanhDouble.C10, TanhDouble.C9, TanhDouble.C8, TanhDouble.C7, TanhDouble.C6,
            TanhDouble.C5, TanhDouble.C4, TanhDouble.C3, TanhDouble.C2, TanhDouble.C1,
        ];
        float[] forSingle = [TanhSingle.C5, TanhSingle.C4, TanhSingle.C3, TanhSingle.C2, TanhSingle.C1];
        return typeof(T) == typeof(double) ? (T[])(object)forDouble : (T[])(object)forSingle;
    }
}
