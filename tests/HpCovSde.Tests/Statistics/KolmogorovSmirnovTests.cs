using HpCovSde.Statistics;
using MathNet.Numerics;

namespace HpCovSde.Tests.Statistics;

public sealed class KolmogorovSmirnovTests
{
    // Five sigma two-sided: the x with 1 - K(x) = 5.7e-7.
    internal const double FiveSigma = 2.745;

    [Theory]
    [InlineData(0.5711733, 0.10)]
    [InlineData(0.8275735551899077, 0.50)]
    [InlineData(1.2238478702170825, 0.90)]
    [InlineData(1.3580986393225505, 0.95)]
    [InlineData(1.6276236115189504, 0.99)]
    [InlineData(1.9494746035043752, 0.999)]
    public void Kolmogorov_quantiles_agree_with_tables(double x, double probability)
    {
        Assert.Equal(probability, KolmogorovDistribution.Cdf(x), 1e-7);
        Assert.Equal(1 - probability, KolmogorovDistribution.ComplementaryCdf(x), 1e-7);
    }

    [Fact]
    public void Both_series_give_the_same_function()
    {
        for (double x = 0.1; x < 3; x += 0.01)
        {
            double small = 0;
            double large = 1;
            for (int k = 1; k <= 200; k++)
            {
                small += Math.Sqrt(2 * Math.PI) / x * Math.Exp(-Math.Pow(((2 * k) - 1) * Math.PI / x, 2) / 8);
                large -= (k % 2 == 1 ? 2 : -2) * Math.Exp(-2 * k * k * x * x);
            }

            Assert.Equal(small, KolmogorovDistribution.Cdf(x), 1e-14);
            Assert.Equal(large, KolmogorovDistribution.Cdf(x), 1e-14);
            Assert.Equal(1 - large, KolmogorovDistribution.ComplementaryCdf(x), 1e-14);
        }

        Assert.Equal(0, KolmogorovDistribution.Cdf(-1));
        Assert.Equal(0, KolmogorovDistribution.Cdf(0));
        Assert.Equal(1, KolmogorovDistribution.ComplementaryCdf(0.01));
        Assert.Equal(2 * Math.Exp(-200), KolmogorovDistribution.ComplementaryCdf(10), 1e-14 * Math.Exp(-200));
    }

