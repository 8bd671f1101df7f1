using System.Numerics;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>The scalar semantics of <see cref="NormalCdf{T}(Lanes{T})"/>, bit for bit.</summary>
    internal static T NormalCdfReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsNaN(x))
        {
            return T.NaN;
        }

        T minusHalf = ScalarConstant<T>(-0.5, -0.5f);
        T magnitude = T.Min(T.Abs(x), ScalarConstant<T>(NormalCdfDouble.Largest, NormalCdfSingle.Largest));
        T square = magnitude * magnitude;
        T low = T.FusedMultiplyAdd(magnitude, magnitude, -square);
        T ratio = MillsRatioReference(magnitude);
        T upper = ExpOfNumberReference(minusHalf * square) * T.FusedMultiplyAdd(minusHalf * low, ratio, ratio);
        return x > T.Zero ? T.One - upper : upper;
    }

    private static T MillsRatioReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T y = T.One / (x + ScalarConstant<T>(NormalCdfDouble.Shift, NormalCdfSingle.Shift));
        T rounder = ScalarConstant<T>(RoundToIntegerDouble, RoundToIntegerSingle);
        T inverseWidth = ScalarConstant<T>(1 / NormalCdfDouble.Width, 1 / NormalCdfSingle.Width);
        T nearest = T.FusedMultiplyAdd(y, inverseWidth, rounder) - rounder;
        T t = T.FusedMultiplyAdd(-nearest, ScalarConstant<T>(NormalCdfDouble.Width, NormalCdfSingle.Width), y);
        int j = int.CreateTruncating(nearest);
        return y * ScalarPolynomial<T>(
            t,
            [
                NormalCdfDouble.C8[j], NormalCdfDouble.C7[j], NormalCdfDouble.C6[j], NormalCdfDouble.C5[j], NormalCdfDouble.C4[j],
                NormalCdfDouble.C3[j], NormalCdfDouble.C2[j], NormalCdfDouble.C1[j], NormalCdfDouble.C0[j],
            ],
            [NormalCdfSingle.C4[j], NormalCdfSingle.C3[j], NormalCdfSingle.C2[j], NormalCdfSingle.C1[j], NormalCdfSingle.C0[j]]);
    }
}
