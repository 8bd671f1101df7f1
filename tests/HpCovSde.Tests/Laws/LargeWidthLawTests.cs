using HpCovSde.Activations;
using HpCovSde.Laws;
using MathNet.Numerics;

namespace HpCovSde.Tests.Laws;

public sealed class LargeWidthLawTests
{
    private const double Roundings = 40 * 1.1e-16;

    // The first five digits agree with the simulated table. The others are from quadrature with 25 digits (mpmath).
    [Theory]
    [InlineData(0.25, 0.00778002927177831, 2.54561083684131)]
    [InlineData(0.5, 0.030893699589325, 3.17766486528391)]
    [InlineData(1, 0.121203146266959, 4.67533407840669)]
    [InlineData(2, 0.461701255686983, 8.4566312324392)]
    [InlineData(4, 1.64931805777265, 18.3015271758766)]
    public void The_norm_of_residual_networks_has_the_published_first_order_laws(double time, double mean, double variance)
    {
        Assert.Equal(mean, ResidualNormLaw.MeanCorrection(time), Roundings * (1 + variance));
        Assert.Equal(variance, ResidualNormLaw.RelativeVariance(time), (Roundings * (1 + variance)) + 5e-14);
    }

    [Fact]
    public void At_time_zero_the_norm_has_the_law_of_normal_components()
    {
        Assert.Equal(0, ResidualNormLaw.MeanCorrection(0));
        Assert.Equal(2, ResidualNormLaw.RelativeVariance(0));

        // t²/8 with a relative correction of order √t.
        Assert.InRange(ResidualNormLaw.MeanCorrection(1e-4) / (1e-8 / 8), 0.95, 1.05);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => ResidualNormLaw.MeanCorrection(-1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => ResidualNormLaw.RelativeVariance(double.NaN));
    }

    [Theory]
    [InlineData(0.5, -1.9635100260214235, 4.9348022005446793)]
    [InlineData(1.0, -0.57721566490153286, 1.6449340668482264)]
    [InlineData(2.5, 0.70315664064524319, 0.49035775610023486)]
    [InlineData(10.0, 2.2517525890667211, 0.10516633568168575)]
    [InlineData(150.5, 5.0106371459337046, 0.0066666419756927163)]
    public void The_logarithm_of_a_Gamma_variable_has_polygamma_moments(double x, double digamma, double trigamma)
    {
        Assert.Equal(digamma, SpecialFunctions.DiGamma(x), Roundings * (1 + Math.Abs(digamma)));
        Assert.Equal(trigamma, Polygamma.Trigamma(x), Roundings * trigamma);
    }

    // Sums over the binomial law with 30 digits (mpmath). The published mean for n = 20 is -0.1372.
    [Theory]
    [InlineData(1, -0.57721566490153286, 4.9348022005446793)]
    [InlineData(4, -0.71657265749880786, 2.9263624779315241)]
    [InlineData(20, -0.13718672476902975, 0.31175807500001709)]
    [InlineData(200, -0.012603616800979458, 0.025473414893091203)]
    public void The_logarithm_of_the_variance_of_a_ReLU_layer_is_exact_at_any_width(int width, double mean, double variance)
    {
        // Logarithms of binomial coefficients have rounding errors of the size of n log n roundings.
        double tolerance = Roundings * (1 + (width * Math.Log(width)));
        var layer = LogVarianceLaw.Relu(width, 1);
        Assert.Equal(mean, layer.Mean, tolerance);
        Assert.Equal(variance, layer.Variance, tolerance);
        Assert.Equal(30 * layer.Mean, LogVarianceLaw.Relu(width, 30).Mean, 1e-15 * 30);
    }

    [Fact]
    public void The_logarithm_of_the_variance_is_exact_for_any_slopes()
    {
        foreach (int n in (int[])[1, 2, 5, 20, 300, 5000])
        {
            AssertClose(LogVarianceLaw.Linear(n, 1), LogVarianceLaw.Of(ReluFamily.Linear, n, 1));
            AssertClose(LogVarianceLaw.Linear(n, 1), LogVarianceLaw.Of(ReluFamily.Abs, n, 1));
            AssertClose(LogVarianceLaw.Relu(n, 3), LogVarianceLaw.Of(ReluFamily.Relu, n, 3));
        }

        // One neuron: log(c s² g²), with s one of two slopes.
        foreach (double slope in (double[])[0.5, 0.01, -3, 1e-6])
        {
            ReluFamily leaky = ReluFamily.LeakyRelu(slope);
            double difference = Math.Log(slope * slope) / 2;
            var law = LogVarianceLaw.Of(leaky, 1, 1);
            Assert.Equal(SpecialFunctions.DiGamma(0.5) + Math.Log(2 * leaky.Normalization) + difference, law.Mean, 1e-12);
            Assert.Equal(Polygamma.Trigamma(0.5) + (difference * difference), law.Variance, 1e-11);
        }

        // The distance to the lognormal limit is of order 1/n.
        ReluFamily third = ReluFamily.LeakyRelu(1.0 / 3);
        double[] error = [.. new[] { 200, 400 }.Select(
            n => Math.Abs(LogVarianceLaw.Of(third, n, n).Mean - LogVarianceLaw.Limit(third, 1).Mean))];
        Assert.InRange(error[0] / error[1], 1.95, 2.05);

        static void AssertClose(LogVarianceLaw expected, LogVarianceLaw actual)
        {
            Assert.Equal(expected.Mean, actual.Mean, 1e-12);
            Assert.Equal(expected.Variance, actual.Variance, 1e-12);
        }
    }

