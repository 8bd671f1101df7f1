using System.Numerics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Tests.Simd;

public sealed class VectorMathSpecialValuesTests
{
    private const double Infinity = double.PositiveInfinity;

    // x and log x, for exact results only.
    public static TheoryData<double, double> Logarithms => new()
    {
        { 1, 0.0 },
        { 0.0, -Infinity },
        { -0.0, -Infinity },
        { Infinity, Infinity },
        { -Infinity, double.NaN },
        { -1, double.NaN },
        { -1e-40, double.NaN },
        { double.NaN, double.NaN },
    };

    public static TheoryData<double, double> Exponentials => new()
    {
        { 0.0, 1 },
        { -0.0, 1 },
        { Infinity, Infinity },
        { -Infinity, 0.0 },
        { 710, Infinity },
        { 1e30, Infinity },
        { -746, 0.0 },
        { -1e30, 0.0 },
        { 1e-30, 1 },
        { double.NaN, double.NaN },
    };

    // expm1(x) where it is exact.
    public static TheoryData<double, double> ExponentialsMinusOne => new()
    {
        { 0.0, 0.0 },
        { -0.0, -0.0 },
        { 1e-40, 1e-40 },
        { -1e-40, -1e-40 },
        { -40, -1 },
        { -1e30, -1 },
        { -Infinity, -1 },
        { 710, Infinity },
        { Infinity, Infinity },
        { double.NaN, double.NaN },
    };

    // tanh(x) where its rounding is known.
    public static TheoryData<double, double> HyperbolicTangents => new()
    {
        { 0.0, 0.0 },
        { -0.0, -0.0 },
        { 1e-40, 1e-40 },
        { -1e-40, -1e-40 },
        { 19.5, 1 },
        { -19.5, -1 },
        { 1e30, 1 },
        { -1e30, -1 },
        { Infinity, 1 },
        { -Infinity, -1 },
        { double.NaN, double.NaN },
    };

    // x, and log(1 + x), log(1 + eˣ), erf(x), Φ(x), 1/(1 + e^(−x)), sin(x), cos(x) where their rounding is known.
    public static TheoryData<string, double, double> OfActivations => new()
    {
        { "log1p", 0.0, 0.0 },
        { "log1p", -0.0, -0.0 },
        { "log1p", 1e-40, 1e-40 },
        { "log1p", -1e-40, -1e-40 },
        { "log1p", -1, -Infinity },
        { "log1p", -1.5, double.NaN },
        { "log1p", -Infinity, double.NaN },
        { "log1p", Infinity, Infinity },
        { "log1p", double.NaN, double.NaN },
        { "softplus", -Infinity, 0.0 },
        { "softplus", -1e30, 0.0 },
        { "softplus", 1e30, 1e30 },
        { "softplus", Infinity, Infinity },
        { "softplus", double.NaN, double.NaN },
        { "erf", 0.0, 0.0 },
        { "erf", -0.0, -0.0 },
        { "erf", 6, 1 },
        { "erf", -6, -1 },
        { "erf", 1e30, 1 },
        { "erf", Infinity, 1 },
        { "erf", -Infinity, -1 },
        { "erf", double.NaN, double.NaN },
        { "normalCdf", 0.0, 0.5 },
        { "normalCdf", -0.0, 0.5 },
        { "normalCdf", 1e-40, 0.5 },
        { "normalCdf", 8.5, 1 },
        { "normalCdf", 1e30, 1 },
        { "normalCdf", -40, 0.0 },
        { "normalCdf", -1e30, 0.0 },
        { "normalCdf", Infinity, 1 },
        { "normalCdf", -Infinity, 0.0 },
        { "normalCdf", double.NaN, double.NaN },
        { "sigmoid", 0.0, 0.5 },
        { "sigmoid", -0.0, 0.5 },
        { "sigmoid", 40, 1 },
        { "sigmoid", -1e30, 0.0 },
        { "sigmoid", Infinity, 1 },
        { "sigmoid", -Infinity, 0.0 },
        { "sigmoid", double.NaN, double.NaN },
        { "inverseErfi", 0.0, 0.0 },
        { "inverseErfi", -0.0, -0.0 },
        { "inverseErfi", Infinity, Infinity },
        { "inverseErfi", -Infinity, -Infinity },
        { "inverseErfi", double.NaN, double.NaN },
        { "expSquaredInverseErfi", 0.0, 1 },
        { "expSquaredInverseErfi", -0.0, 1 },
        { "expSquaredInverseErfi", 1e-40, 1 },
        { "expSquaredInverseErfi", Infinity, Infinity },
        { "expSquaredInverseErfi", -Infinity, Infinity },
        { "expSquaredInverseErfi", double.NaN, double.NaN },
        { "sin", 0.0, 0.0 },
        { "sin", -0.0, -0.0 },
        { "sin", 1e-40, 1e-40 },
        { "sin", -1e-40, -1e-40 },
        { "sin", 1073741952, double.NaN },
        { "sin", -1073741952, double.NaN },
        { "sin", Infinity, double.NaN },
        { "sin", double.NaN, double.NaN },
        { "cos", 0.0, 1 },
        { "cos", -0.0, 1 },
        { "cos", 1e-40, 1 },
        { "cos", -1073741952, double.NaN },
        { "cos", -Infinity, double.NaN },
        { "cos", double.NaN, double.NaN },
    };

