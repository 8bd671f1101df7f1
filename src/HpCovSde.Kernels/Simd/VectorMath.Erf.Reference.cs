using System.Numerics;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>The scalar semantics of <see cref="Erf{T}(Lanes{T})"/>, bit for bit.</summary>
    internal static T ErfReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsNaN(x))
        {
            return T.NaN;
        }

        T magnitude = T.Min(T.Abs(x), ScalarConstant<T>(ErfDouble.Largest, ErfSingle.Largest));
        T rounder = ScalarConstant<T>(RoundToIntegerDouble, RoundToIntegerSingle);
        T nearest = T.FusedMultiplyAdd(magnitude, ScalarConstant<T>(1 / ErfDouble.Width, 1 / ErfSingle.Width), rounder) - rounder;
        T t = T.FusedMultiplyAdd(-nearest, ScalarConstant<T>(ErfDouble.Width, ErfSingle.Width), magnitude);
        int j = int.CreateTruncating(nearest);
        T erf = ScalarPolynomial<T>(
            t,
            [
                ErfDouble.C12[j], ErfDouble.C11[j], ErfDouble.C10[j], ErfDouble.C9[j], ErfDouble.C8[j], ErfDouble.C7[j], ErfDouble.C6[j],
                ErfDouble.C5[j], ErfDouble.C4[j], ErfDouble.C3[j], ErfDouble.C2[j], ErfDouble.C1[j], ErfDouble.C0[j],
            ],
            [ErfSingle.C5[j], ErfSingle.C4[j], ErfSingle.C3[j], ErfSingle.C2[j], ErfSingle.C1[j], ErfSingle.C0[j]]);
        return T.CopySign(erf, x);
    }
}
