using HpCovSde.Activations;
using HpCovSde.Laws;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Tests.Laws;

/// <summary>Compares the mixture law of an output with closed forms and with other computations.</summary>
public sealed class LogitLawTests
{
    private static readonly double[] Points = [-6, -2.5, -0.7, -1e-3, 0, 0.1, 1, 4];

    [Fact]
    public void One_linear_layer_of_two_neurons_gives_the_Laplace_law()
    {
        // V = χ²_2/2 is exponential, so √V g has the density e^{−√2|x|}/√2.
        foreach (LogitLaw law in new[] { LogitLaw.Linear(2, 1), LogitLaw.Gamma(new(1, 1)) })
        {
            foreach (double x in Points)
            {
                double tail = Math.Exp(-Math.Sqrt(2) * Math.Abs(x)) / 2;
                Assert.Equal(x < 0 ? tail : 1 - tail, law.Cdf(x), 1e-13);
                if (x != 0)
                {
                    // The density is also accurate near its kink at 0.
                    Assert.Equal(tail * Math.Sqrt(2), law.Density(x), 1e-12);
                }
            }

            Assert.Equal(-Math.Log(2 * 0.01) / Math.Sqrt(2), law.Quantile(0.99), 1e-12);
            Assert.Equal(Math.Log(2 * 1e-9) / Math.Sqrt(2), law.Quantile(1e-9), 1e-12);
            Assert.Equal((1, 6), (law.Variance, law.Kurtosis));
        }
    }

    [Theory]
    [InlineData(1, 1, 1.0)]
    [InlineData(3, 2, 0.5)]
    [InlineData(20, 5, 1.7)]
    [InlineData(100, 100, 1.0)]
    public void Closed_form_laws_have_the_moments_that_they_report(int width, int depth, double initial)
    {
        double t = (double)depth / width;
        AssertMoments(LogitLaw.Linear(width, depth, initial), initial, 3 * Math.Pow(1 + (2.0 / width), depth));
        AssertMoments(LogitLaw.Lognormal(LogVarianceLaw.Limit(ReluFamily.Linear, t), initial), initial, 3 * Math.Exp(2 * t));
        AssertMoments(LogitLaw.Gamma(new(width / 2.0, width / (2 * initial))), initial, 3 * (1 + (2.0 / width)));

        static void AssertMoments(LogitLaw law, double variance, double kurtosis)
        {
            // ∫ x² f and ∫ x⁴ f over log x, by the trapezoidal rule.
            double second = 0;
            double fourth = 0;
            for (double y = -30; y < 12; y += 0.05)
            {
                double x = Math.Exp(y);
                double mass = 2 * 0.05 * x * law.Density(x);
                second += mass * x * x;
                fourth += mass * x * x * x * x;
            }

            Assert.Equal(variance, law.Variance, 1e-14 * variance);
            Assert.Equal(kurtosis, law.Kurtosis, 1e-12 * kurtosis);
            Assert.Equal(1, second / variance, 1e-9);
            Assert.Equal(1, fourth / (variance * variance * kurtosis), 1e-6);
        }
    }

    [Fact]
    public void Deep_linear_networks_tend_to_the_lognormal_mixture()
    {
        // log V has mean −T and variance 2T up to O(1/n), so ten times the width reduces the distance by a factor of ten.
        LogitLaw limit = LogitLaw.Lognormal(LogVarianceLaw.Limit(ReluFamily.Linear, 0.5));
        double near = Distance(LogitLaw.Linear(4000, 2000));
        double far = Distance(LogitLaw.Linear(400, 200));
        Assert.InRange(far / near, 9, 11);
        Assert.InRange(near, 0, 1e-4);

        double Distance(LogitLaw law) => Points.Max(x => Math.Abs(law.Cdf(x) - limit.Cdf(x)));
    }

    [Fact]
    public void A_mixture_over_samples_is_their_average_counts_zeros_and_skips_NaN()
    {
        LogitLaw law = LogitLaw.Of([4, double.NaN, 0, 1, 0]);
        Assert.Equal((1.25, 0.5), (law.Variance, law.ZeroProbability));
        Assert.Equal(3 * (17 / 4.0) / (1.25 * 1.25), law.Kurtosis, 1e-14);
        foreach (double x in Points)
        {
            Assert.Equal((Normal.CDF(0, 1, x) + Normal.CDF(0, 2, x) + (x < 0 ? 0 : 2)) / 4, law.Cdf(x), 1e-15);
            Assert.Equal((Normal.PDF(0, 1, x) + Normal.PDF(0, 2, x)) / 4, law.Density(x), 1e-15);
        }

        Assert.Equal((0, 0), (law.Quantile(0.26), law.Quantile(0.74)));
        Assert.Equal(0.1, law.Cdf(law.Quantile(0.1)), 1e-14);
        Assert.Equal(law.Quantile(0.1), -law.Quantile(0.9), 1e-14);
        Assert.Equal(0, LogitLaw.Of([0, 0]).Quantile(0.9));
        Assert.Equal(3, LogitLaw.Of([1e300, 1e300]).Kurtosis, 1e-14);
    }

    [Fact]
    public void A_Gamma_law_of_tiny_shape_is_zero_with_high_probability_because_of_underflow()
    {
        LogitLaw law = LogitLaw.Gamma(new(1e-4, 1));
        Assert.InRange(law.ZeroProbability, 0.9, 0.95);
        Assert.Equal(1, law.Cdf(100), 1e-15);
        Assert.Equal(0.5, law.Cdf(-0.0) - (law.ZeroProbability / 2), 1e-12);
    }

    [Fact]
    public void Invalid_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => LogitLaw.Of([double.NaN]));
        Assert.Throws<ArgumentException>(() => LogitLaw.Of([1, -1]));
        Assert.Throws<ArgumentException>(() => LogitLaw.Of([1, double.PositiveInfinity]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogitLaw.Linear(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogitLaw.Linear(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogitLaw.Linear(1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogitLaw.Lognormal(new(0, 1), double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogitLaw.Of([1]).Quantile(1));
    }
}
