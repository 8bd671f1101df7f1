using HpCovSde.Laws;

namespace HpCovSde.Tests.Laws;

public sealed class SmoothStabilityTests
{
    // The error that the documentation states.
    private const double CdfError = 1e-6;

    [Theory]
    [InlineData("tanh", 0, -2, 1, -2)]
    [InlineData("tanh, a = 2", 0, -2, 2, -0.5)]
    [InlineData("softplus at 0", 0.5, 0, 1, 0.1875)]
    public void Beta_follows_from_two_derivatives(string activation, double second, double third, double scale, double beta)
    {
        Assert.NotEmpty(activation);
        Assert.Equal(beta, SmoothStability.Of(second, third, scale).Beta, 1e-15);
    }

    [Fact]
    public void Beta_of_softplus_is_zero_and_changes_sign_at_the_logarithm_of_seven_quarters()
    {
        Assert.Equal(0, Softplus(Math.Log(7.0 / 4)).Beta, 1e-15);
        Assert.True(Softplus(Math.Log(7.0 / 4) - 0.01).Explodes);
        Assert.False(Softplus(Math.Log(7.0 / 4) + 0.01).Explodes);

        static SmoothStability Softplus(double shift)
        {
            double sigmoid = 1 / (1 + Math.Exp(-shift));
            return SmoothStability.Of(1 - sigmoid, (1 - sigmoid) * (1 - (2 * sigmoid)), 1);
        }
    }

    [Theory]
    [InlineData(0.5, LongTimeBehaviour.ExplodesOrVanishes)]
    [InlineData(0, LongTimeBehaviour.Vanishes)]
    [InlineData(-1, LongTimeBehaviour.Vanishes)]
    [InlineData(-1.001, LongTimeBehaviour.Stationary)]
    public void The_long_time_behaviour_depends_on_the_signs_of_beta_and_of_beta_plus_one(double beta, LongTimeBehaviour behaviour)
    {
        var stability = new SmoothStability(beta);
        Assert.Equal(behaviour, stability.LongTime);
        Assert.Equal(beta > 0, stability.Explodes);
        Assert.Equal(behaviour == LongTimeBehaviour.Stationary, stability.StationaryLaw is not null);
        Assert.Equal(beta > 0, stability.ExplosionProbability(1) > 0);
        Assert.Equal(beta > 0, stability.ExplosionTimeCdf(1, 2) > 0);
    }

    [Fact]
    public void The_stationary_law_has_no_probability_current()
    {
        // β x (x − 1) f(x) = d/dx (x² f(x)). The error of the central difference is h²/6 times the third derivative, which is below 200.
        GammaLaw law = new SmoothStability(-3).StationaryLaw!;
        Assert.Equal(1 - (1.0 / 3), law.Mean, 1e-15);
        const double H = 1e-4;
        foreach (double x in (double[])[0.1, 0.5, 1, 2])
        {
            double slope = (((x + H) * (x + H) * law.Density(x + H)) - ((x - H) * (x - H) * law.Density(x - H))) / (2 * H);
            Assert.Equal(slope, -3 * x * (x - 1) * law.Density(x), H * H * 200 / 6);
        }
    }

    [Fact]
    public void Explosion_from_one_with_beta_four_fifths_has_probability_0_24347() =>
        Assert.Equal(0.24347265022081903, new SmoothStability(0.8).ExplosionProbability(1), 1e-15);

    // Talbot inversion of E e^{−λτ} = Γ(m − β)/Γ(2m − β) z^m M(m, 2m − β, −z), z = βv, m(m − 1 − β) = λ, in 30 digits (mpmath).
    [Theory]
    [InlineData(0.8, 1, 0.5, 0.01415769346352)]
    [InlineData(0.8, 1, 2, 0.20402581989136)]
    [InlineData(0.8, 1, 10, 0.24345658345559)]
    [InlineData(0.1875, 2, 3, 0.185902201001)]
    [InlineData(3, 0.5, 0.4, 0.0074783284822275)]
    [InlineData(8, 1, 0.1, 0.0052986338515743)]
    [InlineData(8, 1, 0.2, 0.17506315195882)]
    public void The_law_of_the_explosion_time_is_the_inverse_of_its_Laplace_transform(
        double beta, double initial, double time, double exact)
    {
        Assert.Equal(exact, new SmoothStability(beta).ExplosionTimeCdf(initial, time), CdfError);
        Assert.Equal(exact, new SmoothStability(beta).ExplosionTimeCdf(initial, time, isRough: true), 1e-3);
    }

    [Theory]
    [InlineData(0.05, 1)]
    [InlineData(0.8, 1)]
    [InlineData(0.8, 0.01)]
    [InlineData(2, 30)]
    [InlineData(30, 1)]
    public void At_large_times_the_explosion_probability_is_that_of_the_Gamma_law(double beta, double initial)
    {
        // The spectral gap is at least ((1 + β)/2)², so the rest at t = 100 is below e^{−27}.
        var stability = new SmoothStability(beta);
        Assert.Equal(stability.ExplosionProbability(initial), stability.ExplosionTimeCdf(initial, 100), CdfError);
        Assert.Equal(stability.ExplosionProbability(initial), stability.ExplosionTimeCdf(initial, double.PositiveInfinity));
    }

