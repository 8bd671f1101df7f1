using HpCovSde.Kernels.Simd;
using HpCovSde.TestSupport;

namespace HpCovSde.Kernels.Tests.Simd;

/// <summary>The documented error bounds of the functions that activations are made of, in units in the last place.</summary>
public sealed class VectorMathOfActivationsAccuracyTests
{
    private const int DoublePoints = 4000;

    // For functions whose reference is a series of a thousand terms.
    private const int SlowDoublePoints = 400;
    private const int SinglePoints = 400_000;
    private const double JustAboveMinusOne = -0.9999999999999999;
    private const double JustAboveMinusOneOfSingle = -0.99999994;

    // Split: where the formula changes or the result vanishes. Low to High: where the result is neither trivial nor constant.
    private static readonly Dictionary<string, Function> Functions = new()
    {
        ["expm1"] = new(
            1.5, VectorMath.Expm1, VectorMath.Expm1, HighPrecision.Expm1,
            n => (n + 0.5) * Math.Log(2), -40, 709.78, -18, 88.72),
        ["tanh"] = new(
            2.6, VectorMath.Tanh, VectorMath.Tanh, HighPrecision.Tanh,
            n => (n + 0.5) * Math.Log(2) / 2, -20, 20, -10, 10),
        ["log1p"] = new(
            1.5, VectorMath.Log1p, VectorMath.Log1p, HighPrecision.Log1p,
            n => Math.ScaleB(Math.Sqrt(0.5), n) - 1, JustAboveMinusOne, 1e30, JustAboveMinusOneOfSingle, 1e30),
        ["softplus"] = new(
            3, VectorMath.Softplus, VectorMath.Softplus, HighPrecision.Softplus,
            n => (n + 0.5) * Math.Log(2), -745, 40, -103, 20),
        ["erf"] = new(
            2.4, VectorMath.Erf, VectorMath.Erf, HighPrecision.Erf,
            n => n / 5.12, -6, 6, -4, 4),
        ["normalCdf"] = new(
            7, VectorMath.NormalCdf, VectorMath.NormalCdf, HighPrecision.NormalCdf,
            n => (1 / ((Math.Abs(n) + 7.5) * 266 / 16384)) - 4, -38.5, 8.5, -14.2, 5.5),
        ["sigmoid"] = new(
            3, VectorMath.Sigmoid, VectorMath.Sigmoid, HighPrecision.Sigmoid,
            n => n < 0 ? -0.9 : (n + 0.5) * Math.Log(2), -745, 37, -103, 17),
        ["sin"] = new(
            1.5, VectorMath.Sin, VectorMath.Sin, x => HighPrecision.SinCos(x).Sin,
            n => n * Math.PI / 4, -1073741824, 1073741824, -1048576, 1048576),
        ["cos"] = new(
            1.5, VectorMath.Cos, VectorMath.Cos, x => HighPrecision.SinCos(x).Cos,
            n => n * Math.PI / 4, -1073741824, 1073741824, -1048576, 1048576),
        ["inverseErfi"] = new(
            5, VectorMath.InverseErfi, VectorMath.InverseErfi, HighPrecision.InverseErfi,
            SplitOfInverseErfi, -8e307, 8e307, -float.MaxValue, float.MaxValue, SlowDoublePoints),
        ["expSquaredInverseErfi"] = new(
            5, VectorMath.ExpSquaredInverseErfi, VectorMath.ExpSquaredInverseErfi, HighPrecision.ExpSquaredInverseErfi,
            SplitOfInverseErfi, -1e306, 1e306, -1e37, 1e37, SlowDoublePoints),
    };

    private delegate void OfDoubles(ReadOnlySpan<double> x, Span<double> destination);

    private delegate void OfSingles(ReadOnlySpan<float> x, Span<float> destination);

