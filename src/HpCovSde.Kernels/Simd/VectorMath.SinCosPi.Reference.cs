using System.Numerics;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>The scalar semantics of <see cref="SinCosPi{T}(Lanes{T}, out Lanes{T}, out Lanes{T})"/>, bit for bit.</summary>
    internal static (T Sin, T Cos) SinCosPiReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!T.IsFinite(x))
        {
            return (T.NaN, T.NaN);
        }

        T half = ScalarConstant<T>(0.5, 0.5f);
        T two = ScalarConstant<T>(2, 2);
        T magnitude = T.Abs(x);
        T turn = magnitude - (two * T.Round(magnitude * half, MidpointRounding.ToEven));
        T q = T.Round(two * turn, MidpointRounding.ToEven);
        T r = turn - (half * q);
        T z = r * r;
        T sinPolynomial = ScalarPolynomial<T>(
            z,
            [SinCosDouble.S6, SinCosDouble.S5, SinCosDouble.S4, SinCosDouble.S3, SinCosDouble.S2, SinCosDouble.S1],
            [SinCosSingle.S3, SinCosSingle.S2, SinCosSingle.S1]);
        T cosPolynomial = ScalarPolynomial<T>(
            z,
            [
                SinCosDouble.C7, SinCosDouble.C6, SinCosDouble.C5, SinCosDouble.C4,
                SinCosDouble.C3, SinCosDouble.C2, SinCosDouble.C1,
            ],
            [SinCosSingle.C4, SinCosSingle.C3, SinCosSingle.C2, SinCosSingle.C1]);
        T small = T.FusedMultiplyAdd(z, sinPolynomial, ScalarConstant<T>(SinCosDouble.PiLow, SinCosSingle.PiLow));
        T sinR = T.FusedMultiplyAdd(r, ScalarConstant<T>(SinCosDouble.Pi, SinCosSingle.Pi), r * small);
        T cosR = T.FusedMultiplyAdd(z, cosPolynomial, T.One);
        (T sin, T cos) = (int.CreateTruncating(q) & 3) switch
        {
            0 => (sinR, cosR),
            1 => (cosR, -sinR),
            2 => (-sinR, -cosR),
            _ => (-cosR, sinR),
        };

        // −0 + 0 = +0: the zeros of the sine then take the sign of x, those of the cosine are positive.
        return ((sin + T.Zero) * T.CopySign(T.One, x), cos + T.Zero);
    }
}
