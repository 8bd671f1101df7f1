using HpCovSde.Kernels.Simd;
using HpCovSde.TestSupport;

namespace HpCovSde.Kernels.Tests.Simd;

/// <summary>The documented error bounds, in units in the last place of the exact value.</summary>
public sealed class VectorMathAccuracyTests
{
    private const double LogBound = 1.0;
    private const double ExpBound = 1.2;
    private const double SinCosPiBound = 1.2;

    private const int DoublePoints = 4000;
    private const int SinglePoints = 400_000;

    public static TheoryData<string> LogRanges => ["near one", "near a split", "ordinary", "any normal", "subnormal"];

    public static TheoryData<string> ExpRanges => ["tiny", "ordinary", "near a split", "whole", "subnormal result", "near overflow"];

    public static TheoryData<string> SinCosRanges => ["ordinary", "near an eighth", "near a half", "thousands", "any normal", "subnormal"];

    [Theory]
    [MemberData(nameof(LogRanges))]
    public void Log_of_double_is_within_its_bound(string range)
    {
        double[] x = Accuracy.Points(DoublePoints, random => Math.Abs(LogArgument(range, random, digits: 52, exponents: 1022)));
        var y = new double[x.Length];
        VectorMath.Log<double>(x, y);
        Accuracy.AssertWithin(LogBound, x, i => UlpDistance.Of(y[i], HighPrecision.Log(x[i])));
    }

    [Theory]
    [MemberData(nameof(LogRanges))]
    public void Log_of_single_is_within_its_bound(string range)
    {
        float[] x =
        [
            .. Accuracy.Points(SinglePoints, random => Math.Abs(LogArgument(range, random, digits: 23, exponents: 126)))
                .Select(v => (float)v),
        ];
        var y = new float[x.Length];
        VectorMath.Log<float>(x, y);
        Accuracy.AssertWithin(LogBound, x, i => UlpDistance.Of(y[i], Math.Log(x[i])));
    }

    [Theory]
    [MemberData(nameof(ExpRanges))]
    public void Exp_of_double_is_within_its_bound(string range)
    {
        double[] x = Accuracy.Points(
            DoublePoints, random => ExpArgument(range, random, digits: 52, low: -745.2, subnormal: -708.4, high: 709.8));
        var y = new double[x.Length];
        VectorMath.Exp<double>(x, y);
        Accuracy.AssertWithin(ExpBound, x, i => UlpDistance.Of(y[i], HighPrecision.Exp(x[i])));
    }

    [Theory]
    [MemberData(nameof(ExpRanges))]
    public void Exp_of_single_is_within_its_bound(string range)
    {
        float[] x =
        [
            .. Accuracy.Points(SinglePoints, random => ExpArgument(range, random, digits: 23, low: -104, subnormal: -87.4, high: 88.8))
                .Select(v => (float)v),
        ];
        var y = new float[x.Length];
        VectorMath.Exp<float>(x, y);
        Accuracy.AssertWithin(ExpBound, x, i => UlpDistance.Of(y[i], Math.Exp(x[i])));
    }

    [Theory]
    [MemberData(nameof(SinCosRanges))]
    public void SinCosPi_of_double_is_within_its_bound(string range)
    {
        double[] x = Accuracy.Points(DoublePoints, random => SinCosArgument(range, random, digits: 52, exponents: 1022));
        var sin = new double[x.Length];
        var cos = new double[x.Length];
        VectorMath.SinCosPi<double>(x, sin, cos);
        Accuracy.AssertWithin(SinCosPiBound, x, i => UlpDistance.Of(sin[i], HighPrecision.SinCosPi(x[i]).Sin));
        Accuracy.AssertWithin(SinCosPiBound, x, i => UlpDistance.Of(cos[i], HighPrecision.SinCosPi(x[i]).Cos));
    }

    [Theory]
    [MemberData(nameof(SinCosRanges))]
    public void SinCosPi_of_single_is_within_its_bound(string range)
    {
        float[] x =
        [
            .. Accuracy.Points(SinglePoints, random => SinCosArgument(range, random, digits: 23, exponents: 126)).Select(v => (float)v),
        ];
        var sin = new float[x.Length];
        var cos = new float[x.Length];
        VectorMath.SinCosPi<float>(x, sin, cos);
        Accuracy.AssertWithin(SinCosPiBound, x, i => UlpDistance.Of(sin[i], double.SinPi(x[i])));
        Accuracy.AssertWithin(SinCosPiBound, x, i => UlpDistance.Of(cos[i], double.CosPi(x[i])));
    }

    private static double LogArgument(string range, System.Random random, int digits, int exponents) => range switch
    {
        "near one" => 1 + Accuracy.Tiny(random, digits),
        "near a split" => Math.Sqrt(0.5) * (1 + Accuracy.Tiny(random, digits)) * Math.ScaleB(1, random.Next(-2, 3)),
        "ordinary" => Math.ScaleB(1 + random.NextDouble(), random.Next(-3, 3)),
        "any normal" => Math.ScaleB(1 + random.NextDouble(), random.Next(-exponents, exponents + 1)),
        _ => Math.ScaleB(1 + random.NextDouble(), -exponents - random.Next(1, digits)),
    };

    private static double ExpArgument(
        string range, System.Random random, int digits, double low, double subnormal, double high) => range switch
        {
            "tiny" => Accuracy.Tiny(random, digits + 5),
            "ordinary" => (random.NextDouble() - 0.5) * 20,
            "near a split" => (random.Next((int)low, (int)high) + 0.5) * Math.Log(2) * (1 + Accuracy.Tiny(random, digits)) / 1.5,
            "whole" => low + (random.NextDouble() * (high - low)),
            "subnormal result" => low + (random.NextDouble() * (subnormal - low)),
            _ => high - (random.NextDouble() * 0.2),
        };

    private static double SinCosArgument(string range, System.Random random, int digits, int exponents) => range switch
    {
        "ordinary" => (random.NextDouble() - 0.5) * 4,
        "near an eighth" => ((2 * random.Next(-8, 8)) + 1) / 4.0 * (1 + Accuracy.Tiny(random, digits)),
        "near a half" => (random.Next(-8, 8) / 2.0) + Accuracy.Tiny(random, digits),
        "thousands" => (random.NextDouble() - 0.5) * 10000,
        "any normal" => Math.ScaleB(1 + random.NextDouble(), random.Next(-exponents, exponents + 1)),
        _ => Math.ScaleB(1 + random.NextDouble(), -exponents - random.Next(1, digits)),
    };
}
