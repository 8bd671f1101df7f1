using System.Numerics;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>The scalar semantics of <see cref="Expm1{T}(Lanes{T})"/>, bit for bit.</summary>
    internal static T Expm1Reference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsNaN(x))
        {
            return T.NaN;
        }

        if (T.Abs(x) < ScalarConstant<T>(Expm1Double.Tiny, Expm1Single.Tiny))
        {
            return x;
        }

        T half = HalfExpm1Reference(T.Clamp(
            x,
            ScalarConstant<T>(Expm1Double.Smallest, Expm1Single.Smallest),
            ScalarConstant<T>(ExpDouble.Largest, ExpSingle.Largest)));
        return half + half;
    }

    private static T HalfExpm1Reference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T rounder = ScalarConstant<T>(RoundToIntegerDouble, RoundToIntegerSingle);
        T ln2Low = ScalarConstant<T>(ExpDouble.Ln2Low, ExpSingle.Ln2Low);
        T minusN = rounder - T.FusedMultiplyAdd(x, ScalarConstant<T>(ExpDouble.Log2E, ExpSingle.Log2E), rounder);
        T exact = T.FusedMultiplyAdd(minusN, ScalarConstant<T>(ExpDouble.Ln2High, ExpSingle.Ln2High), x);
        T r = T.FusedMultiplyAdd(minusN, ln2Low, exact);
        T roundedOff = T.FusedMultiplyAdd(minusN, ln2Low, exact - r);
        T q = T.FusedMultiplyAdd(r * r, ExpPolynomialReference(r), roundedOff);
        T halfPower = PowerOfTwo<T>(-int.CreateTruncating(minusN) - 1);
        T sum = T.FusedMultiplyAdd(halfPower, r, halfPower - ScalarConstant<T>(0.5, 0.5f));
        return T.FusedMultiplyAdd(halfPower, q, sum);
    }
}
