using System.Numerics;

namespace HpCovSde.TestSupport;

/// <summary>
/// A floating-point number with a mantissa of <see cref="Precision"/> bits and an exponent without bounds: for simulations in which numbers
/// differ by more than any machine format holds. Operations are exact up to one unit in the last bit.
/// </summary>
public readonly struct BigNumber
{
    /// <summary>Bits of the mantissa.</summary>
    public const int Precision = 4000;

    private readonly BigInteger _mantissa;
    private readonly int _exponent;

    private BigNumber(BigInteger mantissa, int exponent)
    {
        int excess = (int)mantissa.GetBitLength() - Precision;
        _mantissa = excess > 0 ? mantissa >> excess : mantissa;
        _exponent = excess > 0 ? exponent + excess : exponent;
    }

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => _mantissa.Sign;

    /// <summary>log |x|, −∞ of 0.</summary>
    public double LogOfMagnitude => BigInteger.Log(BigInteger.Abs(_mantissa)) + (_exponent * Math.Log(2));

    /// <summary>x, exactly.</summary>
    public static implicit operator BigNumber(double x)
    {
        HighPrecision exact = HighPrecision.Of(x);
        return new(exact.Mantissa, exact.Exponent);
    }

    /// <summary>x + y.</summary>
    public static BigNumber operator +(BigNumber x, BigNumber y)
    {
        if (x._mantissa.IsZero || y._mantissa.IsZero)
        {
            return x._mantissa.IsZero ? y : x;
        }

        (BigNumber high, BigNumber low) = x._exponent >= y._exponent ? (x, y) : (y, x);
        int shift = high._exponent - low._exponent;
        return shift > 2 * Precision ? high : new((high._mantissa << shift) + low._mantissa, low._exponent);
    }

    /// <summary>x − y.</summary>
    public static BigNumber operator -(BigNumber x, BigNumber y) => x + new BigNumber(-y._mantissa, y._exponent);

    /// <summary>x·y.</summary>
    public static BigNumber operator *(BigNumber x, BigNumber y) => new(x._mantissa * y._mantissa, x._exponent + y._exponent);

    /// <summary>x/y.</summary>
    public static BigNumber operator /(BigNumber x, BigNumber y)
    {
        int shift = Precision + (int)y._mantissa.GetBitLength();
        return new((x._mantissa << shift) / y._mantissa, x._exponent - shift - y._exponent);
    }

    /// <summary>√x.</summary>
    public static BigNumber Sqrt(BigNumber x)
    {
        int shift = (2 * Precision) - (int)x._mantissa.GetBitLength();
        shift += (x._exponent - shift) & 1;
        BigInteger square = shift >= 0 ? x._mantissa << shift : x._mantissa >> -shift;
        if (square.IsZero)
        {
            return 0;
        }

        // Newton from above, until it no longer falls.
        BigInteger root = BigInteger.One << ((int)((square.GetBitLength() + 1) / 2));
        for (BigInteger next = (root + (square / root)) >> 1; next < root; next = (root + (square / root)) >> 1)
        {
            root = next;
        }

        return new(root, (x._exponent - shift) / 2);
    }
}
