using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>The scalar semantics of <see cref="Exp{T}(Lanes{T})"/>, bit for bit.</summary>
    internal static T ExpReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsNaN(x))
        {
            return T.NaN;
        }

        return ExpOfNumberReference(T.Clamp(
            x,
            ScalarConstant<T>(ExpDouble.Smallest, ExpSingle.Smallest),
            ScalarConstant<T>(ExpDouble.Largest, ExpSingle.Largest)));
    }

    private static T ExpOfNumberReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T rounder = ScalarConstant<T>(RoundToIntegerDouble, RoundToIntegerSingle);
        T minusN = rounder - T.FusedMultiplyAdd(x, ScalarConstant<T>(ExpDouble.Log2E, ExpSingle.Log2E), rounder);
        T r = T.FusedMultiplyAdd(minusN, ScalarConstant<T>(ExpDouble.Ln2High, ExpSingle.Ln2High), x);
        r = T.FusedMultiplyAdd(minusN, ScalarConstant<T>(ExpDouble.Ln2Low, ExpSingle.Ln2Low), r);
        T exp = T.FusedMultiplyAdd(r * r, ExpPolynomialReference(r), r) + T.One;
        int n = -int.CreateTruncating(minusN);
        return exp * PowerOfTwo<T>(n >> 1) * PowerOfTwo<T>(n - (n >> 1));
    }

    private static T ExpPolynomialReference<T>(T r)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ScalarPolynomial<T>(
            r,
            [
                ExpDouble.C11, ExpDouble.C10, ExpDouble.C9, ExpDouble.C8, ExpDouble.C7,
                ExpDouble.C6, ExpDouble.C5, ExpDouble.C4, ExpDouble.C3, ExpDouble.C2,
            ],
            [ExpSingle.C6, ExpSingle.C5, ExpSingle.C4, ExpSingle.C3, ExpSingle.C2]);

    private static T PowerOfTwo<T>(int exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(double)
            ? Unsafe.BitCast<long, T>((exponent + 1023L) << 52)
            : Unsafe.BitCast<int, T>((exponent + 127) << 23);
}
