using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// Two standard normals from two random words by the Box–Muller transform, R cos θ and R sin θ with R² = −2 ln u. It has no
/// branches, so lanes never wait for each other and every normal has a fixed address.
/// Source: Box, Muller, "A note on the generation of random normal deviates", Ann. Math. Statist. 29 (1958).
/// </summary>
/// <remarks>
/// <para>−2 ln u = −2k ln 2 + 2 ln c_j − 2 ln(1 + r) with u = 2ᵏ m, 1 ≤ m &lt; 2. Here j is the sixteenth of [1, 2) that contains m, c_j
/// the rounded reciprocal of its middle, and r = m c_j − 1, which is exact up to one rounding and has |r| ≤ 1/33. This needs no division
/// and a short polynomial. Only the absolute error of R² matters, so near u = 1 the relative error does not matter.</para>
/// <para>θ = (π/2) t with t uniform in [−1/2, 1/2) needs short polynomials. Two further random bits exchange the two coordinates and
/// change a sign, which makes the angle uniform on the circle.</para>
/// </remarks>
internal static partial class BoxMuller
{
    // Subtracting 1 − 2⁻⁵³ maps [1, 2) in steps of 2⁻⁵² to (0, 1) exactly: both ends are open and the grid is symmetric about 1/2.
    private const double OneMinusHalfUlp = 1 - 1.1102230246251565e-16;
    private const float TwoToMinus31 = 4.656612873077393e-10f;
    private const float TwoToMinus32 = 2.3283064365386963e-10f;

    // The smallest possible −2 ln u, up to its own rounding: rounding errors must not make R² negative.
    private const double LeastSquareDouble = 2.2e-16;
    private const float LeastSquareSingle = 6e-8f;

    // A bit of the words that has no other use decides which coordinate comes first; another one is the sign of the cosine.
    private const int ExchangeBitDouble = 62;
    private const int ExchangeBitSingle = 0;

