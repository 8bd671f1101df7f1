using System.Numerics;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>The scalar semantics of <see cref="InverseErfi{T}(Lanes{T})"/>, bit for bit.</summary>
    internal static T InverseErfiReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!T.IsFinite(x))
        {
            return T.IsNaN(x) ? T.NaN : x;
        }

        (T s, _) = AsinhReference(T.Abs(x));
        (T t, int j) = InverseErfiPieceReference(s);
        T ratio = ScalarPolynomial<T>(
            t,
            [
                InverseErfiDouble.C15[j], InverseErfiDouble.C14[j], InverseErfiDouble.C13[j], InverseErfiDouble.C12[j],
                InverseErfiDouble.C11[j], InverseErfiDouble.C10[j], InverseErfiDouble.C9[j], InverseErfiDouble.C8[j],
                InverseErfiDouble.C7[j], InverseErfiDouble.C6[j], InverseErfiDouble.C5[j], InverseErfiDouble.C4[j],
                InverseErfiDouble.C3[j], InverseErfiDouble.C2[j], InverseErfiDouble.C1[j], InverseErfiDouble.C0[j],
            ],
            [
                InverseErfiSingle.C5[j], InverseErfiSingle.C4[j], InverseErfiSingle.C3[j],
                InverseErfiSingle.C2[j], InverseErfiSingle.C1[j], InverseErfiSingle.C0[j],
            ]);
        return T.CopySign(s * ratio, x);
    }

    /// <summary>The scalar semantics of <see cref="ExpSquaredInverseErfi{T}(Lanes{T})"/>, bit for bit.</summary>
    internal static T ExpSquaredInverseErfiReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!T.IsFinite(x))
        {
            return T.IsNaN(x) ? T.NaN : T.PositiveInfinity;
        }

        (T s, T cosh) = AsinhReference(T.Abs(x));
        (T t, int j) = InverseErfiPieceReference(s);
        return cosh * ScalarPolynomial<T>(
            t,
            [
                ExpSquaredInverseErfiDouble.C15[j], ExpSquaredInverseErfiDouble.C14[j], ExpSquaredInverseErfiDouble.C13[j],
                ExpSquaredInverseErfiDouble.C12[j], ExpSquaredInverseErfiDouble.C11[j], ExpSquaredInverseErfiDouble.C10[j],
                ExpSquaredInverseErfiDouble.C9[j], ExpSquaredInverseErfiDouble.C8[j], ExpSquaredInverseErfiDouble.C7[j],
                ExpSquaredInverseErfiDouble.C6[j], ExpSquaredInverseErfiDouble.C5[j], ExpSquaredInverseErfiDouble.C4[j],
                ExpSquaredInverseErfiDouble.C3[j], ExpSquaredInverseErfiDouble.C2[j], ExpSquaredInverseErfiDouble.C1[j],
                ExpSquaredInverseErfiDouble.C0[j],
            ],
            [
                ExpSquaredInverseErfiSingle.C5[j], ExpSquaredInverseErfiSingle.C4[j], ExpSquaredInverseErfiSingle.C3[j],
                ExpSquaredInverseErfiSingle.C2[j], ExpSquaredInverseErfiSingle.C1[j], ExpSquaredInverseErfiSingle.C0[j],
            ]);
    }

    private static (T S, T Cosh) AsinhReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x > ScalarConstant<T>(InverseErfiMapDouble.Large, InverseErfiMapSingle.Large))
        {
            return (Log1pOfNumberReference(x) + ScalarConstant<T>(LogDouble.Ln2, LogSingle.Ln2), x);
        }

        T root = T.Sqrt(T.FusedMultiplyAdd(x, x, T.One));
        return (Log1pOfNumberReference(T.FusedMultiplyAdd(x, x / (root + T.One), x)), root);
    }

    private static (T Offset, int Piece) InverseErfiPieceReference<T>(T s)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T u = Log1pOfNumberReference(s);
        T rounder = ScalarConstant<T>(RoundToIntegerDouble, RoundToIntegerSingle);
        T width = ScalarConstant<T>(InverseErfiMapDouble.Width, InverseErfiMapSingle.Width);
        T inverseWidth = ScalarConstant<T>(1 / InverseErfiMapDouble.Width, 1 / InverseErfiMapSingle.Width);
        T nearest = T.FusedMultiplyAdd(u, inverseWidth, rounder) - rounder;
        return (T.FusedMultiplyAdd(-nearest, width, u), int.CreateTruncating(nearest));
    }
}