    // g^l x_0 + √2/(3πn) (g^l − 1)/(g − 1) at t = 0.5, x_0 = 0.05 is 0.2726, 0.2685, 0.2667 at these widths; the limit is 0.2648.
    [Theory]
    [InlineData(100, 0.2726)]
    [InlineData(200, 0.2685)]
    [InlineData(400, 0.2667)]
    public void The_reciprocal_angle_of_a_finite_ReLU_network_has_the_published_means(int width, double mean)
    {
        Assert.Equal(mean, ReciprocalAngleLaw.MeanAfter(width, width / 2, 0.05), 5e-5);
        Assert.Equal(0.2648, ReciprocalAngleLaw.Mean(ReluFamily.Relu, 0.05, 0.5), 5e-5);
        Assert.InRange(width * (Math.Pow(ReciprocalAngleLaw.LayerGrowth(width), width) - Math.Exp(2)), 40, 80);
    }

    [Fact]
    public void The_moments_of_the_reciprocal_angle_solve_their_differential_equations()
    {
        // m' = a + q m and y' = 2a m + 3q y, by central differences, whose error is h²/6 times the third derivative.
        foreach (ReluFamily activation in (ReluFamily[])[ReluFamily.Relu, ReluFamily.LeakyRelu(0.3), ReluFamily.Abs])
        {
            const double H = 1e-4;
            double a = Math.Sqrt(2) * activation.ArcCosineStrength / 3;
            double q = activation.FourthMomentRatio / 3;
            foreach (double t in (double[])[0.01, 0.3, 1])
            {
                double m = ReciprocalAngleLaw.Mean(activation, 0.2, t);
                double y = ReciprocalAngleLaw.MeanSquare(activation, 0.2, t);
                double bound = H * H * Math.Pow(3 * q, 3) * (y + m);
                Assert.Equal(a + (q * m), Slope(s => ReciprocalAngleLaw.Mean(activation, 0.2, s)), bound);
                Assert.Equal((2 * a * m) + (3 * q * y), Slope(s => ReciprocalAngleLaw.MeanSquare(activation, 0.2, s)), bound);

                double Slope(Func<double, double> f) => (f(t + H) - f(t - H)) / (2 * H);
            }

            Assert.Equal(0.2, ReciprocalAngleLaw.Mean(activation, 0.2, 0));
            Assert.Equal(0.2 * 0.2, ReciprocalAngleLaw.MeanSquare(activation, 0.2, 0), 1e-17);
        }

        _ = Assert.Throws<ArgumentOutOfRangeException>(() => ReciprocalAngleLaw.Mean(ReluFamily.Relu, -1, 1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => ReciprocalAngleLaw.MeanSquare(ReluFamily.Relu, 1, double.NaN));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => ReciprocalAngleLaw.LayerGrowth(2));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => ReciprocalAngleLaw.MeanAfter(10, -1, 1));
    }

    [Fact]
    public void Exact_laws_converge_to_their_limits_like_one_over_the_width()
    {
        // T = 1. The coefficients of 1/n are below 20 for the ReLU and below 2 for the identity.
        foreach (int n in (int[])[50, 500, 2000])
        {
            var relu = LogVarianceLaw.Relu(n, n);
            Assert.InRange(Math.Abs(relu.Mean + 2.5) * n, 0.1, 10);
            Assert.InRange(Math.Abs(relu.Variance - 5) * n, 0.1, 30);
            var linear = LogVarianceLaw.Linear(n, n);
            Assert.InRange(Math.Abs(linear.Mean + 1) * n, 0.1, 1);
            Assert.InRange(Math.Abs(linear.Variance - 2) * n, 0.1, 3);
        }
    }

    [Fact]
    public void The_limit_laws_of_the_logarithm_keep_the_mean_of_the_variance()
    {
        Assert.Equal(new LogVarianceLaw(-2.5, 5), LogVarianceLaw.Limit(ReluFamily.Relu, 1));
        Assert.Equal(new LogVarianceLaw(-2, 4), LogVarianceLaw.Limit(ReluFamily.Linear, 2));
        Assert.Equal(new LogVarianceLaw(-1, 2), LogVarianceLaw.Limit(ReluFamily.Abs, 1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => LogVarianceLaw.Limit(ReluFamily.Relu, -1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => LogVarianceLaw.Relu(0, 1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => LogVarianceLaw.Linear(1, -1));
    }

    // The published formulas with 60 digits (mpmath). A simulation at n = 256, θ = 0.1 gives -4.63934 ± 0.00102.
    [Theory]
    [InlineData(0.1, 256, -4.6392404305083431, 0.029262323432245985)]
    [InlineData(1.0, 64, -0.55447797584425449, 0.032300665418384813)]
    [InlineData(3.0, 100, -2.0639899975816947e-7, 3.934892466638006e-14)]
    [InlineData(1e-3, 256, -13.825022144595637, 0.030083892356820667)]
    [InlineData(1e-6, 256, -27.640319686741286, 0.030089112131014481)]
    public void The_angle_after_a_layer_has_the_moments_of_Jakub_and_Nica_also_for_tiny_angles(
        double angle, int width, double mean, double variance)
    {
        Assert.Equal(mean, AngleLaw.Mean(angle, width), Roundings * (Math.Abs(mean) + 1 + (1 / angle / width)));
        Assert.Equal(variance, AngleLaw.Variance(angle, width), Roundings * (1 + (1 / angle / width)));
    }

    [Fact]
    public void Invalid_angles_and_widths_are_refused()
    {
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => AngleLaw.Mean(0, 10));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => AngleLaw.Variance(3.2, 10));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => AngleLaw.Mean(1, 1));
    }
}
