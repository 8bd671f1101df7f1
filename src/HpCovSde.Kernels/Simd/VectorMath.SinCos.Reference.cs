using System.Numerics;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>The scalar semantics of <see cref="Sin{T}(Lanes{T})"/>, bit for bit.</summary>
    internal static T SinReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CopySign(T.One, x) * SineOfMagnitudeReference(T.Abs(x), quarters: 0);

    /// <summary>The scalar semantics of <see cref="Cos{T}(Lanes{T})"/>, bit for bit.</summary>
    internal static T CosReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SineOfMagnitudeReference(T.Abs(x), quarters: 1);

    private static T SineOfMagnitudeReference<T>(T x, int quarters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(x < ScalarConstant<T>(RadiansDouble.Beyond, RadiansSingle.Beyond)))
        {
            return T.NaN;
        }

        T rounder = ScalarConstant<T>(RoundToIntegerDouble, RoundToIntegerSingle);
        T middle = ScalarConstant<T>(RadiansDouble.HalfPiMiddle, RadiansSingle.HalfPiMiddle);
        T minusQ = rounder - T.FusedMultiplyAdd(x, ScalarConstant<T>(RadiansDouble.TwoOverPi, RadiansSingle.TwoOverPi), rounder);
        T first = T.FusedMultiplyAdd(minusQ, ScalarConstant<T>(RadiansDouble.HalfPiHigh, RadiansSingle.HalfPiHigh), x);
        T r = first + (minusQ * middle);
        T low = T.FusedMultiplyAdd(minusQ, middle, first - r);
        low = T.FusedMultiplyAdd(minusQ, ScalarConstant<T>(RadiansDouble.HalfPiLow, RadiansSingle.HalfPiLow), low);
        T z = r * r;
        T sinPolynomial = ScalarPolynomial<T>(
            z,
            [RadiansDouble.S6, RadiansDouble.S5, RadiansDouble.S4, RadiansDouble.S3, RadiansDouble.S2, RadiansDouble.S1],
            [RadiansSingle.S3, RadiansSingle.S2, RadiansSingle.S1]);
        T cosPolynomial = ScalarPolynomial<T>(
            z,
            [
                RadiansDouble.C7, RadiansDouble.C6, RadiansDouble.C5, RadiansDouble.C4,
                RadiansDouble.C3, RadiansDouble.C2, RadiansDouble.C1,
            ],
            [RadiansSingle.C4, RadiansSingle.C3, RadiansSingle.C2, RadiansSingle.C1]);
        T cosine = T.FusedMultiplyAdd(z, ScalarConstant<T>(-0.5, -0.5f), T.One);
        T sinR = r + T.FusedMultiplyAdd(r * z, sinPolynomial, low * cosine);
        T cosR = T.One + T.FusedMultiplyAdd(z, cosPolynomial, -(r * low));
        return ((quarters - int.CreateTruncating(minusQ)) & 3) switch
        {
            0 => sinR,
            1 => cosR,
            2 => -sinR,
            _ => -cosR,
        };
    }
}
