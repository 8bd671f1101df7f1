using HpCovSde.Statistics;
using MathNet.Numerics;

namespace HpCovSde.Tests.Statistics;

public sealed class QuantilesTests
{
    [Theory]
    [InlineData(-1.7e308, 1.7e308, 0)]
    [InlineData(-1.7e308, 1.6e308, -0.05e308)]
    [InlineData(double.NegativeInfinity, 1, double.NegativeInfinity)]
    [InlineData(1, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(-1e-320, 2e-320, 0.5e-320)]
    public void The_median_of_two_samples_of_any_size_is_between_them(double low, double high, double median)
    {
        double tolerance = double.IsFinite(median) ? 1e-15 * high : 0;
        Assert.Equal(median, Quantiles.Of(EmpiricalDistribution.Of([low, high]), 0.5), tolerance);
    }

    [Fact]
    public void Quantiles_equal_the_definition_of_type_7()
    {
        foreach (int n in new[] { 1, 2, 3, 4, 10, 101 })
        {
            double[] samples = new Draws(n).Normal(n);
            EmpiricalDistribution distribution = EmpiricalDistribution.Of(samples);
            double[] sorted = [.. samples.Order()];
            for (int k = 0; k <= 40; k++)
            {
                // Piecewise linear through the points (i/(n-1), x_(i)).
                double p = k / 40.0;
                double expected = n == 1 ? sorted[0] : Interpolate(sorted, p);
                Assert.Equal(expected, Quantiles.Of(distribution, p), 1e-14 * n);
            }
        }
    }

    [Fact]
    public void The_median_of_known_samples_is_correct()
    {
        Assert.Equal(2, Quantiles.Of(EmpiricalDistribution.Of([3, 1, 2]), 0.5));
        Assert.Equal(2.5, Quantiles.Of(EmpiricalDistribution.Of([4, 3, 1, 2]), 0.5));
        Assert.Equal(1.75, Quantiles.Of(EmpiricalDistribution.Of([4, 3, 1, 2]), 0.25));
        Assert.Equal(double.NaN, Quantiles.Of(EmpiricalDistribution.Of([]), 0.5));
    }

    [Fact]
    public void Several_levels_equal_one_at_a_time()
    {
        EmpiricalDistribution distribution = EmpiricalDistribution.Of(new Draws(3).Exponential(57));
        double[] levels = [0.9, 0, 0.25, 1];
        var quantiles = new double[4];
        Quantiles.Of(distribution, levels, quantiles);
        Assert.Equal(levels.Select(p => Quantiles.Of(distribution, p)), quantiles);
        Assert.Throws<ArgumentException>(() => Quantiles.Of(distribution, levels, new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantiles.Of(distribution, 1.5));
    }

    [Fact]
    public void Infinite_samples_have_quantiles()
    {
        double inf = double.PositiveInfinity;
        EmpiricalDistribution distribution = EmpiricalDistribution.Of([-inf, -inf, 0, 1, inf, inf, inf]);
        Assert.Equal(-inf, Quantiles.Of(distribution, 0.1));
        Assert.Equal(1, Quantiles.Of(distribution, 0.5));
        Assert.Equal(inf, Quantiles.Of(distribution, 0.9));
    }

    [Theory]
    [InlineData(5, 0.5, 0.95)]
    [InlineData(6, 0.5, 0.95)]
    [InlineData(50, 0.5, 0.95)]
    [InlineData(50, 0.05, 0.9)]
    [InlineData(300, 0.95, 0.99)]
    [InlineData(301, 0.25, 0.5)]
    public void The_interval_is_the_shortest_whose_tails_are_small_enough(int n, double p, double confidence)
    {
        EmpiricalDistribution distribution = EmpiricalDistribution.Of([.. Enumerable.Range(1, n).Select(i => (double)i)]);
        Interval interval = Quantiles.ConfidenceInterval(distribution, p, confidence);

        // Binomial probabilities summed one by one; order statistic k is the number k.
        double[] mass = [.. Enumerable.Range(0, n + 1).Select(k => Math.Exp(
            SpecialFunctions.BinomialLn(n, k) + (k * Math.Log(p)) + ((n - k) * Math.Log(1 - p))))];
        double tail = (1 - confidence) / 2;
        int lower = Enumerable.Range(0, n + 1).Last(l => l == 0 || mass.Take(l).Sum() <= tail);
        int upper = Enumerable.Range(1, n + 1).First(u => u == n + 1 || mass.Skip(u).Sum() <= tail);
        Assert.Equal(lower == 0 ? double.NegativeInfinity : lower, interval.Lower);
        Assert.Equal(upper == n + 1 ? double.PositiveInfinity : upper, interval.Upper);
    }

    [Fact]
    public void The_interval_covers_with_the_probability_of_its_order_statistics()
    {
        const int Repetitions = 2000;
        const double P = 0.75;
        double truth = -Math.Log(1 - P);
        double coverage = Coverage.Of(Repetitions, seed =>
            Quantiles.ConfidenceInterval(EmpiricalDistribution.Of(new Draws(seed).Exponential(100)), P, 0.9).Contains(truth));
        double tolerance = Coverage.Tolerance(0.9, Repetitions);

        // Discreteness adds to the 0.9 less than the two atoms of the binomial at its ends, each below the largest: 0.092 for n = 100.
        Assert.InRange(coverage, 0.9 - tolerance, 0.9 + (2 * 0.092) + tolerance);

        // The interval for another level does not have this coverage.
        double wrong = Coverage.Of(Repetitions, seed =>
            Quantiles.ConfidenceInterval(EmpiricalDistribution.Of(new Draws(seed).Exponential(100)), P + 0.05, 0.9).Contains(truth));
        Assert.True(wrong < 0.9 - tolerance, $"Coverage of the wrong quantile: {wrong}.");
    }

    [Fact]
    public void A_million_samples_give_the_interval_of_the_normal_approximation()
    {
        const int N = 1_000_000;
        EmpiricalDistribution distribution = EmpiricalDistribution.Of([.. Enumerable.Range(1, N).Select(i => (double)i)]);
        Interval interval = Quantiles.ConfidenceInterval(distribution, 0.3, 0.95);
        double halfWidth = 1.959963984540054 * Math.Sqrt(N * 0.3 * 0.7);

        // Edgeworth: the skewness shifts the ends by (z² - 1)(1 - 2p)/6 < 0.2, the lattice by one.
        Assert.Equal((0.3 * N) - halfWidth, interval.Lower, 1.5);
        Assert.Equal((0.3 * N) + halfWidth, interval.Upper, 1.5);
    }

    private static double Interpolate(double[] sorted, double p)
    {
        int n = sorted.Length;
        for (int i = 0; i < n - 1; i++)
        {
            double left = i / (n - 1.0);
            double right = (i + 1) / (n - 1.0);
            if (p <= right)
            {
                return sorted[i] + ((p - left) / (right - left) * (sorted[i + 1] - sorted[i]));
            }
        }

        return sorted[^1];
    }
}