    // x, sin(πx), cos(πx).
    public static TheoryData<double, double, double> SinesAndCosines => new()
    {
        { 0.0, 0.0, 1 },
        { -0.0, -0.0, 1 },
        { 0.5, 1, 0.0 },
        { -0.5, -1, 0.0 },
        { 1, 0.0, -1 },
        { -1, -0.0, -1 },
        { 1.5, -1, 0.0 },
        { -1.5, 1, 0.0 },
        { 2, 0.0, 1 },
        { -2, -0.0, 1 },
        { 8388607, 0.0, -1 },
        { 4194303.5, -1, 0.0 },
        { 1e30, 0.0, 1 },
        { -1e30, -0.0, 1 },
        { Infinity, double.NaN, double.NaN },
        { -Infinity, double.NaN, double.NaN },
        { double.NaN, double.NaN, double.NaN },
    };

    [Theory]
    [MemberData(nameof(Logarithms))]
    public void Log_has_its_special_values(double x, double expected)
    {
        AssertSame(expected, VectorMath.Log<double>(x));
        AssertSame((float)expected, VectorMath.Log<float>((float)x));
    }

    [Theory]
    [MemberData(nameof(Exponentials))]
    public void Exp_has_its_special_values(double x, double expected)
    {
        AssertSame(expected, VectorMath.Exp<double>(x));
        AssertSame((float)expected, VectorMath.Exp<float>((float)x));
    }

    [Theory]
    [MemberData(nameof(ExponentialsMinusOne))]
    public void Expm1_has_its_special_values(double x, double expected)
    {
        AssertSame(expected, VectorMath.Expm1<double>(x));
        AssertSame((float)expected, VectorMath.Expm1<float>((float)x));
    }

    [Theory]
    [MemberData(nameof(HyperbolicTangents))]
    public void Tanh_has_its_special_values(double x, double expected)
    {
        AssertSame(expected, VectorMath.Tanh<double>(x));
        AssertSame((float)expected, VectorMath.Tanh<float>((float)x));
    }

    [Theory]
    [MemberData(nameof(OfActivations))]
    public void Functions_of_activations_have_their_special_values(string function, double x, double expected)
    {
        AssertSame(expected, Apply<double>(function, x));
        AssertSame((float)expected, Apply<float>(function, (float)x));
    }

    [Theory]
    [MemberData(nameof(SinesAndCosines))]
    public void SinCosPi_has_its_special_values(double x, double expectedSin, double expectedCos)
    {
        VectorMath.SinCosPi<double>(x, out Lanes<double> sin, out Lanes<double> cos);
        AssertSame(expectedSin, sin);
        AssertSame(expectedCos, cos);
        VectorMath.SinCosPi<float>((float)x, out Lanes<float> sinOfSingle, out Lanes<float> cosOfSingle);
        AssertSame((float)expectedSin, sinOfSingle);
        AssertSame((float)expectedCos, cosOfSingle);
    }

    [Fact]
    public void SinCosPi_is_right_for_the_largest_odd_integers()
    {
        VectorMath.SinCosPi<double>(9007199254740991, out _, out Lanes<double> cos);
        AssertSame(-1, cos);
        VectorMath.SinCosPi<float>(16777215, out _, out Lanes<float> cosOfSingle);
        AssertSame(-1, cosOfSingle);
    }

    [Fact]
    public void Special_values_in_a_lane_do_not_change_its_neighbours()
    {
        double[] x = [0.3, double.NaN, 0, -1, Infinity, 5e-324, 1, -Infinity];
        var y = new double[8];
        VectorMath.Log(Lanes<double>.Load(x, 0)).Store(y, 0);
        Assert.Equal(Math.Log(0.3), y[0], 1e-15);
        Assert.Equal([double.NaN, -Infinity, double.NaN, Infinity], y[1..5]);
        Assert.Equal(Math.Log(5e-324), y[5], 1e-12);
        Assert.Equal([0, double.NaN], y[6..]);
    }

    private static Lanes<T> Apply<T>(string function, Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => function switch
        {
            "log1p" => VectorMath.Log1p(x),
            "softplus" => VectorMath.Softplus(x),
            "erf" => VectorMath.Erf(x),
            "normalCdf" => VectorMath.NormalCdf(x),
            "sigmoid" => VectorMath.Sigmoid(x),
            "inverseErfi" => VectorMath.InverseErfi(x),
            "expSquaredInverseErfi" => VectorMath.ExpSquaredInverseErfi(x),
            "sin" => VectorMath.Sin(x),
            _ => VectorMath.Cos(x),
        };

    private static void AssertSame<T>(T expected, Lanes<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0; lane < Lanes<T>.Count; lane++)
        {
            Assert.True(Numbers.Bits(expected) == Numbers.Bits(actual[lane]), $"{actual[lane]:R} instead of {expected:R}");
        }
    }
}