    public static TheoryData<string, string> Ranges
    {
        get
        {
            string[] ranges = ["tiny", "any small", "ordinary", "near a split", "whole"];
            string[] unbounded = ["inverseErfi", "expSquaredInverseErfi"];
            var rows = new TheoryData<string, string>();
            foreach (string function in Functions.Keys)
            {
                foreach (string range in ranges)
                {
                    rows.Add(function, range);
                }
            }

            foreach (string function in unbounded)
            {
                rows.Add(function, "any large");
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_function_of_double_is_within_its_bound(string function, string range)
    {
        Function f = Functions[function];
        double[] x = Accuracy.Points(f.DoublePoints, random => Argument(range, random, f.Split, 52, 1022, f.Low, f.High));
        var y = new double[x.Length];
        f.OfDoubles(x, y);
        Accuracy.AssertWithin(f.Bound, x, i => UlpDistance.Of(y[i], f.Exact(x[i])));
    }

    // The function of doubles, tested above, is accurate enough as the reference for singles.
    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_function_of_single_is_within_its_bound(string function, string range)
    {
        Function f = Functions[function];
        float[] x =
        [
            .. Accuracy.Points(SinglePoints, random => Argument(range, random, f.Split, 23, 126, f.LowOfSingle, f.HighOfSingle))
                .Select(v => (float)v),
        ];
        double[] exact = [.. x.Select(v => (double)v)];
        f.OfDoubles(exact, exact);
        var y = new float[x.Length];
        f.OfSingles(x, y);
        Accuracy.AssertWithin(f.Bound, x, i => UlpDistance.Of(y[i], exact[i]));
    }

    // Some doubles (singles) are far closer to a multiple of π/2 than their spacing, which is why the reduction needs three numbers.
    [Fact]
    public void Sine_and_cosine_keep_their_bound_at_the_numbers_nearest_to_their_zeros()
    {
        double[] x = [.. Enumerable.Range(1, 667_544).Select(q => q * (Math.PI / 2))];
        var sin = new double[x.Length];
        var cos = new double[x.Length];
        VectorMath.Sin<double>(x, sin);
        VectorMath.Cos<double>(x, cos);
        int[] nearest = [.. Enumerable.Range(0, x.Length).OrderBy(i => Math.Min(Math.Abs(sin[i]), Math.Abs(cos[i]))).Take(1000)];
        foreach (int i in nearest)
        {
            (HighPrecision exactSin, HighPrecision exactCos) = HighPrecision.SinCos(x[i]);
            Assert.InRange(UlpDistance.Of(sin[i], exactSin), 0, Functions["sin"].Bound);
            Assert.InRange(UlpDistance.Of(cos[i], exactCos), 0, Functions["cos"].Bound);
        }

        float[] single = [.. x.Select(v => (float)v)];
        double[] exact = [.. single.Select(v => (double)v)];
        VectorMath.Sin<double>(exact, sin);
        VectorMath.Cos<double>(exact, cos);
        var sinOfSingle = new float[single.Length];
        var cosOfSingle = new float[single.Length];
        VectorMath.Sin<float>(single, sinOfSingle);
        VectorMath.Cos<float>(single, cosOfSingle);
        Accuracy.AssertWithin(Functions["sin"].Bound, single, i => UlpDistance.Of(sinOfSingle[i], sin[i]));
        Accuracy.AssertWithin(Functions["cos"].Bound, single, i => UlpDistance.Of(cosOfSingle[i], cos[i]));
    }

    private static double Argument(
        string range, System.Random random, Func<int, double> split, int digits, int exponents, double low, double high)
    {
        double x = range switch
        {
            "tiny" => Accuracy.Tiny(random, digits + 5),
            "any small" => Math.ScaleB(1 + random.NextDouble(), -random.Next(1, exponents + digits)) * ((2 * random.Next(2)) - 1),
            "any large" => Math.ScaleB(1 + random.NextDouble(), random.Next(exponents)) * ((2 * random.Next(2)) - 1),
            "ordinary" => (random.NextDouble() - 0.5) * 8,
            "near a split" => split(random.Next(-8, 9)) * (1 + Accuracy.Tiny(random, digits)),
            _ => low + (random.NextDouble() * (high - low)),
        };
        return Math.Clamp(x, low, high);
    }

    // log(1 + asinh x) = (n + 1/2)·w.
    private static double SplitOfInverseErfi(int n) => Math.Sinh(double.ExpM1((Math.Abs(n) + 0.5) * 0.4375)) * (n < 0 ? -1 : 1);

    private sealed record Function(
        double Bound,
        OfDoubles OfDoubles,
        OfSingles OfSingles,
        Func<double, HighPrecision> Exact,
        Func<int, double> Split,
        double Low,
        double High,
        double LowOfSingle,
        double HighOfSingle,
        int DoublePoints = DoublePoints);
}