    /// <summary>√(−2 ln u), u on the grid (k + 1/2)/2⁵² in double, (k + 1/2)/2³¹ rounded to 24 bits in single.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TRow Radius<TRow, T>(TRow word)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow u = typeof(T) == typeof(double)
            ? OneToTwo<TRow, T>(word) - TRow.Constant(OneMinusHalfUlp, 0)
            : TRow.MultiplyAdd(
                TRow.FromInteger(TRow.ShiftRight(word, 0, 1)), TRow.Constant(0, TwoToMinus31), TRow.Constant(0, TwoToMinus32));
        TRow sixteenth = TRow.ShiftRight(u, 48, 19);
        TRow r = TRow.MultiplyAdd(
            TRow.Mantissa(u), TRow.Lookup(sixteenth, ReciprocalsDouble, ReciprocalsSingle), TRow.Constant(-1, -1));
        TRow square = TRow.MultiplyAdd(
            TRow.Exponent(u), TRow.Constant(MinusTwoLn2Double, MinusTwoLn2Single),
            TRow.Lookup(sixteenth, LogarithmsDouble, LogarithmsSingle));
        square = TRow.MultiplyAdd(r, LogPolynomial<TRow, T>(r), square);
        return TRow.Sqrt(TRow.Max(square, TRow.Constant(LeastSquareDouble, LeastSquareSingle)));
    }

    /// <summary>
    /// A pair of normals in every lane, from its radius, the word that the radius was made from, and the word of its angle. This is
    /// separate from <see cref="Radius{TRow, T}"/> so that loops can start the next radius before this pair: instructions that wait for
    /// a square root fill the processor's queues, and then the next square root is not started.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Turn<TRow, T>(TRow radius, TRow radiusWord, TRow angleWord, out TRow z0, out TRow z1)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow t = Angle<TRow, T>(angleWord);
        TRow z = t * t;
        TRow sin = (radius * t) * SinPolynomial<TRow, T>(z);
        TRow cos = radius * TRow.MultiplyAdd(z, CosPolynomial<TRow, T>(z), TRow.Constant(1, 1));
        cos ^= typeof(T) == typeof(double) ? angleWord & TRow.FromBits(1UL << 63, 0) : TRow.ShiftLeft(angleWord, 0, 31);
        TRow chooser = typeof(T) == typeof(double) ? angleWord : radiusWord;
        z0 = TRow.SelectByBit(chooser, ExchangeBitDouble, ExchangeBitSingle, sin, cos);
        z1 = TRow.SelectByBit(chooser, ExchangeBitDouble, ExchangeBitSingle, cos, sin);
    }

    // t in [−1/2, 1/2): 52 random bits in double, 32 in single.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow Angle<TRow, T>(TRow word)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(double)
            ? OneToTwo<TRow, T>(word) - TRow.Constant(1.5, 0)
            : TRow.FromInteger(word) * TRow.Constant(0, TwoToMinus32);

    // The low 52 bits as the mantissa of a number in [1, 2).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow OneToTwo<TRow, T>(TRow word)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (word & TRow.FromBits((1UL << 52) - 1, 0)) | TRow.Constant(1, 1);

    // −2 ln(1 + r)/r.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow LogPolynomial<TRow, T>(TRow r)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            // Even and odd powers separately: half the latency of one chain, and everything up to the square root waits for it.
            TRow square = r * r;
            TRow even = TRow.MultiplyAdd(square, TRow.Constant(Log.D6, 0), TRow.Constant(Log.D4, 0));
            TRow odd = TRow.MultiplyAdd(square, TRow.Constant(Log.D7, 0), TRow.Constant(Log.D5, 0));
            even = TRow.MultiplyAdd(even, square, TRow.Constant(Log.D2, 0));
            odd = TRow.MultiplyAdd(odd, square, TRow.Constant(Log.D3, 0));
            even = TRow.MultiplyAdd(even, square, TRow.Constant(Log.D0, 0));
            odd = TRow.MultiplyAdd(odd, square, TRow.Constant(Log.D1, 0));
            return TRow.MultiplyAdd(odd, r, even);
        }

        TRow p = TRow.MultiplyAdd(r, TRow.Constant(0, Log.S3), TRow.Constant(0, Log.S2));
        p = TRow.MultiplyAdd(p, r, TRow.Constant(0, Log.S1));
        return TRow.MultiplyAdd(p, r, TRow.Constant(0, Log.S0));
    }

    // sin(πt/2)/t in z = t².
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow SinPolynomial<TRow, T>(TRow z)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow p = TRow.Constant(Sin.D6, Sin.S3);
        if (typeof(T) == typeof(double))
        {
            p = TRow.MultiplyAdd(p, z, TRow.Constant(Sin.D5, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(Sin.D4, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(Sin.D3, 0));
        }

        p = TRow.MultiplyAdd(p, z, TRow.Constant(Sin.D2, Sin.S2));
        p = TRow.MultiplyAdd(p, z, TRow.Constant(Sin.D1, Sin.S1));
        return TRow.MultiplyAdd(p, z, TRow.Constant(Sin.D0, Sin.S0));
    }

    // (cos(πt/2) − 1)/z.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow CosPolynomial<TRow, T>(TRow z)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow p = TRow.Constant(Cos.D5, Cos.S2);
        if (typeof(T) == typeof(double))
        {
            p = TRow.MultiplyAdd(p, z, TRow.Constant(Cos.D4, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(Cos.D3, 0));
            p = TRow.MultiplyAdd(p, z, TRow.Constant(Cos.D2, 0));
        }

        p = TRow.MultiplyAdd(p, z, TRow.Constant(Cos.D1, Cos.S1));
        return TRow.MultiplyAdd(p, z, TRow.Constant(Cos.D0, Cos.S0));
    }

    // Minimax polynomials (Remez, 40 digits), rounded. Errors when evaluated exactly: of R², absolute, 2^-55.6 (single 2^-30); of the
    // sine, relative, 2^-58 (2^-28); of the cosine 2^-53.9 (2^-24.6).
    private static class Log
    {
        internal const double D0 = -1.9999999999999944;
        internal const double D1 = 0.9999999999999816;
        internal const double D2 = -0.6666666667470249;
        internal const double D3 = 0.5000000001572427;
        internal const double D4 = -0.39999968410710146;
        internal const double D5 = 0.33333289352968515;
        internal const double D6 = -0.2861736035083067;
        internal const double D7 = 0.25050001759186047;

        internal const float S0 = -1.999999895f;
        internal const float S1 = 0.9999998158f;
        internal const float S2 = -0.6671249699f;
        internal const float S3 = 0.50050687f;
    }

    private static class Sin
    {
        internal const double D0 = 1.5707963267948966;
        internal const double D1 = -0.6459640975062443;
        internal const double D2 = 0.07969262624603957;
        internal const double D3 = -0.004681754132282457;
        internal const double D4 = 0.00016044115029191622;
        internal const double D5 = -3.598641755244711e-06;
        internal const double D6 = 5.633721100202825e-08;

        internal const float S0 = 1.570796322f;
        internal const float S1 = -0.6459634602f;
        internal const float S2 = 0.07968003278f;
        internal const float S3 = -0.004601657893f;
    }

    private static class Cos
    {
        internal const double D0 = -1.2337005501361553;
        internal const double D1 = 0.25366950789995935;
        internal const double D2 = -0.020863480735867183;
        internal const double D3 = 0.0009192599541461406;
        internal const double D4 = -2.5200143053971964e-05;
        internal const double D5 = 4.6553371880399653e-07;

        internal const float S0 = -1.233697706f;
        internal const float S1 = 0.2536032105f;
        internal const float S2 = -0.02041728108f;
    }

    private const double MinusTwoLn2Double = -1.3862943611198906;
    private const float MinusTwoLn2Single = -1.38629436f;

    // c_j, the reciprocal of the middle of [1 + j/16, 1 + (j + 1)/16), and 2 ln c_j of the rounded c_j.
    private static ReadOnlySpan<double> ReciprocalsDouble =>
    [
        0.9696969696969697, 0.9142857142857143, 0.8648648648648649, 0.8205128205128205,
        0.7804878048780488, 0.7441860465116279, 0.7111111111111111, 0.6808510638297872,
        0.6530612244897959, 0.6274509803921569, 0.6037735849056604, 0.5818181818181818,
        0.5614035087719298, 0.5423728813559322, 0.5245901639344263, 0.5079365079365079,
    ];

    private static ReadOnlySpan<double> LogarithmsDouble =>
    [
        -0.06154331733350732, -0.17922431737937433, -0.29036401968899567, -0.39565148665983985,
        -0.4956723278091624, -0.5909284257876718, -0.6818531739411864, -0.7688233978206641,
        -0.8521687906218003, -0.9321794598491985, -1.0091120215047906, -1.0831945648654888,
        -1.1546307300696472, -1.2236030822119859, -1.2902759227471694, -1.3547976471836123,
    ];

    private static ReadOnlySpan<float> ReciprocalsSingle =>
    [
        0.969696999f, 0.914285719f, 0.864864886f, 0.820512831f, 0.780487776f, 0.744186044f, 0.711111128f, 0.680851042f,
        0.653061211f, 0.627451003f, 0.603773594f, 0.581818163f, 0.561403513f, 0.542372882f, 0.524590135f, 0.507936537f,
    ];

    private static ReadOnlySpan<float> LogarithmsSingle =>
    [
        -0.061543256f, -0.179224312f, -0.290363967f, -0.39565146f, -0.495672405f, -0.590928435f, -0.681853116f, -0.768823445f,
        -0.852168858f, -0.932179391f, -1.009112f, -1.08319461f, -1.15463066f, -1.22360313f, -1.29027605f, -1.35479748f,
    ];
}
