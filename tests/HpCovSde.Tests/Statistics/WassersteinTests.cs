using HpCovSde.Statistics;

namespace HpCovSde.Tests.Statistics;

public sealed class WassersteinTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(6, 4)]
    [InlineData(7, 12)]
    [InlineData(1, 9)]
    public void Distance_equals_the_cost_of_the_monotone_coupling(int n, int m)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            double[] x = new Draws(seed).Normal(n);
            double[] y = new Draws(100 + seed).Normal(m, mean: 0.3);
            if (seed % 2 == 1)
            {
                // Ties within and between.
                x = [.. x.Select(v => Math.Round(v))];
                y = [.. y.Select(v => Math.Round(v))];
            }

            // Each x split into m equal atoms, each y into n: the sorted atoms are matched in order.
            double[] atomsX = [.. x.Order().SelectMany(v => Enumerable.Repeat(v, m))];
            double[] atomsY = [.. y.Order().SelectMany(v => Enumerable.Repeat(v, n))];
            double cost = atomsX.Zip(atomsY, (a, b) => Math.Abs(a - b)).Sum() / (n * m);
            Assert.Equal(cost, Distance(x, y), 1e-14 * (1 + cost));
        }
    }

    [Theory]
    [InlineData(1e-320)]
    [InlineData(1e-200)]
    [InlineData(1e300)]
    [InlineData(1.7e308)]
    public void Samples_of_any_size_have_a_distance(double size)
    {
        double[] x = [.. Enumerable.Range(0, 5000).Select(i => i % 2 == 0 ? size : -size)];
        double[] y = [.. Enumerable.Repeat(size / 2, 5000)];

        // Half of the mass moves by size/2, the other half by 3·size/2.
        Assert.Equal(1, Distance(x, y) / size, 1e-3);
        Assert.Equal(size > 1e-300 ? 1 : Distance(x, y) / size, Distance(x, y) / size, 1e-12);
    }

    [Fact]
    public void Distance_of_tiny_samples_is_the_least_cost_over_all_couplings()
    {
        double[] x = [0.3, -1, 2, 0.5];
        double[] y = [1, 0.4, -3, 0.45];
        double least = Permutations(4).Min(p => p.Select((j, i) => Math.Abs(x[i] - y[j])).Sum() / 4);
        Assert.Equal(least, Distance(x, y), 1e-15);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(-3)]
    [InlineData(1e-6)]
    public void Translation_by_c_is_at_distance_c(double c)
    {
        double[] x = new Draws(7).Normal(5000);
        double[] y = [.. x.Select(v => v + c)];

        // Adding c rounds by 2^-53·max|x|, of order 1e-15; the sum by (n + m)·2^-53 of itself.
        Assert.Equal(Math.Abs(c), Distance(x, y), 1e-15 + (1.2e-12 * Math.Abs(c)));
    }

    [Fact]
    public void Distance_is_a_metric_up_to_rounding()
    {
        double[] x = new Draws(1).Normal(300);
        double[] y = new Draws(2).Exponential(200);
        double[] z = new Draws(3).Uniform(150);
        Assert.Equal(0, Distance(x, [.. x.Reverse()]));
        Assert.Equal(Distance(x, y), Distance(y, x), 1e-14);
        Assert.True(Distance(x, z) <= Distance(x, y) + Distance(y, z) + 1e-14);
        Assert.Equal(Distance(x, y), Distance([.. x, .. x], y), 1e-13);
    }

    [Fact]
    public void Infinite_and_empty_samples_follow_the_documented_conventions()
    {
        double inf = double.PositiveInfinity;
        Assert.Equal(double.NaN, Distance([], [1]));
        Assert.Equal(inf, Distance([1, inf], [1, 2]));
        Assert.Equal(inf, Distance([1, 2], [-inf, 2]));
        Assert.Equal(0.5, Distance([1, inf], [2, inf]));
        Assert.Equal(0.5, Distance([1, -inf], [-inf, 2]));
    }

    [Fact]
    public void Two_Gaussian_samples_are_at_the_distance_of_their_laws()
    {
        const int N = 100_000;

        // Moving one of N samples by d moves W1 by at most d/N: by Efron and Stein its variance is below (1 + 2²)/N.
        // Its bias is below E W1(F_N, F) + E W1(G_N, G) < (1 + 2)·integral of sqrt(F(1 - F)/N) < 3·2/sqrt(N).
        double expected = ExpectedAbsolute(1, 1);
        double distance = Distance(new Draws(1).Normal(N), new Draws(2).Normal(N, 1, 2));
        Assert.Equal(expected, distance, ((5 * Math.Sqrt(1 + 4)) + 6) / Math.Sqrt(N));

        static double ExpectedAbsolute(double mean, double deviation)
        {
            // E|mean + deviation·Z|, for the monotone coupling y - x = mean + (2 - 1)·Z.
            double ratio = mean / deviation;
            double density = Math.Exp(-0.5 * ratio * ratio) / Math.Sqrt(2 * Math.PI);
            return (2 * deviation * density) + (mean * ((2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, ratio)) - 1));
        }
    }

    [Fact]
    public void The_bootstrap_interval_covers_the_distance_of_the_laws()
    {
        const int Repetitions = 400;
        const double Level = 0.95;
        const double Shift = 1;
        double coverage = Coverage.Of(Repetitions, seed => Interval(seed, 150).Contains(Shift));
        Assert.Equal(Level, coverage, Coverage.Tolerance(Level, Repetitions));

        // An interval from resampling one side only would have width 1/sqrt(2) of the right one.
        double wrong = Coverage.Of(Repetitions, seed =>
        {
            Interval right = Interval(seed, 150);
            double center = 0.5 * (right.Lower + right.Upper);
            return Math.Abs(Shift - center) <= 0.5 * (right.Upper - right.Lower) / Math.Sqrt(2);
        });
        Assert.True(Level - wrong > Coverage.Tolerance(Level, Repetitions), $"Coverage of the narrow interval: {wrong}.");

        static Interval Interval(int seed, int n)
        {
            var draws = new Draws(seed);
            var x = EmpiricalDistribution.Of(draws.Normal(n));
            var y = EmpiricalDistribution.Of(draws.Normal(n, Shift));
            return Wasserstein.ConfidenceInterval(x, y, Level, resamples: 200, (ulong)seed);
        }
    }

    [Fact]
    public void The_bootstrap_depends_only_on_its_arguments()
    {
        EmpiricalDistribution x = EmpiricalDistribution.Of(new Draws(1).Normal(50));
        EmpiricalDistribution y = EmpiricalDistribution.Of(new Draws(2).Normal(60));
        Interval interval = Wasserstein.ConfidenceInterval(x, y, 0.9, 100, seed: 3);
        Assert.Equal(interval, Wasserstein.ConfidenceInterval(x, y, 0.9, 100, seed: 3));
        Assert.NotEqual(interval, Wasserstein.ConfidenceInterval(x, y, 0.9, 100, seed: 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Wasserstein.ConfidenceInterval(x, y, 0.9, 1, seed: 4));
        Interval none = Wasserstein.ConfidenceInterval(x, EmpiricalDistribution.Of([]), 0.9, 10, seed: 3);
        Assert.Equal(new(double.NaN, double.NaN), none);
    }

    private static double Distance(double[] x, double[] y) =>
        Wasserstein.Distance(EmpiricalDistribution.Of(x), EmpiricalDistribution.Of(y));

    private static IEnumerable<int[]> Permutations(int n) =>
        n == 0 ? [[]] : Permutations(n - 1).SelectMany(p => Enumerable.Range(0, n).Select(at => (int[])[.. p[..at], n - 1, .. p[at..]]));
}