    [Fact]
    public void With_negligible_noise_the_explosion_time_is_one_over_beta_v()
    {
        // At t = 1e-6, log A_t − log t has the standard deviation √(2t/3).
        var stability = new SmoothStability(1);
        double sigma = Math.Sqrt(2e-6 / 3);
        Assert.Equal(0.5, stability.ExplosionTimeCdf(1e6, 1e-6), 2 * Math.Sqrt(1e-6));
        Assert.Equal(0.15865525393145707, stability.ExplosionTimeCdf(1e6 * (1 - sigma), 1e-6), 2 * Math.Sqrt(1e-6));
        Assert.Equal((0, 1), (stability.ExplosionTimeCdf(1e6, 0.9e-6), stability.ExplosionTimeCdf(1e6, 1.1e-6)));
    }

    [Fact]
    public void The_mean_inverse_variance_solves_its_linear_equation()
    {
        // d/dt E u = (β + 2) E u − β, by central differences. At β = −2 the formula changes to its limit.
        foreach (double beta in (double[])[0, -0.5, -2, -2 - 1e-9, -3])
        {
            var stability = new SmoothStability(beta);
            const double H = 1e-4;
            double slope = (stability.MeanInverseVariance(0.5, 1 + H) - stability.MeanInverseVariance(0.5, 1 - H)) / (2 * H);
            Assert.Equal(((beta + 2) * stability.MeanInverseVariance(0.5, 1)) - beta, slope, H * H * 30);
            Assert.Equal(2, stability.MeanInverseVariance(0.5, 0));
        }

        Assert.Equal(2 + 2, new SmoothStability(-2).MeanInverseVariance(0.5, 1), 1e-14);
    }

    [Theory]
    [InlineData(1e6, 1.0, 8)]
    [InlineData(1e6, 1.001, 5)]
    [InlineData(1e8, 1.0, 9)]
    [InlineData(1e8, 0.9999, 12)]
    [InlineData(1e12, 1.0, 14)]
    public void A_strong_drift_has_the_law_of_an_unstable_point_with_small_noise(double beta, double initial, double scaledTime)
    {
        // βA_t with t = s/β is 1 − e^{−s} + √(2/β) ∫ e^{−u} B_u du to the second order in β^{−1/2}, and the integral is Gaussian with the
        // variance ∫₀^s (e^{−r} − e^{−s})² dr.
        double last = Math.Exp(-scaledTime);
        double variance = ((1 - (last * last)) / 2) - (2 * last * (1 - last)) + (last * last * scaledTime);
        double z = ((1 / initial) - (1 - last)) / Math.Sqrt(2 * variance / beta);
        double gaussian = MathNet.Numerics.SpecialFunctions.Erfc(z / Math.Sqrt(2)) / 2;
        double tolerance = 1e-4 + (2 / Math.Sqrt(beta));
        Assert.Equal(gaussian, new SmoothStability(beta).ExplosionTimeCdf(initial, scaledTime / beta), tolerance);
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(1.875e17)]
    [InlineData(1.9e199)]
    public void As_the_shape_tends_to_zero_one_half_explodes(double beta)
    {
        var stability = new SmoothStability(beta);
        Assert.Equal(0.5, stability.ExplosionProbability(1), 1 / Math.Sqrt(beta));
        Assert.Equal(0.5, stability.ExplosionTimeCdf(1, 1), 1 / Math.Sqrt(beta));
        Assert.Equal((0, 1), (stability.ExplosionTimeCdf(0.99, 1), stability.ExplosionTimeCdf(1.01, 1)));
    }

    [Fact]
    public void A_strong_attraction_keeps_the_reciprocal_at_its_mean() =>
        Assert.Equal(20000.0 / 19998, new SmoothStability(-20000).MeanInverseVariance(4, 1), 1e-14);

    [Theory]
    [InlineData(1.4e-17, 7e-16, 0.0, false, LongTimeBehaviour.Vanishes)]
    [InlineData(-1.4e-17, 7e-16, 0.0, false, LongTimeBehaviour.Vanishes)]
    [InlineData(1.4e-12, 7e-16, null, true, LongTimeBehaviour.ExplodesOrVanishes)]
    [InlineData(-0.9999999999999998, 4e-15, -1.0, false, LongTimeBehaviour.Vanishes)]
    [InlineData(-1.0000000000000002, 4e-15, -1.0, false, LongTimeBehaviour.Vanishes)]
    [InlineData(-1.0001, 4e-15, null, false, LongTimeBehaviour.Stationary)]
    public void A_sign_within_its_rounding_error_is_the_critical_case(
        double beta, double error, double? critical, bool explodes, LongTimeBehaviour behaviour)
    {
        var stability = new VarianceStability(beta, BetaError: error);
        Assert.Equal((critical, explodes, behaviour), (stability.CriticalBeta, stability.Explodes, stability.LongTime));
        Assert.Equal(behaviour == LongTimeBehaviour.Stationary, stability.Stationary is not null);
        Assert.Equal(explodes, stability.ExplosionProbability(1) > 0);
    }

    [Fact]
    public void Invalid_variances_and_times_are_refused()
    {
        var stability = new SmoothStability(0.8);
        Assert.Contains(
            "NaN", Assert.Throws<ArgumentOutOfRangeException>(() => new SmoothStability(double.NaN)).Message, StringComparison.Ordinal);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => SmoothStability.Of(0, 1, 0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => stability.ExplosionProbability(0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => stability.ExplosionTimeCdf(1, -1));
        _ = Assert.Throws<InvalidOperationException>(() => stability.MeanInverseVariance(1, 1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new SmoothStability(0).MeanInverseVariance(1, double.PositiveInfinity));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new GammaLaw(0, 1));
    }
}