    [Fact]
    public void Statistic_equals_the_definition_with_and_without_ties()
    {
        var random = new Random(5);
        for (int repetition = 0; repetition < 300; repetition++)
        {
            // Few different values, with many ties within and between the samples; or many values.
            int values = repetition % 2 == 0 ? 6 : 1000;
            double[] x = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => (double)random.Next(values))];
            double[] y = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => (double)random.Next(values))];
            double expected = x.Concat(y).Max(t => Math.Abs(Share(x, t) - Share(y, t)));
            Assert.Equal(expected, Compare(x, y).Statistic, 1e-15);
            Assert.Equal(Compare(x, y), Compare(y, x));
        }

        static double Share(double[] values, double t) => values.Count(v => v <= t) / (double)values.Length;
    }

    [Fact]
    public void Equal_samples_have_distance_0_and_p_1_and_disjoint_ones_distance_1()
    {
        var equal = new KolmogorovSmirnovResult(0, 1) { IsExact = true };
        Assert.Equal(equal, Compare([1, 2, 2, 3], [2, 3, 1, 2]));
        Assert.Equal(equal, Compare([1, 2, double.PositiveInfinity], [1, 1, 2, 2, double.PositiveInfinity, double.PositiveInfinity]));
        Assert.Equal(1, Compare([1, 2], [3, 4, 5]).Statistic);
        Assert.Equal(new(double.NaN, double.NaN), Compare([], [3, 4, 5]));
        Assert.Equal(new(double.NaN, double.NaN), Compare([3], [double.NaN]));
    }

    [Theory]
    [InlineData(4, 7)]
    [InlineData(10, 20)]
    [InlineData(15, 22)]
    [InlineData(50, 41)]
    [InlineData(37, 99)]
    [InlineData(100, 99)]
    public void The_error_of_two_sample_p_values_is_within_the_documented_bound(int n, int m)
    {
        double effective = n * m / (double)(n + m);
        foreach (long d in Attainable(n, m))
        {
            double exact = 1 - NonCrossing(n, m, d);
            Assert.Equal(exact, KolmogorovSmirnov.AsymptoticPValue(d / (double)(n * m), effective), 0.3 / Math.Sqrt(effective));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(60)]
    [InlineData(150)]
    public void Two_sample_p_of_equal_sizes_is_exact(int n)
    {
        for (int k = 0; k <= n; k++)
        {
            double exact = 1 - NonCrossing(n, n, (long)k * n);

            // 1 - NonCrossing carries 2^-53 for each of the 2n steps; ln Γ(2n) < 2000 here carries 1e-12.
            Assert.Equal(exact, KolmogorovSmirnov.EqualSizesPValue(k, n), 1e-11);
        }

        // Complete separation: 2 of the C(2n, n) arrangements.
        double separated = 2 * Math.Exp(-SpecialFunctions.BinomialLn(2 * n, n));
        double[] x = [.. Enumerable.Range(0, n).Select(i => (double)i)];
        Assert.Equal(1, Compare(x, [.. x.Select(value => value + n)]).PValue / separated, 1e-10);
    }

    // The permutation test of a few samples, with ties and without, by all orders of the pooled sample.
    [Theory]
    [InlineData(6, 3, 1000)]
    [InlineData(3, 6, 4)]
    [InlineData(1, 8, 1000)]
    [InlineData(5, 5, 3)]
    [InlineData(4, 7, 1000)]
    [InlineData(7, 4, 5)]
    public void Two_sample_p_of_few_samples_is_that_of_all_orders(int n, int m, int values)
    {
        var random = new Random(n + (100 * m));
        for (int repetition = 0; repetition < 10; repetition++)
        {
            double[] pooled = [.. Enumerable.Range(0, n + m).Select(_ => (double)random.Next(values))];
            KolmogorovSmirnovResult result = Compare(pooled[..n], pooled[n..]);
            int all = 0;
            int asFar = 0;
            for (int mask = 0; mask < 1 << (n + m); mask++)
            {
                if (int.PopCount(mask) == n)
                {
                    double[] x = [.. pooled.Where((_, k) => (mask >> k & 1) == 1)];
                    double[] y = [.. pooled.Where((_, k) => (mask >> k & 1) == 0)];
                    all++;
                    asFar += Compare(x, y).Statistic > result.Statistic - 1e-12 ? 1 : 0;
                }
            }

            Assert.True(result.IsExact);
            Assert.Equal(asFar / (double)all, result.PValue, 1e-13);
        }
    }

    [Fact]
    public void Six_against_three_samples_have_the_p_value_of_the_tables()
    {
        // D = 2/3 has p = 1/3; the asymptotic value is 0.198.
        KolmogorovSmirnovResult result = Compare([1, 2, 3, 4, 6, 8], [5, 7, 9]);
        Assert.Equal(2 / 3.0, result.Statistic, 1e-15);
        Assert.Equal(1 / 3.0, result.PValue, 1e-14);
        Assert.Equal(0.198, KolmogorovSmirnov.AsymptoticPValue(2 / 3.0, 2), 5e-4);
    }

    [Fact]
    public void A_tiny_p_value_has_all_digits()
    {
        // Complete separation of 90 and 100: 2 of the C(190, 90) orders.
        double[] x = [.. Enumerable.Range(0, 90).Select(i => (double)i)];
        double[] y = [.. Enumerable.Range(0, 100).Select(i => 200.0 + i)];
        Assert.Equal(1, Compare(x, y).PValue / (2 * Math.Exp(-SpecialFunctions.BinomialLn(190, 90))), 1e-11);
    }

    [Theory]
    [InlineData(99, 101, false, true)]
    [InlineData(100, 101, false, false)]
    [InlineData(500, 500, false, true)]
    [InlineData(500, 500, true, false)]
    [InlineData(99, 100, true, true)]
    public void A_result_says_whether_its_p_value_is_exact(int n, int m, bool hasTies, bool isExact)
    {
        double[] x = new Draws(1).Normal(n);
        double[] y = new Draws(2).Normal(m);
        if (hasTies)
        {
            (x[0], y[0]) = (9, 9);
        }

        Assert.Equal(isExact, Compare(x, y).IsExact);
    }

    [Fact]
    public void Exact_and_asymptotic_p_agree_for_large_samples()
    {
        foreach (double x in new[] { 0.5, 0.9, 1.36, 2, 3 })
        {
            const int N = 1_000_000;
            long k = (long)(x * Math.Sqrt(2.0 * N));

            // ln of C(2n, n - k)/C(2n, n) is -k²/n up to k⁴/(6n³) = 2x⁴/(3n).
            double limit = KolmogorovDistribution.ComplementaryCdf(k / Math.Sqrt(2.0 * N));
            Assert.Equal(limit, KolmogorovSmirnov.EqualSizesPValue(k, N), 1e-7 + (limit * x * x * x * x / N));
        }
    }

    [Fact]
    public void Lattice_path_count_equals_brute_force_enumeration()
    {
        const int N = 5;
        const int M = 4;
        foreach (long d in Attainable(N, M))
        {
            int below = 0;
            int all = 0;
            for (int mask = 0; mask < 1 << (N + M); mask++)
            {
                if (int.PopCount(mask) != N)
                {
                    continue;
                }

                // Bit k set: the k-th smallest of all belongs to x.
                double[] x = [.. Enumerable.Range(0, N + M).Where(k => (mask >> k & 1) == 1).Select(k => (double)k)];
                double[] y = [.. Enumerable.Range(0, N + M).Where(k => (mask >> k & 1) == 0).Select(k => (double)k)];
                all++;
                below += Compare(x, y).Statistic < (d - 0.5) / (N * M) ? 1 : 0;
            }

            Assert.Equal(below / (double)all, NonCrossing(N, M, d), 1e-14);
        }
    }

    [Theory]
    [InlineData(400, 397)]
    [InlineData(400, 400)]
    [InlineData(1000, 211)]
    public void Two_sample_p_is_uniform_under_the_null_and_small_under_a_shift(int n, int m)
    {
        const int Repetitions = 400;
        EmpiricalDistribution p = PValues(Repetitions, seed =>
        {
            var draws = new Draws(seed);
            return Compare(draws.Normal(n), draws.Normal(m));
        });
        Assert.InRange(KolmogorovSmirnov.Compare(p, u => u).Statistic, 0, FiveSigma / Math.Sqrt(Repetitions));

        // A shift by 3/sqrt(n_e) standard deviations moves sqrt(n_e)·D by 3·φ(0) = 1.2: far from uniform.
        double shift = 3 / Math.Sqrt(n * m / (double)(n + m));
        EmpiricalDistribution shifted = PValues(Repetitions, seed =>
        {
            var draws = new Draws(seed);
            return Compare(draws.Normal(n), draws.Normal(m, shift));
        });
        Assert.True(KolmogorovSmirnov.Compare(shifted, u => u).Statistic > FiveSigma / Math.Sqrt(Repetitions));
        Assert.True(Quantiles.Of(shifted, 0.5) < 0.05);
    }

    internal static EmpiricalDistribution PValues(int repetitions, Func<int, KolmogorovSmirnovResult> test) =>
        EmpiricalDistribution.Of([.. Enumerable.Range(0, repetitions).Select(seed => test(seed).PValue)]);

    private static KolmogorovSmirnovResult Compare(double[] x, double[] y) =>
        KolmogorovSmirnov.Compare(EmpiricalDistribution.Of(x), EmpiricalDistribution.Of(y));

    // All values n·m·D can take, except 0.
    private static long[] Attainable(int n, int m) =>
        [.. (from i in Enumerable.Range(0, n + 1)
             from j in Enumerable.Range(0, m + 1)
             let d = Math.Abs(((long)i * m) - ((long)j * n))
             where d > 0
             orderby d
             select d).Distinct()];

    // P(n·m·D < d) under the null: the share of lattice paths from (0, 0) to (n, m) that keep |i·m - j·n| < d.
    private static double NonCrossing(int n, int m, long d)
    {
        // Weighted by the probability of each step, so nothing overflows: from (i, j) the next is an x with (n-i)/(n+m-i-j).
        var reach = new double[n + 1, m + 1];
        reach[0, 0] = 1;
        for (int i = 0; i <= n; i++)
        {
            for (int j = 0; j <= m; j++)
            {
                if (Math.Abs(((long)i * m) - ((long)j * n)) >= d)
                {
                    reach[i, j] = 0;
                    continue;
                }

                double rest = n + m - i - j;
                if (i < n)
                {
                    reach[i + 1, j] += reach[i, j] * (n - i) / rest;
                }

                if (j < m)
                {
                    reach[i, j + 1] += reach[i, j] * (m - j) / rest;
                }
            }
        }

        return reach[n, m];
    }
}
