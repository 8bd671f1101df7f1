using System.Numerics;

namespace HpCovSde.TestSupport;

/// <summary>
/// A number Mantissa·2^Exponent of any size, and elementary functions of a <see cref="double"/> with about
/// 150 correct bits, by textbook series in fixed point: the reference for the errors of the fast functions.
/// </summary>
public readonly partial record struct HighPrecision(BigInteger Mantissa, int Exponent)
{
    private const int FractionBits = 224;

    private static readonly BigInteger FixedOne = BigInteger.One << FractionBits;

    private static readonly BigInteger FixedLn2 = LogOfQuotient(FixedOne / 3);

    // Machin: π/4 = 4 arctan(1/5) − arctan(1/239).
    private static readonly BigInteger FixedPi = 4 * ((4 * ArcTangentOfInverse(5)) - ArcTangentOfInverse(239));

    /// <summary>x itself. x must be finite.</summary>
    public static HighPrecision Of(double x)
    {
        if (!double.IsFinite(x))
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "x must be finite.");
        }

        long bits = BitConverter.DoubleToInt64Bits(x);
        int biased = (int)((bits >>> 52) & 0x7ff);
        long fraction = bits & 0x000fffffffffffff;
        long mantissa = biased == 0 ? fraction : fraction | 0x0010000000000000;
        return new(bits < 0 ? -mantissa : mantissa, Math.Max(biased, 1) - 1075);
    }

    /// <summary>log x of a positive finite x.</summary>
    public static HighPrecision Log(double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(x);
        return Log(Of(x));
    }

    private static HighPrecision Log(HighPrecision exact)
    {
        // x = m·2ᵏ with 3/4 ≤ m < 3/2. Then k = 0 for x near 1, and there is no cancellation.
        int k = exact.Exponent + (int)exact.Mantissa.GetBitLength();
        int shift = FractionBits - (int)exact.Mantissa.GetBitLength();
        BigInteger m = shift >= 0 ? exact.Mantissa << shift : exact.Mantissa >> -shift;
        if (4 * m < 3 * FixedOne)
        {
            m <<= 1;
            k--;
        }

        return new(LogOfQuotient(((m - FixedOne) << FractionBits) / (m + FixedOne)) + (k * FixedLn2), -FractionBits);
    }

    /// <summary>eˣ of a finite x, |x| ≤ 2²⁰.</summary>
    public static HighPrecision Exp(double x)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(x), 1 << 20);
        BigInteger r = Of(x).ToFixed();
        BigInteger n = r / FixedLn2;
        r -= n * FixedLn2;
        BigInteger sum = FixedOne;
        BigInteger term = FixedOne;
        for (int i = 1; !(term.IsZero || term == BigInteger.MinusOne); i++)
        {
            term = (term * r >> FractionBits) / i;
            sum += term;
        }

        return new(sum, (int)n - FractionBits);
    }

    /// <summary>sin(πx) and cos(πx) of a finite x.</summary>
    public static (HighPrecision Sin, HighPrecision Cos) SinCosPi(double x)
    {
        (BigInteger mantissa, int exponent) = Of(x);
        BigInteger q = BigInteger.Zero;
        HighPrecision r = new(BigInteger.Zero, 0);
        int halves = -(exponent + 1);
        if (halves > 0)
        {
            // q = ⌊2x + 1/2⌋ and r = x − q/2, exactly.
            q = (mantissa + (BigInteger.One << (halves - 1))) >> halves;
            r = new(mantissa - (q << halves), exponent);
        }
        else
        {
            q = mantissa << -halves;
        }

        BigInteger angle = FixedPi * r.ToFixed() >> FractionBits;
        BigInteger square = angle * angle >> FractionBits;
        HighPrecision sin = new(r.Mantissa * (FixedPi * AlternatingSeries(square, 1) >> FractionBits), r.Exponent - FractionBits);
        HighPrecision cos = new(AlternatingSeries(square, 0), -FractionBits);
        return Turned(q, sin, cos);
    }

    /// <summary>The largest integer e with 2ᵉ ≤ |this|. This must not be zero.</summary>
    public int FloorLog2() => Exponent + (int)BigInteger.Abs(Mantissa).GetBitLength() - 1;

    /// <summary>The first <paramref name="digits"/> decimal digits after the point, as the integer ⌊|this|·10^digits⌋.</summary>
    public BigInteger ToDecimal(int digits)
    {
        BigInteger scaled = BigInteger.Abs(Mantissa) * BigInteger.Pow(10, digits);
        return Exponent >= 0 ? scaled << Exponent : scaled >> -Exponent;
    }

    /// <summary>Sine and cosine of an angle, increased by q quarters of a turn.</summary>
    private static (HighPrecision Sin, HighPrecision Cos) Turned(BigInteger q, HighPrecision sin, HighPrecision cos) =>
        (int)(q & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, sin.Negate()),
            2 => (sin.Negate(), cos.Negate()),
            _ => (cos.Negate(), sin),
        };

    private HighPrecision Negate() => new(-Mantissa, Exponent);

    private BigInteger ToFixed()
    {
        int shift = Exponent + FractionBits;
        return shift >= 0 ? Mantissa << shift : Mantissa >> -shift;
    }

    /// <summary>log((1+s)/(1−s)) = 2(s + s³/3 + s⁵/5 + …).</summary>
    private static BigInteger LogOfQuotient(BigInteger s)
    {
        BigInteger square = s * s >> FractionBits;
        BigInteger sum = BigInteger.Zero;
        BigInteger power = s;
        for (int i = 1; !(power.IsZero || power == BigInteger.MinusOne); i += 2)
        {
            sum += power / i;
            power = power * square >> FractionBits;
        }

        return 2 * sum;
    }

    private static BigInteger ArcTangentOfInverse(int n)
    {
        BigInteger sum = BigInteger.Zero;
        BigInteger power = FixedOne / n;
        for (int i = 1; !power.IsZero; i += 2)
        {
            sum += (i & 2) == 0 ? power / i : -(power / i);
            power /= n * n;
        }

        return sum;
    }

    /// <summary>Σₖ (−t)ᵏ/(2k+odd)!: the cosine of √t for odd = 0, the sine over √t for odd = 1.</summary>
    private static BigInteger AlternatingSeries(BigInteger t, int odd)
    {
        BigInteger sum = BigInteger.Zero;
        BigInteger term = FixedOne;
        for (int k = 1; !term.IsZero; k++)
        {
            sum += term;
            term = -((term.Sign * (BigInteger.Abs(term) * t >> FractionBits)) / ((2 * k) * ((2 * k) - 1 + (2 * odd))));
        }

        return sum;
    }
}
