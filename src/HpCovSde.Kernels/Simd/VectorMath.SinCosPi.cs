using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// sin(πx) and cos(πx) of each lane, each within 1.2 ULP, for every finite x: the reduction is exact. Zeros of the sine carry
    /// the sign of x, zeros of the cosine are +0; both are NaN where x is infinite or NaN. Does not allocate.
    /// </summary>
    /// <remarks>
    /// |x| = 2j + q/2 + r with integers j and −2 ≤ q ≤ 2 and |r| ≤ 1/4. sin(πr) and cos(πr) are polynomials, and q mod 4 selects
    /// which is the sine, which the cosine, and their signs.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SinCosPi<T>(Lanes<T> x, out Lanes<T> sin, out Lanes<T> cos)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Avx512F.IsSupported)
        {
            SinCosPiRow<Row512<T>, T>(new(x.Vector), out Row512<T> wholeSin, out Row512<T> wholeCos);
            sin = new(wholeSin.Vector);
            cos = new(wholeCos.Vector);
        }
        else
        {
            SinCosPiOfHalves(x.Vector.GetLower(), x.Vector.GetUpper(), out sin, out cos);
        }
    }

    /// <summary>
    /// sin[i] = sin(π·x[i]) and cos[i] = cos(π·x[i]), as <see cref="SinCosPi{T}(Lanes{T}, out Lanes{T}, out Lanes{T})"/>.
    /// Does not allocate.
    /// </summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="sin">As long as <paramref name="x"/>: x itself, or memory that does not overlap it.</param>
    /// <param name="cos">The same; it must not overlap <paramref name="sin"/>.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or spans overlap that must not.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SinCosPi<T>(ReadOnlySpan<T> x, Span<T> sin, Span<T> cos)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementWise.RequireMatching<T>(x, sin, nameof(sin));
        ElementWise.RequireMatching<T>(x, cos, nameof(cos));
        if (sin.Overlaps(cos))
        {
            throw new ArgumentException("cos overlaps sin; the two must not overlap.", nameof(cos));
        }

        int rows = x.Length / Lanes<T>.Count;
        for (int row = 0; row < rows; row++)
        {
            SinCosPi(Lanes<T>.Load(x, row), out Lanes<T> s, out Lanes<T> c);
            s.Store(sin, row);
            c.Store(cos, row);
        }

        int done = rows * Lanes<T>.Count;
        if (done < x.Length)
        {
            Span<T> paddedSin = stackalloc T[Lanes<T>.Count];
            Span<T> paddedCos = stackalloc T[Lanes<T>.Count];
            paddedSin.Clear();
            x[done..].CopyTo(paddedSin);
            SinCosPi(Lanes<T>.Load(paddedSin, 0), out Lanes<T> s, out Lanes<T> c);
            s.Store(paddedSin, 0);
            c.Store(paddedCos, 0);
            paddedSin[..(x.Length - done)].CopyTo(sin[done..]);
            paddedCos[..(x.Length - done)].CopyTo(cos[done..]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void SinCosPiOfHalves<T>(Vector256<T> xLower, Vector256<T> xUpper, out Lanes<T> sin, out Lanes<T> cos)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SinCosPiRow<Row256<T>, T>(new(xLower), out Row256<T> lowerSin, out Row256<T> lowerCos);
        SinCosPiRow<Row256<T>, T>(new(xUpper), out Row256<T> upperSin, out Row256<T> upperCos);
        sin = new(Vector512.Create(lowerSin.Vector, upperSin.Vector));
        cos = new(Vector512.Create(lowerCos.Vector, upperCos.Vector));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SinCosPiRow<TRow, T>(TRow x, out TRow sin, out TRow cos)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow one = TRow.Constant(1, 1);
        TRow rounder = TRow.Constant(RoundToIntegerDouble, RoundToIntegerSingle);
        TRow signBit = TRow.FromBits(1UL << 63, 1U << 31);
        TRow signOfX = x & signBit;
        TRow magnitude = x ^ signOfX;
        TRow periods = TRow.RoundToEven(magnitude * TRow.Constant(0.5, 0.5f));
        TRow turn = TRow.MultiplyAdd(periods, TRow.Constant(-2, -2), magnitude);
        TRow rounded = TRow.MultiplyAdd(turn, TRow.Constant(2, 2), rounder);
        TRow r = TRow.MultiplyAdd(rounded - rounder, TRow.Constant(-0.5, -0.5f), turn);
        TRow z = r * r;

        // πr + r·z·S(z); the part of π that does not fit into the type is added to the small term.
        TRow small = TRow.MultiplyAdd(z, SinPiPolynomial<TRow, T>(z), TRow.Constant(SinCosDouble.PiLow, SinCosSingle.PiLow));
        TRow sinR = TRow.MultiplyAdd(r, TRow.Constant(SinCosDouble.Pi, SinCosSingle.Pi), r * small);
        TRow cosR = TRow.MultiplyAdd(z, CosPiPolynomial<TRow, T>(z), one);

        // q is in the low bits of its sum with the rounder: if it is odd, sine and cosine are exchanged; bit 1 of q and of q + 1 are the
        // signs.
        TRow unit = TRow.FromBits(1, 1);
        TRow zero = TRow.Constant(0, 0);
        TRow odd = TRow.SubtractBits(zero, rounded & unit);
        TRow sinSign = TRow.ShiftLeft(rounded, 62, 30) & signBit;
        TRow cosSign = TRow.ShiftLeft(TRow.AddBits(rounded, unit), 62, 30) & signBit;

        // Adding +0 turns −0 into +0 and does not change any other number.
        TRow sinOfMagnitude = (TRow.Select(odd, cosR, sinR) ^ sinSign) + zero;
        TRow cosOfMagnitude = (TRow.Select(odd, sinR, cosR) ^ cosSign) + zero;
        TRow finite = TRow.LessThan(magnitude, TRow.Constant(double.PositiveInfinity, float.PositiveInfinity));
        TRow nan = TRow.Constant(double.NaN, float.NaN);
        sin = TRow.Select(finite, sinOfMagnitude ^ signOfX, nan);
        cos = TRow.Select(finite, cosOfMagnitude, nan);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow SinPiPolynomial<TRow, T>(TRow z)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow p = TRow.Constant(SinCosDouble.S6, SinCosSingle.S3);
        if (typeof(T) == typeof(double))
        {
            p = TRow.MultiplyAdd(p, z, TRow.Constant(SinCosDouble.S5, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(SinCosDouble.S4, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(SinCosDouble.S3, 0));
        }

        p = TRow.MultiplyAdd(p, z, TRow.Constant(SinCosDouble.S2, SinCosSingle.S2));
        return TRow.MultiplyAdd(p, z, TRow.Constant(SinCosDouble.S1, SinCosSingle.S1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow CosPiPolynomial<TRow, T>(TRow z)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow p = TRow.Constant(SinCosDouble.C7, SinCosSingle.C4);
        if (typeof(T) == typeof(double))
        {
            p = TRow.MultiplyAdd(p, z, TRow.Constant(SinCosDouble.C6, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(SinCosDouble.C5, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(SinCosDouble.C4, 0));
        }

        p = TRow.MultiplyAdd(p, z, TRow.Constant(SinCosDouble.C3, SinCosSingle.C3));
        p = TRow.MultiplyAdd(p, z, TRow.Constant(SinCosDouble.C2, SinCosSingle.C2));
        return TRow.MultiplyAdd(p, z, TRow.Constant(SinCosDouble.C1, SinCosSingle.C1));
    }

    // On 0 ≤ z = r² ≤ 1/16: sin(πr) = πr + r·z·(S1 + S2 z + …), error 2^-56.0; cos(πr) = 1 + z·(C1 + C2 z + …), error 2^-55.1.
    private static class SinCosDouble
    {
        public const double Pi = 3.141592653589793;
        public const double PiLow = 1.2246467991473532e-16;
        public const double S1 = -5.167712780049969;
        public const double S2 = 2.5501640398766154;
        public const double S3 = -0.5992645291845385;
        public const double S4 = 0.08214587730641625;
        public const double S5 = -0.0073701436435937495;
        public const double S6 = 0.00046221110224187623;

        public const double C1 = -4.934802200544679;
        public const double C2 = 4.058712126416765;
        public const double C3 = -1.3352627688538095;
        public const double C4 = 0.23533063028399223;
        public const double C5 = -0.025806887964701878;
        public const double C6 = 0.001929493874894941;
        public const double C7 = -0.00010370082971594627;
    }

    // The same; errors 2^-26.0 and 2^-26.2.
    private static class SinCosSingle
    {
        public const float Pi = 3.14159274f;
        public const float PiLow = -8.74227766e-08f;
        public const float S1 = -5.16771221f;
        public const float S2 = 2.54998493f;
        public const float S3 = -0.591611743f;

        public const float C1 = -4.93480206f;
        public const float C2 = 4.05871058f;
        public const float C3 = -1.33513784f;
        public const float C4 = 0.232125416f;
    }
}
