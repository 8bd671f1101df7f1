using System.Numerics;

namespace HpCovSde.TestSupport;

/// <summary>
/// Errors in units in the last place: |computed − exact| / ulp(exact), where ulp(v) is the spacing of the type's numbers
/// in the binade of v. The exact value is not rounded first, so the error of a correctly rounded result is at most 0.5.
/// </summary>
public static class UlpDistance
{
    /// <summary>The error of <paramref name="computed"/>. Infinities, and exact values beyond the range, count as ±2¹⁰²⁴.</summary>
    public static double Of(double computed, HighPrecision exact)
    {
        if (double.IsNaN(computed))
        {
            return double.PositiveInfinity;
        }

        HighPrecision value = double.IsInfinity(computed)
            ? new(computed > 0 ? BigInteger.One : BigInteger.MinusOne, 1024)
            : HighPrecision.Of(computed);
        if (exact.Mantissa.IsZero)
        {
            return value.Mantissa.IsZero ? 0 : double.PositiveInfinity;
        }

        if (exact.FloorLog2() >= 1024)
        {
            exact = new(exact.Mantissa.Sign, 1024);
        }

        int ulpExponent = Math.Clamp(exact.FloorLog2(), -1022, 1023) - 52;
        int commonExponent = Math.Min(value.Exponent, exact.Exponent);
        BigInteger difference = BigInteger.Abs(
            (value.Mantissa << (value.Exponent - commonExponent)) - (exact.Mantissa << (exact.Exponent - commonExponent)));

        // 64 leading bits are enough, and always fit into a double.
        int excess = Math.Max((int)difference.GetBitLength() - 64, 0);
        return Math.ScaleB((double)(difference >> excess), excess + commonExponent - ulpExponent);
    }

    /// <summary>
    /// The error of <paramref name="computed"/> relative to a double that is exact enough for this purpose.
    /// Infinities, and exact values beyond the range, count as ±2¹²⁸.
    /// </summary>
    public static double Of(float computed, double exact)
    {
        if (float.IsNaN(computed))
        {
            return double.PositiveInfinity;
        }

        double value = float.IsInfinity(computed) ? Math.CopySign(Math.ScaleB(1, 128), computed) : computed;
        if (exact == 0)
        {
            return value == 0 ? 0 : double.PositiveInfinity;
        }

        double clamped = Math.Clamp(exact, -Math.ScaleB(1, 128), Math.ScaleB(1, 128));
        int ulpExponent = Math.Clamp(Math.ILogB(exact), -126, 127) - 23;
        return Math.ScaleB(Math.Abs(value - clamped), -ulpExponent);
    }
}
