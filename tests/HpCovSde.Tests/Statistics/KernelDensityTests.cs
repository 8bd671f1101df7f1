using HpCovSde.Statistics;
using MathNet.Numerics;

namespace HpCovSde.Tests.Statistics;

public sealed class KernelDensityTests
{
    // A sample is distributed linearly over nodes 1/32 of h apart: max|φ'|/(8·32²) for each Φ. MathNet's erfc errs by less.
    private const double BinningError = 4e-5;

    [Theory]
    [InlineData(2, double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData(1000, double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData(1000, -9, double.PositiveInfinity)]
    [InlineData(1000, double.NegativeInfinity, 9)]
    [InlineData(1000, -9, 9)]
    public void The_distribution_function_equals_the_direct_sum_in_the_regular_coordinate(int n, double lower, double upper)
    {
        double[] samples = new Draws(n).Normal(n, mean: 2);
        KernelDensity estimate = KernelDensity.Of(EmpiricalDistribution.Of(samples), -2, 5, 101, lower, upper);
        for (int i = 0; i <= 100; i++)
        {
            double t = estimate.Position(i);
            Assert.Equal(-2 + (0.07 * i), t, 1e-14);
            double expected = samples.Average(x => Phi((Coordinate(t) - Coordinate(x)) / estimate.Bandwidth));
            Assert.Equal(expected, estimate.Cdf(t), BinningError);
        }

        double Coordinate(double x) => (double.IsFinite(lower), double.IsFinite(upper)) switch
        {
            (true, true) => Math.Log(x - lower) - Math.Log(upper - x),
            (true, false) => Math.Log(x - lower),
            (false, true) => -Math.Log(upper - x),
            _ => x,
        };
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity)]
    public void The_density_integrates_to_the_distribution_function(double lower, double upper)
    {
        EmpiricalDistribution sample = EmpiricalDistribution.Of([.. new Draws(1).Normal(2000, 0, 2).Select(Math.Tanh)]);
        KernelDensity estimate = KernelDensity.Of(sample, -1, 1, 1001, lower, upper);
        Assert.Equal(estimate.Cdf(1) - estimate.Cdf(-1), Integral(estimate), 1e-12);

        // With the bounds no mass is lost.
        Assert.Equal(double.IsFinite(lower), Math.Abs(Integral(estimate) - 1) < 1e-12);
    }

    // |F_n − F| is below ε with probability 1 − α (Dvoretzky, Kiefer, Wolfowitz; Massart). The estimate of the density claims no more than
    // the sample tells if it stays in the band.
    [Theory]
    [InlineData(1, 1.5)]
    [InlineData(2, 1.5)]
    [InlineData(0, 0.5)]
    [InlineData(8, 2)]
    [InlineData(-3, 0.3)]
    public void The_estimate_stays_in_the_band_of_the_empirical_distribution(double mean, double deviation)
    {
        const int N = 8192;
        double band = Math.Sqrt(Math.Log(2 / 0.05) / (2 * N));
        EmpiricalDistribution sample = EmpiricalDistribution.Of([.. new Draws(7).Normal(N, mean, deviation).Select(Math.Tanh)]);
        KernelDensity estimate = KernelDensity.Of(sample, -1, 1, 401, -1, 1);
        double integral = 0;
        double left = -1;
        for (int i = 0; i < 400; i++)
        {
            double right = 0.5 * (estimate.Position(i) + estimate.Position(i + 1));
            integral += estimate.Density[i] * (right - left);
            left = right;
            double empirical = sample.Sorted.ToArray().Count(x => x <= right) / (double)N;
            Assert.Equal(empirical, integral, band);
        }
    }

    // Fisher's z with mean 1.5 and deviation 1.5: the density of ρ is g(artanh ρ)/(1 − ρ²). It is large near 1 and 0 at −1.
    [Theory]
    [InlineData(0.99, 0.995)]
    [InlineData(0.999, 0.9999)]
    [InlineData(-0.9999, -0.99)]
    public void The_density_near_a_bound_is_that_of_the_law(double from, double to)
    {
        const int N = 200_000;
        EmpiricalDistribution sample = EmpiricalDistribution.Of([.. new Draws(11).Normal(N, 1.5, 1.5).Select(Math.Tanh)]);
        KernelDensity estimate = KernelDensity.Of(sample, -1, 1, 401, -1, 1);
        double probability = Phi((Math.Atanh(to) - 1.5) / 1.5) - Phi((Math.Atanh(from) - 1.5) / 1.5);

        // Binomial noise, which smoothing only reduces, and the bias of smoothing: h²/2 times the change of the density of z.
        double h = estimate.Bandwidth / 2;
        double bias = h * h / 2 * (1 / (1.5 * 1.5)) * 0.5;
        double error = 5.5 * Math.Sqrt(probability * (1 - probability) / N);
        Assert.Equal(probability, estimate.Cdf(to) - estimate.Cdf(from), error + bias);
    }

    [Fact]
    public void A_uniform_law_is_flat_up_to_the_ends_of_its_interval()
    {
        const int N = 1_000_000;
        KernelDensity estimate = KernelDensity.Of(EmpiricalDistribution.Of(new Draws(3).Uniform(N)), 0, 1, 201, 0, 1);

        // The mass of a cell of width δ is binomial, half of it at an end. In the coordinate z the density falls off as e^(−|z|), which
        // smoothing raises by the factor e^(h²/2).
        double bias = Math.Exp(0.5 * estimate.Bandwidth * estimate.Bandwidth) - 1;
        double sigma = Math.Sqrt(2 * 200.0 / N);
        foreach (double density in estimate.Density)
        {
            Assert.Equal(1, density, (5.5 * sigma) + bias + BinningError);
        }
    }

    [Fact]
    public void Atoms_are_apart_with_their_masses()
    {
        double[] samples = [.. new Draws(4).Normal(600).Select(Math.Tanh), .. Repeat(1, 5), .. Repeat(-1, 95), .. Repeat(0.5, 300)];
        KernelDensity estimate = KernelDensity.Of(EmpiricalDistribution.Of(samples), -1, 1, 401, -1, 1);
        Assert.Equal([new(-1, 0.095), new(0.5, 0.3), new(1, 0.005)], estimate.Atoms.ToArray());
        Assert.Equal(0.6, Integral(estimate), 1e-12);
        Assert.Equal(0.095, estimate.Cdf(-1), 1e-12);
        Assert.Equal(1, estimate.Cdf(1), 1e-12);
        Assert.Equal(0.3, estimate.Cdf(0.5) - estimate.Cdf(0.5 - 1e-9), 1e-8);

        // Beyond a bound by rounding is at the bound; infinity is an atom too.
        double[] beyond = [1 + 1e-15, -1 - 1e-15, .. new Draws(4).Uniform(98)];
        Assert.Equal([new(-1, 0.01), new(1, 0.01)], KernelDensity.Of(EmpiricalDistribution.Of(beyond), -1, 1, 5, -1, 1).Atoms.ToArray());
        double[] infinite = [double.PositiveInfinity, .. new Draws(4).Uniform(99)];
        Assert.Equal([new(double.PositiveInfinity, 0.01)], KernelDensity.Of(EmpiricalDistribution.Of(infinite), 0, 1, 5).Atoms.ToArray());

        static IEnumerable<double> Repeat(double value, int count) => Enumerable.Repeat(value, count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_constant_sample_is_an_atom(int n)
    {
        KernelDensity estimate = KernelDensity.Of(EmpiricalDistribution.Of([.. Enumerable.Repeat(0.25, n)]), -10, 10, 21);
        Assert.Equal([new(0.25, 1)], estimate.Atoms.ToArray());
        Assert.Equal(0, estimate.Bandwidth);
        Assert.All(estimate.Density.ToArray(), density => Assert.Equal(0, density));
    }

    [Fact]
    public void One_sample_beside_an_atom_is_an_atom()
    {
        KernelDensity estimate = KernelDensity.Of(EmpiricalDistribution.Of([1, 1, 0, 1]), -1, 1, 5, -1, 1);
        Assert.Equal([new(0, 0.25), new(1, 0.75)], estimate.Atoms.ToArray());
    }

    [Fact]
    public void An_empty_sample_gives_NaN()
    {
        KernelDensity estimate = KernelDensity.Of(EmpiricalDistribution.Of([]), 0, 1, 5);
        Assert.All(estimate.Density.ToArray(), density => Assert.Equal(double.NaN, density));
    }

    [Fact]
    public void The_bandwidth_is_Silvermans()
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
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e300)]
    public void Samples_of_any_size_have_a_density(double scale)
    {
        double[] samples = new Draws(9).Normal(1000);
        KernelDensity expected = KernelDensity.Of(EmpiricalDistribution.Of(samples), -4, 4, 81);
        KernelDensity scaled = KernelDensity.Of(EmpiricalDistribution.Of([.. samples.Select(x => x * scale)]), -4 * scale, 4 * scale, 81);
        for (int i = 0; i < 81; i++)
        {
            Assert.Equal(expected.Density[i], scaled.Density[i] * scale, 1e-9);
        }
    }

    [Fact]
    public void A_grid_outside_the_bounds_is_refused()
    {
        EmpiricalDistribution sample = EmpiricalDistribution.Of([0, 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelDensity.Of(sample, -2, 1, 10, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelDensity.Of(sample, 1, 1, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelDensity.Of(sample, 0, double.PositiveInfinity, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelDensity.Of(sample, 0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelDensity.Of(sample, 0, 1, 10).Cdf(1.5));
    }

    private static double Phi(double u) => 0.5 * SpecialFunctions.Erfc(-u / Math.Sqrt(2));

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
