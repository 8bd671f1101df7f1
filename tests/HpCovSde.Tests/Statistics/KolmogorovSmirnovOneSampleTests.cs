using HpCovSde.Statistics;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace HpCovSde.Tests.Statistics;

/// <summary>One sample against a distribution function.</summary>
public sealed class KolmogorovSmirnovOneSampleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void One_sample_statistic_of_tiny_samples_has_the_exact_law(int n)
    {
        for (int k = 0; k < 20; k++)
        {
            double[] sample = new Draws(k).Uniform(n);
            double statistic = KolmogorovSmirnov.Compare(EmpiricalDistribution.Of(sample), u => u).Statistic;
            double expected = n == 1
                ? Math.Max(sample[0], 1 - sample[0])
                : new[] { sample.Min(), 0.5 - sample.Min(), sample.Max() - 0.5, 1 - sample.Max() }.Max();
            Assert.Equal(expected, statistic, 1e-15);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(40)]
    public void The_error_of_one_sample_p_values_is_within_the_documented_bound(int n)
    {
        for (double d = 0.51 / n; d < 1; d += 0.01)
        {
            double exact = 1 - OneSampleCdf(n, d);
            Assert.Equal(exact, KolmogorovSmirnov.AsymptoticPValue(d, n), exact < 0.2 ? 0.005 : 0.025);
        }
    }

    [Fact]
    public void The_exact_one_sample_law_is_the_closed_form_for_one_and_two_samples()
    {
        // n = 1: P(D < d) = 2d - 1. n = 2: 2(2d - 1/2)² up to d = 1/2, then 1 - 2(1 - d)².
        Assert.Equal(0.4, OneSampleCdf(1, 0.7), 1e-15);
        Assert.Equal(2 * 0.3 * 0.3, OneSampleCdf(2, 0.4), 1e-15);
        Assert.Equal(1 - (2 * 0.3 * 0.3), OneSampleCdf(2, 0.7), 1e-15);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public void One_sample_p_is_uniform_under_the_null_and_small_under_a_shift(int n)
    {
        const int Repetitions = 400;
        EmpiricalDistribution p = KolmogorovSmirnovTests.PValues(Repetitions, seed => OneSample(seed, shift: 0));
        Assert.InRange(KolmogorovSmirnov.Compare(p, u => u).Statistic, 0, KolmogorovSmirnovTests.FiveSigma / Math.Sqrt(Repetitions));

        EmpiricalDistribution shifted = KolmogorovSmirnovTests.PValues(Repetitions, seed => OneSample(seed, shift: 3 / Math.Sqrt(n)));
        Assert.True(Quantiles.Of(shifted, 0.5) < 0.05);

        KolmogorovSmirnovResult OneSample(int seed, double shift) => KolmogorovSmirnov.Compare(
            EmpiricalDistribution.Of(new Draws(seed).Normal(n, shift)), t => Normal.CDF(0, 1, t));
    }

    [Fact]
    public void A_distribution_function_outside_the_unit_interval_is_refused()
    {
        EmpiricalDistribution sample = EmpiricalDistribution.Of([0.5, 2]);
        ArgumentException error = Assert.Throws<ArgumentException>(() => KolmogorovSmirnov.Compare(sample, u => u));
        Assert.Contains("cdf(2) = 2", error.Message, StringComparison.Ordinal);
    }

    // P(D < d) for n samples: J. Durbin's matrix, (n!/n^n)·(H^n)_kk; G. Marsaglia, W. W. Tsang and J. Wang, J. Stat. Soft. 8 (2003).
    private static double OneSampleCdf(int n, double d)
    {
        int k = (int)(n * d) + 1;
        int m = (2 * k) - 1;
        double h = k - (n * d);
        Matrix<double> step = Matrix<double>.Build.Dense(m, m, (i, j) => i - j + 1 < 0 ? 0 : 1);
        for (int i = 0; i < m; i++)
        {
            step[i, 0] -= Math.Pow(h, i + 1);
            step[m - 1, i] -= Math.Pow(h, m - i);
        }

        step[m - 1, 0] += Math.Pow(Math.Max((2 * h) - 1, 0), m);
        step.MapIndexedInplace((i, j, value) => i - j + 1 > 0 ? value / SpecialFunctions.Factorial(i - j + 1) : value);
        double probability = step.Power(n)[k - 1, k - 1];
        for (int i = 1; i <= n; i++)
        {
            probability *= i / (double)n;
        }

        return probability;
    }
}
