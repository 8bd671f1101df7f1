using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

// The common part of the sine and the cosine of radians.
public static partial class VectorMath
{
    /// <summary>sin(x + quarters·π/2) of x ≥ 0; the sign is flipped where <paramref name="sign"/> has its sign bit set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow SineOfMagnitudeRow<TRow, T>(TRow x, TRow quarters, TRow sign)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow one = TRow.Constant(1, 1);
        TRow zero = TRow.Constant(0, 0);
        TRow rounder = TRow.Constant(RoundToIntegerDouble, RoundToIntegerSingle);
        TRow middle = TRow.Constant(RadiansDouble.HalfPiMiddle, RadiansSingle.HalfPiMiddle);
        TRow rounded = TRow.MultiplyAdd(x, TRow.Constant(RadiansDouble.TwoOverPi, RadiansSingle.TwoOverPi), rounder);
        TRow minusQ = rounder - rounded;

        // The first difference is exact. The rounding error of the second is a number of the type, so a subtraction gives it exactly.
        TRow first = TRow.MultiplyAdd(minusQ, TRow.Constant(RadiansDouble.HalfPiHigh, RadiansSingle.HalfPiHigh), x);
        TRow r = first + (minusQ * middle);
        TRow low = TRow.MultiplyAdd(minusQ, middle, first - r);
        low = TRow.MultiplyAdd(minusQ, TRow.Constant(RadiansDouble.HalfPiLow, RadiansSingle.HalfPiLow), low);

        TRow z = r * r;
        TRow cosine = TRow.MultiplyAdd(z, TRow.Constant(-0.5, -0.5f), one);
        TRow sinR = r + TRow.MultiplyAdd(r * z, SinPolynomial<TRow, T>(z), low * cosine);
        TRow cosR = one + TRow.MultiplyAdd(z, CosPolynomial<TRow, T>(z), zero - (r * low));

        TRow q = TRow.AddBits(rounded, quarters);
        TRow odd = TRow.SubtractBits(zero, q & TRow.FromBits(1, 1));
        TRow flip = (TRow.ShiftLeft(q, 62, 30) ^ sign) & TRow.FromBits(1UL << 63, 1U << 31);
        TRow held = TRow.LessThan(x, TRow.Constant(RadiansDouble.Beyond, RadiansSingle.Beyond));
        return TRow.Select(held, TRow.Select(odd, cosR, sinR) ^ flip, TRow.Constant(double.NaN, float.NaN));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow SinPolynomial<TRow, T>(TRow z)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow p = TRow.Constant(RadiansDouble.S6, RadiansSingle.S3);
        if (typeof(T) == typeof(double))
        {
            p = TRow.MultiplyAdd(p, z, TRow.Constant(RadiansDouble.S5, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(RadiansDouble.S4, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(RadiansDouble.S3, 0));
        }

        p = TRow.MultiplyAdd(p, z, TRow.Constant(RadiansDouble.S2, RadiansSingle.S2));
        return TRow.MultiplyAdd(p, z, TRow.Constant(RadiansDouble.S1, RadiansSingle.S1));
    }

    // A separate method: together with the rest of a sine it exceeds what the compiler inlines into one method.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TRow CosPolynomial<TRow, T>(TRow z)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow p = TRow.Constant(RadiansDouble.C7, RadiansSingle.C4);
        if (typeof(T) == typeof(double))
        {
            p = TRow.MultiplyAdd(p, z, TRow.Constant(RadiansDouble.C6, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(RadiansDouble.C5, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(RadiansDouble.C4, 0));
        }

        p = TRow.MultiplyAdd(p, z, TRow.Constant(RadiansDouble.C3, RadiansSingle.C3));
        p = TRow.MultiplyAdd(p, z, TRow.Constant(RadiansDouble.C2, RadiansSingle.C2));
        return TRow.MultiplyAdd(p, z, TRow.Constant(RadiansDouble.C1, RadiansSingle.C1));
    }

    // On 0 ≤ z = r² ≤ (π/4)²: sin r = r + r·z·(S1 + S2 z + …), error 2^-55.5; cos r = 1 + z·(C1 + C2 z + …), error 2^-60.6.
    private static class RadiansDouble
    {
        public const double S1 = -0.16666666666666666;
        public const double S2 = 0.008333333333330948;
        public const double S3 = -0.0001984126983675853;
        public const double S4 = 2.7557316102529747e-06;
        public const double S5 = -2.5051131840273875e-08;
        public const double S6 = 1.5918128954107197e-10;

        public const double C1 = -0.5;
        public const double C2 = 0.04166666666666664;
        public const double C3 = -0.0013888888888880775;
        public const double C4 = 2.480158729369338e-05;
        public const double C5 = -2.7557315566315303e-07;
        public const double C6 = 2.0875886733832224e-09;
        public const double C7 = -1.1367998405567824e-11;

        public const double TwoOverPi = 0.6366197723675814;
        public const double HalfPiHigh = 1.5707963267948966;
        public const double HalfPiMiddle = 6.123233995736766e-17;
        public const double HalfPiLow = -1.4973849048591698e-33;

        // The number after 2^30.
        public const double Beyond = 1073741824.0000002;
    }

    // On |r| ≤ 0.82, since q may be off by 1/50 near 2^20; errors 2^-25.6 and 2^-30.1.
    private static class RadiansSingle
    {
        public const float S1 = -0.166666642f;
        public const float S2 = 0.008332639f;
        public const float S3 = -0.00019565229f;

        public const float C1 = -0.5f;
        public const float C2 = 0.0416666456f;
        public const float C3 = -0.00138873456f;
        public const float C4 = 2.44335806e-05f;

        public const float TwoOverPi = 0.636619747f;
        public const float HalfPiHigh = 1.57079637f;
        public const float HalfPiMiddle = -4.37113883e-08f;
        public const float HalfPiLow = -1.71512451e-15f;

        // The number after 2^20.
        public const float Beyond = 1048576.125f;
    }
}
