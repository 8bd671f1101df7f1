using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Kernels.Tests.Random;

public sealed class VariateLanesTests
{
    private const uint FirstSegment = 3u << 29;

    // √N sup|F_N − F| exceeds this with probability 4e-8.
    private const double Kolmogorov = 2.98;

    private static readonly RandomKey Key = new(20000704, 5);
    private static readonly double[] Degrees = [0, 1, 1.5, 1.999, 2, 3, 4.25, 17, 1000, 123456.75, 1e9, 2e12];
    private static readonly int[] Trials =
        [0, 1, 2, 63, 64, 65, 127, 128, 255, 256, 257, 1000, 4097, 1_000_000, 1_000_000_000, int.MaxValue];

    [Fact]
    public void Each_lane_has_the_variates_of_its_replica_bit_for_bit()
    {
        // A few first attempts in a hundred are rejected, so 1600 variates of each kind include many rejections.
        for (uint step = 0; step < 5; step++)
        {
            RandomStream stream = Key.Stream(replica: 11, step);
            var variates = new VariateLanes(stream, FirstSegment);
            for (int index = 0; index < 3 * 40; index += 3)
            {
                double degrees = Degrees[(index + step) % Degrees.Length];
                int trials = Trials[index % Trials.Length];
                double sigma = Math.ScaleB(1, 3 - (index % 40));
                int dimension = 1 + (index % 5);
                Lanes<double> square = variates.ChiSquare(degrees);
                Lanes<double> count = variates.Binomial(trials);
                Lanes<double> log = variates.LogNonCentralChiSquare(dimension, sigma);
                for (int lane = 0; lane < Lanes<double>.Count; lane++)
                {
                    RandomStream own = stream with { Replica = stream.Replica + (uint)lane };
                    Assert.Equal(VariateLanes.ChiSquareReference(own, FirstSegment, index, degrees), square[lane]);
                    Assert.Equal(VariateLanes.BinomialReference(own, FirstSegment, index + 1, trials), count[lane]);
                    Assert.Equal(VariateLanes.LogNonCentralChiSquareReference(own, FirstSegment, index + 2, dimension, sigma), log[lane]);
                }
            }
        }
    }

