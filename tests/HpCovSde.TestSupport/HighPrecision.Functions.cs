using System.Numerics;

namespace HpCovSde.TestSupport;

/// <summary>Functions whose values may be far smaller than 1; their relative accuracy is the same there.</summary>
public readonly partial record struct HighPrecision
{
    private const double ErfiScale = 1.0 / 4096;

    // For x < −4 they leave an error of 2^-90.
    private const int ContinuedFractionTerms = 400;

    // 2/√π = 2 √(1/π).
    private static readonly HighPrecision TwoOverSqrtPi =
        new(2 * SquareRoot(((FixedOne << FractionBits) / FixedPi) << FractionBits), -FractionBits);

    private static readonly HighPrecision OneOverSqrtTwoPi =
        new(SquareRoot(((FixedOne << FractionBits) / FixedPi) << (FractionBits - 1)), -FractionBits);

    /// <summary>eˣ − 1 of a finite x, |x| ≤ 2²⁰.</summary>
    public static HighPrecision Expm1(double x) =>
        Math.Abs(x) < 0.5 ? Of(x) * Series(Of(x).ToFixed(), k => (1, k + 1)) : Exp(x) + Of(-1);

    /// <summary>log(1 + x) of a finite x &gt; −1.</summary>
    public static HighPrecision Log1p(double x) => Log1p(Of(x));

    /// <summary>tanh x = (e²ˣ − 1)/(e²ˣ + 1), |x| ≤ 2¹⁹.</summary>
    public static HighPrecision Tanh(double x)
    {
        HighPrecision expm1 = Expm1(2 * x);
        return expm1 / (expm1 + Of(2));
    }

    /// <summary>log(1 + eˣ) of a finite x, |x| ≤ 2²⁰.</summary>
    public static HighPrecision Softplus(double x) => Of(Math.Max(x, 0)) + Log1p(Exp(-Math.Abs(x)));

    /// <summary>erf x = (2/√π) e^(−x²) Σₖ 2ᵏ x²ᵏ⁺¹/(1·3·…·(2k+1)), |x| ≤ 8. All terms have one sign.</summary>
    public static HighPrecision Erf(double x)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(x), 8);
        BigInteger square = (Of(x) * Of(x)).ToFixed();
        HighPrecision gaussian = Of(1) / new HighPrecision(Series(square, k => (1, k)).Mantissa, -FractionBits);
        return TwoOverSqrtPi * gaussian * Of(x) * Series(2 * square, k => (1, (2 * k) + 1));
    }

    /// <summary>1/(1 + e^(−x)) of a finite x, |x| ≤ 2²⁰.</summary>
    public static HighPrecision Sigmoid(double x) => Of(1) / (Of(1) + Exp(-x));

    /// <summary>
    /// Φ(x), |x| ≤ 2¹⁰: ½ and the density times a series of terms of one sign; for x &lt; −4 the density times Laplace's continued fraction
    /// 1/(|x| + 1/(|x| + 2/(|x| + …))).
    /// </summary>
    public static HighPrecision NormalCdf(double x)
    {
        double square = x * x;
        HighPrecision density = OneOverSqrtTwoPi * Exp(-square / 2) * Exp(-Math.FusedMultiplyAdd(x, x, -square) / 2);
        if (x >= -4)
        {
            return Of(0.5) + (density * Of(x) * Series((Of(x) * Of(x)).ToFixed(), k => (1, (2 * k) + 1)));
        }

        HighPrecision tail = Of(-x);
        for (int k = ContinuedFractionTerms; k > 0; k--)
        {
            tail = Rounded(Of(-x) + (Of(k) / tail));
        }

        return density / tail;
    }

    /// <summary>
    /// The z with erfi z = x, for a finite x: Newton's method in double, and its last step in these numbers. The error is 10⁻²⁵.
    /// </summary>
    public static HighPrecision InverseErfi(double x)
    {
        double start = InverseErfiOfDouble(x);
        return Of(start) + InverseErfiCorrection(x, start, out _);
    }

    /// <summary>exp(z²) for the z with erfi z = x.</summary>
    public static HighPrecision ExpSquaredInverseErfi(double x)
    {
        // exp((z₀ + c)²) = exp(z₀²) e^w, w = c (2z₀ + c); w is at most 10⁻¹².
        double start = InverseErfiOfDouble(x);
        HighPrecision correction = InverseErfiCorrection(x, start, out HighPrecision power);
        HighPrecision w = correction * (Of(2 * start) + correction);
        return power * (Of(1) + (w * (Of(1) + (Of(0.5) * w))));
    }

    /// <summary>sin x and cos x of a finite x, |x| ≤ 2³².</summary>
    public static (HighPrecision Sin, HighPrecision Cos) SinCos(double x)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(x), Math.ScaleB(1, 32));
        BigInteger exact = Of(x).ToFixed();
        BigInteger q = ((2 * exact) + (FixedPi / 2)) / FixedPi;
        q -= (2 * exact) + (FixedPi / 2) < q * FixedPi ? 1 : 0;
        HighPrecision r = q.IsZero ? Of(x) : new(exact - (q * FixedPi / 2), -FractionBits);
        BigInteger square = r.ToFixed() * r.ToFixed() >> FractionBits;
        HighPrecision sin = r * new HighPrecision(AlternatingSeries(square, 1), -FractionBits);
        return Turned(q, sin, new(AlternatingSeries(square, 0), -FractionBits));
    }

    /// <summary>The sum.</summary>
    public static HighPrecision operator +(HighPrecision x, HighPrecision y)
    {
        int exponent = Math.Min(x.Exponent, y.Exponent);
        return new((x.Mantissa << (x.Exponent - exponent)) + (y.Mantissa << (y.Exponent - exponent)), exponent);
    }

    /// <summary>The product.</summary>
    public static HighPrecision operator *(HighPrecision x, HighPrecision y) => new(x.Mantissa * y.Mantissa, x.Exponent + y.Exponent);

    /// <summary>The quotient.</summary>
    public static HighPrecision operator /(HighPrecision x, HighPrecision y)
    {
        int shift = FractionBits + (int)BigInteger.Abs(y.Mantissa).GetBitLength();
        return new((x.Mantissa << shift) / y.Mantissa, x.Exponent - y.Exponent - shift);
    }

    private static HighPrecision Rounded(HighPrecision x) => new(x.ToFixed(), -FractionBits);

    private static HighPrecision Log1p(HighPrecision x) =>
        x.Mantissa.IsZero || x.FloorLog2() < -2
            ? x * Series(-x.ToFixed(), k => (k, k + 1))
            : Log(x + Of(1));

    /// <summary>1 + t·n(1)/d(1) + t²·n(1)n(2)/(d(1)d(2)) + …</summary>
    private static HighPrecision Series(BigInteger t, Func<int, (int Numerator, int Denominator)> ratio)
    {
        BigInteger sum = FixedOne;
        BigInteger term = FixedOne;
        for (int k = 1; !(term.IsZero || term == BigInteger.MinusOne); k++)
        {
            (int numerator, int denominator) = ratio(k);
            term = (term * t * numerator >> FractionBits) / denominator;
            sum += term;
        }

        return new(sum, -FractionBits);
    }

    // Newton's method on log erfi. The starting point is close enough: √log x where x is large.
    private static double InverseErfiOfDouble(double x)
    {
        double magnitude = Math.Abs(x);
        if (magnitude < 1e-8)
        {
            return x * (Math.Sqrt(Math.PI) / 2);
        }

        double z = magnitude < 1 ? magnitude / 2 : Math.Sqrt(double.LogP1(magnitude));
        double step = z;
        while (Math.Abs(step) > 1e-10 * z)
        {
            double erfi = ScaledErfiOfDouble(z);
            step = Math.Log(magnitude * ErfiScale / erfi) * erfi * Math.Exp(-z * z) * (Math.Sqrt(Math.PI) / 2 / ErfiScale);
            z += step;
        }

        return Math.CopySign(z, x);
    }

    // Scaled, because for the largest erfi z that is a double the terms of the series overflow.
    private static double ScaledErfiOfDouble(double z)
    {
        double term = 2 / Math.Sqrt(Math.PI) * z * ErfiScale;
        double sum = term;
        for (int k = 1; term > 1e-18 * sum; k++)
        {
            term *= z * z / k;
            sum += term / ((2 * k) + 1);
        }

        return sum;
    }

    // (x − erfi z₀)/erfi′(z₀) at the double z₀, and exp(z₀²).
    private static HighPrecision InverseErfiCorrection(double x, double start, out HighPrecision power)
    {
        HighPrecision z = Of(start);
        BigInteger square = (z * z).ToFixed();
        power = Series(square, k => (1, k));
        HighPrecision erfi = TwoOverSqrtPi * z * Series(square, k => ((2 * k) - 1, k * ((2 * k) + 1)));
        HighPrecision slope = TwoOverSqrtPi * power;
        return (Of(x) + (Of(-1) * erfi)) / slope;
    }

    private static BigInteger SquareRoot(BigInteger n)
    {
        BigInteger root = BigInteger.One << (((int)n.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (n / root)) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }
}
