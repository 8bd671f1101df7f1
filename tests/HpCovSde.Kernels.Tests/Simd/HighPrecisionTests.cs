using System.Globalization;
using System.Numerics;
using HpCovSde.TestSupport;

namespace HpCovSde.Kernels.Tests.Simd;

public sealed class HighPrecisionTests
{
    // Digits from tables of mathematical constants.
    private const string Ln2 = "0693147180559945309417232121458176568075500134360";
    private const string Ln10 = "2302585092994045684017991454684364207601101488628";
    private const string E = "2718281828459045235360287471352662497757247093699";
    private const string HalfSqrt2 = "0707106781186547524400844362104849039284835937688";
    private const string Tanh1 = "0761594155955764888119458282604793590412768597257";
    private const string Erf1 = "0842700792949714869341220635082609259296066997966";
    private const string Sin1 = "0841470984807896506652502321630298999622563060798";
    private const string Cos1 = "0540302305868139717400936607442976603732310420617";

    // Φ(1), Φ(−5), 1/(1 + e^2), by mpmath with 60 digits.
    private const string Cdf1 = "0841344746068542948585232545632037922477912966727";
    private const string CdfOfMinus5 = "0000000286651571879193911673752332874645353854423";
    private const string SigmoidOfMinus2 = "0119202922022117555940270858697603204793615701371";

    [Fact]
    public void Known_constants_have_their_digits()
    {
        AssertDigits(Ln2, HighPrecision.Log(2));
        AssertDigits(Ln2, HighPrecision.Log(0.5));
        AssertDigits(Ln10, HighPrecision.Log(10));
        AssertDigits(E, HighPrecision.Exp(1));
        AssertDigits(HalfSqrt2, HighPrecision.SinCosPi(0.25).Sin);
        AssertDigits(HalfSqrt2, HighPrecision.SinCosPi(0.25).Cos);
    }

    [Fact]
    public void Known_values_of_the_functions_of_activations_have_their_digits()
    {
        AssertDigits(Ln2, HighPrecision.Log1p(1));
        AssertDigits(Ln2, HighPrecision.Softplus(0));
        AssertDigits(E, HighPrecision.Expm1(1) + HighPrecision.Of(1));
        AssertDigits(Tanh1, HighPrecision.Tanh(1));
        AssertDigits(Erf1, HighPrecision.Erf(1));
        AssertDigits(Cdf1, HighPrecision.NormalCdf(1));
        AssertDigits(CdfOfMinus5, HighPrecision.NormalCdf(-5));
        AssertDigits(SigmoidOfMinus2, HighPrecision.Sigmoid(-2));
        AssertDigits(Sin1, HighPrecision.SinCos(1).Sin);
        AssertDigits(Cos1, HighPrecision.SinCos(1).Cos);
    }

    [Fact]
    public void Values_far_below_one_have_full_relative_accuracy()
    {
        const double x = 1e-300;
        Assert.Equal(0, UlpDistance.Of(x, HighPrecision.Expm1(x)), 12);
        Assert.Equal(0, UlpDistance.Of(-x, HighPrecision.Log1p(-x)), 12);
        Assert.Equal(0, UlpDistance.Of(x, HighPrecision.Tanh(x)), 12);
        Assert.Equal(0, UlpDistance.Of(x, HighPrecision.SinCos(x).Sin), 12);
        Assert.InRange(UlpDistance.Of(x * 2 / Math.Sqrt(Math.PI), HighPrecision.Erf(x)), 0, 2);
        Assert.InRange(UlpDistance.Of(Math.Exp(-600), HighPrecision.Softplus(-600)), 0, 1);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(-1.7)]
    [InlineData(12345.678)]
    [InlineData(-1e-5)]
    public void Sine_and_cosine_lie_on_the_unit_circle(double x)
    {
        (HighPrecision sin, HighPrecision cos) = HighPrecision.SinCosPi(x);
        BigInteger one = BigInteger.Pow(10, 80);
        BigInteger s = sin.ToDecimal(40);
        BigInteger c = cos.ToDecimal(40);
        Assert.True(BigInteger.Abs((s * s) + (c * c) - one) <= 4 * BigInteger.Pow(10, 40));
    }

    [Fact]
    public void Values_agree_with_the_runtime_library_to_one_unit()
    {
        // The C library documents errors below 1 ULP for log and exp; double.SinPi and CosPi are .NET's own, with a slightly larger bound.
        var random = new System.Random(20);
        for (int i = 0; i < 2000; i++)
        {
            double x = (random.NextDouble() - 0.5) * 1400;
            Assert.InRange(UlpDistance.Of(Math.Exp(x), HighPrecision.Exp(x)), 0, 1);
            Assert.InRange(UlpDistance.Of(Math.Log(Math.Abs(x)), HighPrecision.Log(Math.Abs(x))), 0, 1);
            Assert.InRange(UlpDistance.Of(double.SinPi(x), HighPrecision.SinCosPi(x).Sin), 0, 2);
            Assert.InRange(UlpDistance.Of(double.CosPi(x), HighPrecision.SinCosPi(x).Cos), 0, 2);
        }
    }

    [Fact]
    public void Ulp_distance_counts_steps_of_the_type()
    {
        HighPrecision exact = HighPrecision.Of(1.0);
        Assert.Equal(0, UlpDistance.Of(1.0, exact));
        Assert.Equal(1, UlpDistance.Of(Math.BitIncrement(1.0), exact));
        Assert.Equal(0.5, UlpDistance.Of(Math.BitDecrement(1.0), exact));
        Assert.Equal(3, UlpDistance.Of(3 * double.Epsilon, new HighPrecision(6, -1074 - 200)), 12);
        Assert.Equal(1, UlpDistance.Of(double.PositiveInfinity, HighPrecision.Of(double.MaxValue)));
        Assert.Equal(0, UlpDistance.Of(double.PositiveInfinity, HighPrecision.Exp(1000)));
        Assert.Equal(double.PositiveInfinity, UlpDistance.Of(double.NaN, exact));
        Assert.Equal(double.PositiveInfinity, UlpDistance.Of(double.Epsilon, HighPrecision.Of(0)));

        Assert.Equal(1, UlpDistance.Of(MathF.BitIncrement(1f), 1.0));
        Assert.Equal(0.25, UlpDistance.Of(1f, 1 + Math.ScaleB(1, -25)));
        Assert.Equal(2, UlpDistance.Of(2 * float.Epsilon, Math.ScaleB(1, -900)), 12);
        Assert.Equal(1, UlpDistance.Of(float.PositiveInfinity, float.MaxValue));
    }

    private static void AssertDigits(string digits, HighPrecision value)
    {
        BigInteger expected = BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        BigInteger actual = value.ToDecimal(digits.Length - 1);
        Assert.True(BigInteger.Abs(actual - expected) <= 1, $"{actual}, not {digits}");
    }
}