    [Fact]
    public void Lanes_of_different_degrees_are_independent_of_each_other()
    {
        for (uint step = 0; step < 200; step++)
        {
            RandomStream stream = Key.Stream(replica: 16, step);
            var variates = new VariateLanes(stream, 0);
            double[] mixed = [.. Enumerable.Range(0, Lanes<double>.Count).Select(lane => Degrees[(lane + (int)step) % Degrees.Length])];
            Lanes<double> squares = variates.ChiSquare(Lanes<double>.Load(mixed, 0));
            for (int lane = 0; lane < Lanes<double>.Count; lane++)
            {
                Assert.Equal(VariateLanes.ChiSquareReference(stream with { Replica = 16 + (uint)lane }, 0, 0, mixed[lane]), squares[lane]);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1.3)]
    [InlineData(2)]
    [InlineData(2.5)]
    [InlineData(5)]
    [InlineData(60)]
    public void A_chi_squared_variate_has_its_law_and_not_the_law_of_more_degrees(double degrees)
    {
        double[] samples = Draw(1 << 16, (ref VariateLanes variates) => variates.ChiSquare(degrees));
        Assert.InRange(Distance(samples, x => ChiSquared.CDF(degrees, x)), 0, Kolmogorov);
        Assert.True(Distance(samples, x => ChiSquared.CDF(degrees * 1.05, x)) > Kolmogorov);
    }

    [Theory]
    [InlineData(1e4)]
    [InlineData(1e9)]
    [InlineData(1e12)]
    public void A_chi_squared_variate_of_many_degrees_is_nearly_normal_in_its_cube_root(double degrees)
    {
        // Wilson and Hilferty: the error of the distribution function is of order 1/ν.
        double spread = 2 / (9 * degrees);
        double[] samples = Draw(1 << 16, (ref VariateLanes variates) => variates.ChiSquare(degrees));
        Assert.InRange(Distance(samples, x => Normal.CDF(1 - spread, Math.Sqrt(spread), Math.Cbrt(x / degrees))), 0, Kolmogorov);
        Assert.True(Distance(samples, x => Normal.CDF(1 - spread, Math.Sqrt(1.2 * spread), Math.Cbrt(x / degrees))) > Kolmogorov);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(301)]
    [InlineData(1000)]
    public void A_binomial_variate_has_its_law(int trials)
    {
        double[] samples = Draw(1 << 16, (ref VariateLanes variates) => variates.Binomial(trials));
        Assert.All(samples, k => Assert.InRange(k, 0, trials));
        Assert.All(samples, k => Assert.Equal(Math.Round(k), k));
        AssertChiSquared(samples, trials, shift: 0, expectAgreement: true);

        // A wrong variant: the distribution for another number of trials, with the same middle.
        AssertChiSquared(samples, trials, shift: 1 + (trials / 100), expectAgreement: false);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(999_999_999)]
    [InlineData(1_000_000_000)]
    [InlineData(int.MaxValue)]
    public void A_binomial_variate_of_many_trials_has_its_moments_and_is_nearly_normal(int trials)
    {
        double[] samples = Draw(1 << 16, (ref VariateLanes variates) => variates.Binomial(trials));
        double deviation = Math.Sqrt(trials) / 2;
        double[] standard = [.. samples.Select(k => (k - (trials / 2.0)) / deviation)];
        int count = standard.Length;
        Assert.InRange(standard.Average() * Math.Sqrt(count), -5.5, 5.5);
        Assert.InRange((standard.Average(x => x * x) - 1) * Math.Sqrt(count / 2.0), -5.5, 5.5);
        Assert.InRange((standard.Average(x => x * x * x * x) - 3 + (2.0 / trials)) * Math.Sqrt(count / 96.0), -5.5, 5.5);

        // The distribution function with the continuity correction; its error is of order 1/n. A wrong variant with a variance that is
        // 20 per cent larger is detected.
        double half = trials / 2.0;
        Assert.InRange(Distance(samples, k => Normal.CDF(half, deviation, k + 0.5), isDiscrete: true), 0, Kolmogorov);
        Assert.True(Distance(samples, k => Normal.CDF(half, deviation * Math.Sqrt(1.2), k + 0.5), isDiscrete: true) > Kolmogorov);

        // Low digits are uniform, because rounding does not favour even numbers.
        double odd = samples.Average(k => k % 2);
        Assert.InRange((odd - 0.5) * 2 * Math.Sqrt(count), -5.5, 5.5);
    }

    [Theory]
    [InlineData(1, 0.4)]
    [InlineData(3, 0.5)]
    [InlineData(40, 1e-8)]
    [InlineData(200, 3)]
    public void A_non_central_variate_is_the_squared_norm_of_a_shifted_normal_vector(int degrees, double sigma)
    {
        // E |e + σg|² = 1 + nσ², Var = 4σ² + 2nσ⁴; for small σ the logarithm is nearly N(0, 4σ²).
        double[] logs = Draw(1 << 16, (ref VariateLanes variates) => variates.LogNonCentralChiSquare(degrees, sigma));
        double variance = (4 * sigma * sigma) + (2 * degrees * Math.Pow(sigma, 4));
        double mean = degrees * sigma * sigma;
        Assert.InRange((logs.Average(log => double.ExpM1(log)) - mean) / Math.Sqrt(variance / logs.Length), -5.5, 5.5);
        if (sigma < 1e-6)
        {
            Assert.InRange(Distance(logs, log => Normal.CDF(0, 2 * sigma, log)), 0, Kolmogorov);
        }
        else if (degrees == 1)
        {
            Assert.InRange(
                Distance(logs, log => Normal.CDF(1, sigma, Math.Exp(log / 2)) - Normal.CDF(1, sigma, -Math.Exp(log / 2))), 0, Kolmogorov);
        }
    }

    [Fact]
    public void With_a_scale_of_zero_a_non_central_variate_is_exactly_one()
    {
        var variates = new VariateLanes(Key.Stream(0, 0), 0);
        Assert.Equal(0, variates.LogNonCentralChiSquare(5, 0)[3]);
    }

    [Fact]
    public void Variates_of_a_stream_are_uncorrelated()
    {
        double[] products = Draw(1 << 16, (ref VariateLanes variates) =>
        {
            Lanes<double> first = variates.ChiSquare(1.5) - 1.5;
            Lanes<double> second = variates.ChiSquare(3) - 3.0;
            Lanes<double> count = variates.Binomial(300) - 150.0;
            return (first * second) + (second * count) + (count * first);
        });
        double error = Math.Sqrt(((3 * 6) + (6 * 75) + (75 * 3)) / (double)products.Length);
        Assert.InRange(products.Average() / error, -5.5, 5.5);
    }

    [Fact]
    public void Parameters_without_a_law_are_refused()
    {
        foreach (double degrees in new[] { -1, 0.5, double.NaN, double.PositiveInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>("degrees", () => Start().ChiSquare(degrees)[0]);
        }

        Assert.Throws<ArgumentOutOfRangeException>("trials", () => Start().Binomial(-1)[0]);
        Assert.Throws<ArgumentOutOfRangeException>("degrees", () => Start().LogNonCentralChiSquare(0, 1)[0]);
        Assert.Throws<ArgumentOutOfRangeException>("sigma", () => Start().LogNonCentralChiSquare(1, -1)[0]);
        Assert.Throws<ArgumentOutOfRangeException>("sigma", () => Start().LogNonCentralChiSquare(1, double.NaN)[0]);

        static VariateLanes Start() => new(Key.Stream(0, 0), 0);
    }

    private delegate Lanes<double> Drawing(ref VariateLanes variates);

    private static double[] Draw(int count, Drawing drawing)
    {
        double[] samples = new double[count];
        for (int replica = 0; replica < count; replica += Lanes<double>.Count)
        {
            var variates = new VariateLanes(Key.Stream((uint)replica, 7), FirstSegment);
            drawing(ref variates).Store(samples.AsSpan(replica), 0);
        }

        return samples;
    }

    // √N sup|F_N − F|; a discrete law is compared after the steps of both functions.
    private static double Distance(double[] samples, Func<double, double> cdf, bool isDiscrete = false)
    {
        double[] sorted = [.. samples.Order()];
        double largest = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (isDiscrete && i + 1 < sorted.Length && sorted[i + 1] == sorted[i])
            {
                continue;
            }

            double value = cdf(sorted[i]);
            double before = isDiscrete ? (i + 1.0) / sorted.Length : (double)i / sorted.Length;
            largest = Math.Max(largest, Math.Max(((i + 1.0) / sorted.Length) - value, value - before));
        }

        return largest * Math.Sqrt(sorted.Length);
    }

    // The p-value of Pearson's statistic over the values with at least 20 expected; the other values form one class.
    private static void AssertChiSquared(double[] samples, int trials, int shift, bool expectAgreement)
    {
        double statistic = 0;
        int classes = 0;
        double restExpected = samples.Length;
        double restObserved = samples.Length;
        for (int k = 0; k <= trials + shift; k++)
        {
            double expected = samples.Length * Binomial.PMF(0.5, trials + shift, k);
            if (expected >= 20)
            {
                double observed = samples.Count(x => x == k);
                statistic += (observed - expected) * (observed - expected) / expected;
                classes++;
                restExpected -= expected;
                restObserved -= observed;
            }
        }

        if (restExpected >= 5)
        {
            statistic += (restObserved - restExpected) * (restObserved - restExpected) / restExpected;
            classes++;
        }

        double p = 1 - ChiSquared.CDF(classes - 1, statistic);
        Assert.True(expectAgreement ? p > 4e-8 : p < 4e-8, $"chi-squared {statistic} of {classes} classes, p = {p}");
    }
}
