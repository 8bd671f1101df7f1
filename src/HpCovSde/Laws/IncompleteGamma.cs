namespace HpCovSde.Laws;

/// <summary>
/// Density and distribution function of the law Gamma(a, rate 1), with a relative error of about 1e-14, for any a up to the largest number.
/// Methods: C. Loader, "Fast and accurate computation of binomial probabilities" (2000), for the density; the power series and the
/// continued fraction of DLMF 8.11.4 and 8.9.2 for the integrals, and from a = 10⁷ on the uniform expansion of Temme, DLMF 8.12.
/// </summary>
/// <remarks>
/// MathNet evaluates exp(a log x − x − log Γ(a)), which loses as many digits as a has. The number of terms grows like √a, and is bounded.
/// </remarks>
internal static class IncompleteGamma
{
    // From here on the series of the Stirling error is exact to rounding.
    private const double StirlingFrom = 16;

    private const double UniformFrom = 1e7;

    // At most 3·10⁴ are used.
    private const int MostTerms = 1_000_000;

    // e^{−D} underflows.
    private const double LargestDeviance = 745;

    // C_0(η) of DLMF 8.12.11 in powers of η. Where e^{−aη²/2} is a number, |η| is below 0.0122, and the next term below rounding.
    private static readonly double[] Uniform = [-1.0 / 3, 1.0 / 12, -2.0 / 135, 1.0 / 864, 1.0 / 2835, -139.0 / 777600];

    /// <summary>x^{a−1} e^{−x} / Γ(a) for a &gt; 0, x ≥ 0: the density at x.</summary>
    internal static double Density(double a, double x) =>
        x > 0 ? Kernel(a, x) * (a / x) : a > 1 ? 0 : a == 1 ? 1 : double.PositiveInfinity;

    /// <summary>P(a, x) = γ(a, x)/Γ(a) for a &gt; 0, x ≥ 0, the probability of at most x.</summary>
    internal static double Lower(double a, double x) =>
        a >= UniformFrom ? OfTail(a, x, x < a) : x < a + 1 ? Series(a, x) : 1 - Fraction(a, x);

    /// <summary>Q(a, x) = 1 − P(a, x), accurate in relative terms where x ≥ a + 1.</summary>
    internal static double Upper(double a, double x) =>
        a >= UniformFrom ? OfTail(a, x, x >= a) : x < a + 1 ? 1 - Series(a, x) : Fraction(a, x);

    // The tail beyond x on its side of a, ½ erfc √D ± e^{−D} (C_0 + C_1/a)/√(2πa) with D = aη²/2, or 1 minus it.
    private static double OfTail(double a, double x, bool isTail)
    {
        double deviance = x > 0 && double.IsFinite(x) ? Deviance(a, x) : double.PositiveInfinity;
        double tail = 0;
        if (deviance < LargestDeviance)
        {
            double eta = Math.CopySign(Math.Sqrt(2 * deviance / a), x - a);
            double sum = 0;
            for (int k = Uniform.Length - 1; k >= 0; k--)
            {
                sum = (sum * eta) + Uniform[k];
            }

            double correction = Math.Exp(-deviance) * (sum - (1 / (540 * a))) / Math.Sqrt(2 * Math.PI * a);
            tail = (MathNet.Numerics.SpecialFunctions.Erfc(Math.Sqrt(deviance)) / 2) + (x < a ? -correction : correction);
        }

        return isTail ? tail : 1 - tail;
    }

    // P = D Σ_k x^k / ((a + 1) ⋯ (a + k)).
    private static double Series(double a, double x)
    {
        double term = 1;
        double sum = 1;
        for (int k = 1; k <= MostTerms && term > sum * 1e-17; k++)
        {
            term *= x / (a + k);
            sum += term;
        }

        return x > 0 ? Kernel(a, x) * sum : 0;
    }

    // Q = a D / (x + 1 − a − 1(1 − a)/(x + 3 − a − 2(2 − a)/(x + 5 − a − …))), by the modified Lentz method.
    private static double Fraction(double a, double x)
    {
        if (double.IsPositiveInfinity(x))
        {
            return 0;
        }

        const double Tiny = 1e-300;
        double b = x + 1 - a;
        double c = 1 / Tiny;
        double d = 1 / b;
        double product = d;
        double change = 0;
        for (double k = 1; k <= MostTerms && Math.Abs(change - 1) > 4e-16; k++)
        {
            double numerator = k * (a - k);
            b += 2;
            d = 1 / NonZero((numerator * d) + b);
            c = NonZero(b + (numerator / c));
            change = c * d;
            product *= change;
        }

        return a * Kernel(a, x) * product;

        static double NonZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }

    // D = x^a e^{−x} / Γ(a + 1).
    private static double Kernel(double a, double x)
    {
        if (a >= StirlingFrom)
        {
            return Math.Exp(-StirlingError(a) - Deviance(a, x)) / Math.Sqrt(2 * Math.PI * a);
        }

        // Γ(a + 1) = Γ(shifted + 1) / ((a + 1) ⋯ shifted).
        double product = 1;
        int shift = 0;
        while (a + shift < StirlingFrom)
        {
            shift++;
            product *= a + shift;
        }

        // a + shift is rounded. The correction is first order: log Γ has the slope log(shifted). Without it a digit is lost.
        double shifted = a + shift;
        double lost = a - (shifted - shift);
        double stirling = Math.Sqrt(2 * Math.PI * shifted) * Math.Pow(shifted, shifted) * Math.Exp(StirlingError(shifted) - shifted);
        double gamma = stirling / product * (1 + (lost * Math.Log(shifted)));
        return Math.Pow(x, a) * Math.Exp(-x) / gamma;
    }

    // log Γ(a + 1) − (a + 1/2) log a + a − log √(2π), DLMF 5.11.1.
    private static double StirlingError(double a)
    {
        double inverse = 1 / (a * a);
        double tail = (1.0 / 1188) - (inverse * ((691.0 / 360360) - (inverse / 156)));
        return ((1.0 / 12) - (inverse * ((1.0 / 360) - (inverse * ((1.0 / 1260) - (inverse * ((1.0 / 1680) - (inverse * tail)))))))) / a;
    }

    // a log(a/x) + x − a, which is of second order in x − a. Near a it is the series of the logarithm in v = (a − x)/(a + x).
    private static double Deviance(double a, double x)
    {
        double difference = a - x;
        if (Math.Abs(difference) / 2 >= 0.1 * ((a / 2) + (x / 2)))
        {
            return (a * Math.Log(a / x)) - difference;
        }

        double v = difference / 2 / ((a / 2) + (x / 2));
        double sum = difference * v;
        double term = 2 * (a * v);
        double previous = double.NaN;
        for (int k = 3; k <= MostTerms && sum != previous; k += 2)
        {
            previous = sum;
            term *= v * v;
            sum += term / k;
        }

        return sum;
    }
}
