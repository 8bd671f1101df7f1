using HpCovSde.Statistics;

namespace HpCovSde.Tests.Statistics;

public sealed class KernelDensityTests
{
    // The errors of the linear distribution over nodes h/32 apart, and of truncating the kernel at 8h.
    private const double BinningError = 5e-5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(30)]
    [InlineData(1000)]
    public void Estimate_equals_the_direct_sum(int n)
    {
        double[] samples = new Draws(n).Normal(n, mean: 2);
        KernelDensity estimate = KernelDensity.Of(EmpiricalDistribution.Of(samples), -2, 5, 101);
        double h = estimate.Bandwidth;
        for (int i = 0; i <= 100; i++)
        {
            double t = estimate.Position(i);
            Assert.Equal(-2 + (0.07 * i), t, 1e-14);
            Assert.Equal(samples.Average(x => Kernel((t - x) / h)) / h, estimate.Density[i], BinningError / h);
        }
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(-1, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 1)]
    public void Reflected_estimate_equals_the_direct_sum_with_mirror_images(double lower, double upper)
    {
        // Most of the mass at both ends, as for correlations.
        double[] samples = [.. new Draws(5).Normal(500, 0, 2).Select(Math.Sin)];
        KernelDensity estimate = KernelDensity.Of(EmpiricalDistribution.Of(samples), -1, 1, 41, lower, upper);
        double h = estimate.Bandwidth;
        for (int i = 0; i <= 40; i++)
        {
            double t = estimate.Position(i);
            double[] images = [t, (2 * lower) - t, (2 * upper) - t];
            double expected = samples.Average(x => images.Sum(image => Kernel((image - x) / h))) / h;
            Assert.Equal(expected, estimate.Density[i], 2 * BinningError / h);
        }
    }

    [Fact]
    public void Estimate_integrates_to_one_with_and_without_bounds()
    {
        EmpiricalDistribution normal = EmpiricalDistribution.Of(new Draws(1).Normal(2000));
        EmpiricalDistribution bounded = EmpiricalDistribution.Of([.. new Draws(1).Normal(2000, 0, 2).Select(Math.Sin)]);

        // The trapezoidal rule on a grid well below h is exact up to e^(-2(πh/step)²) inside, and binning keeps mass: 1e-9 covers
        // the tails beyond 8 and the cut kernel. Mirror images of grid points are the grid continued, so reflection changes nothing.
        Assert.Equal(1, Integral(KernelDensity.Of(normal, -8, 8, 1001)), 1e-9);
        Assert.Equal(1, Integral(KernelDensity.Of(bounded, -1, 1, 1001, -1, 1)), 1e-9);

        // Without reflection the mass beyond the bounds is lost.
        Assert.True(Integral(KernelDensity.Of(bounded, -1, 1, 1001)) < 0.95);
    }

    [Fact]
    public void The_estimate_of_a_uniform_law_is_flat_up_to_the_ends_of_its_interval()
    {
        const int N = 1_000_000;
        KernelDensity estimate = KernelDensity.Of(EmpiricalDistribution.Of(new Draws(3).Uniform(N)), 0, 1, 201, 0, 1);

        // Variance of the estimate: f·∫K²/(nh) = 1/(2·sqrt(pi)·n·h), twice that at a reflecting end. No bias.
        double sigma = Math.Sqrt(2 / (2 * Math.Sqrt(Math.PI) * N * estimate.Bandwidth));
        foreach (double density in estimate.Density)
        {
            Assert.Equal(1, density, (5.5 * sigma) + BinningError);
        }
    }

    [Fact]
    public void The_bandwidth_is_Silvermans_and_never_below_the_grid_spacing()
    {
        double[] samples = [.. Enumerable.Range(1, 99).Select(i => (double)i)];
        EmpiricalDistribution uniform = EmpiricalDistribution.Of(samples);

        // sd of 1..99 is sqrt(99·100/12) = 28.7, the interquartile range 49 gives 36.6: the former is the smaller.
        Assert.Equal(0.9 * Math.Sqrt(99 * 100 / 12.0) * Math.Pow(99, -0.2), KernelDensity.SilvermanBandwidth(uniform), 1e-12);
        EmpiricalDistribution heavy = EmpiricalDistribution.Of([.. samples, 1e6, -1e6]);
        Assert.Equal(0.9 * 50 / 1.34 * Math.Pow(101, -0.2), KernelDensity.SilvermanBandwidth(heavy), 1e-12);
        EmpiricalDistribution infinite = EmpiricalDistribution.Of([.. samples, double.PositiveInfinity, double.NegativeInfinity]);
        Assert.Equal(KernelDensity.SilvermanBandwidth(heavy), KernelDensity.SilvermanBandwidth(infinite));
        Assert.Equal(0, KernelDensity.SilvermanBandwidth(EmpiricalDistribution.Of([3, 3, 3])));
        Assert.Equal(0, KernelDensity.SilvermanBandwidth(EmpiricalDistribution.Of([3])));
        Assert.Equal(0, KernelDensity.SilvermanBandwidth(EmpiricalDistribution.Of([])));

        Assert.Equal(KernelDensity.SilvermanBandwidth(uniform), KernelDensity.Of(uniform, 0, 100, 101).Bandwidth);
        Assert.Equal(50, KernelDensity.Of(uniform, 0, 100, 3).Bandwidth);
    }

    [Fact]
    public void Constant_samples_give_a_peak_of_the_width_of_the_grid_spacing_and_empty_samples_give_NaN()
    {
        KernelDensity spike = KernelDensity.Of(EmpiricalDistribution.Of([0, 0, 0]), -10, 10, 21);
        Assert.Equal(1, spike.Bandwidth);
        Assert.Equal(Kernel(0), spike.Density[10], 1e-15);
        Assert.Equal(Kernel(1), spike.Density[11], 1e-15);
        Assert.All(KernelDensity.Of(EmpiricalDistribution.Of([]), 0, 1, 5).Density.ToArray(), density => Assert.Equal(double.NaN, density));
    }

    [Fact]
    public void A_grid_outside_the_bounds_is_refused()
    {
        EmpiricalDistribution sample = EmpiricalDistribution.Of([0, 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelDensity.Of(sample, -2, 1, 10, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelDensity.Of(sample, 1, 1, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelDensity.Of(sample, 0, double.PositiveInfinity, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelDensity.Of(sample, 0, 1, 1));
    }

    private static double Kernel(double u) => double.IsInfinity(u) ? 0 : Math.Exp(-0.5 * u * u) / Math.Sqrt(2 * Math.PI);

    private static double Integral(KernelDensity estimate)
    {
        int last = estimate.Density.Length - 1;
        double sum = 0.5 * (estimate.Density[0] + estimate.Density[last]);
        for (int i = 1; i < last; i++)
        {
            sum += estimate.Density[i];
        }

        return sum * (estimate.Position(last) - estimate.Position(0)) / last;
    }
}
