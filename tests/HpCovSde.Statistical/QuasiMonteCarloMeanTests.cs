using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Estimation;
using HpCovSde.Kernels.Simd;
using HpCovSde.Laws;
using HpCovSde.Statistics;

namespace HpCovSde.Statistical;

/// <summary>Quasi-Monte Carlo against exact means of the scheme, and what it saves.</summary>
public sealed class QuasiMonteCarloMeanTests
{
    private const double Kappa = 1 / (2 * Math.PI);
    private const int Seeds = 1000;

    private static readonly Quantity Rho = Quantity.Correlation(0, 1);
    private static readonly GramMatrix Three = GramMatrix.FromMatrix(new double[,] { { 1, 0.3, -0.4 }, { 0.3, 1, 0.5 }, { -0.4, 0.5, 1 } });

    [Theory]
    [InlineData(Kappa, 0.3, 1)]
    [InlineData(4 * Kappa, -0.5, 0.5)]
    public void One_step_of_two_inputs_has_the_mean_of_the_scheme(double kappa, double correlation, double time)
    {
        // The drift of half a step, the exact noise, and again the drift, which takes 1 − ρ to 1 − ρ − Δ.
        double Half(double oneMinusRho) => oneMinusRho - ArcCosineDrift.Decrease(Lanes<double>.Of(oneMinusRho), kappa * time / 2)[0];
        double exact = 1 - new PairLaw(new(0), Half(1 - correlation), time).Mean(point => Half(point.OneMinusRho)).Value;
        QuasiMonteCarloMean mean = Run(new CovarianceSde(kappa, time), GramMatrix.Pair(correlation), [Rho], 1, 1 << 14);
        AssertIs(exact, mean, Rho);
        Assert.InRange(mean.Mean(Rho).StandardError, 0, 1e-5);
        double ofLimit = new PairLaw(new(kappa), 1 - correlation, time).MeanRho.Value;
        Assert.True(Math.Abs(mean.Mean(Rho).Value - ofLimit) > Evidence.Sigmas * mean.Mean(Rho).StandardError, "The bias is not seen.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Without_drift_two_inputs_have_the_exact_means(int steps)
    {
        var law = new PairLaw(new(0), 0.7, 1);
        Quantity[] quantities = [Rho, Quantity.LogOneMinusCorrelation(0, 1), Quantity.Covariance(0, 1), Quantity.LogDeterminant];
        QuasiMonteCarloMean mean = Run(new LinearSde(1), GramMatrix.Pair(0.3), quantities, steps, 1 << 12);
        AssertIs(law.MeanRho.Value, mean, Rho);
        AssertIs(law.Mean(point => point.LogOneMinusRho).Value, mean, quantities[1]);
        AssertIs(0.3, mean, quantities[2]);
        AssertIs(Math.Log(1 - 0.09) - 3, mean, quantities[3]);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(3, 16)]
    [InlineData(5, 4)]
    public void Without_drift_more_inputs_have_the_exact_log_determinant(int inputs, int steps)
    {
        GramMatrix start = inputs == 3 ? Three : Experiment.Equicorrelated(5, 0.3);
        double log = inputs == 3
            ? Math.Log(1 - 0.09 - 0.16 - 0.25 + (2 * 0.3 * -0.4 * 0.5))
            : (4 * Math.Log(0.7)) + Math.Log(1 + (4 * 0.3));
        QuasiMonteCarloMean mean = Run(new LinearSde(0.5), start, [Quantity.LogDeterminant, Quantity.LogVariance(0)], steps, 1 << 10);
        AssertIs(log - (inputs * (inputs + 1) * 0.25), mean, Quantity.LogDeterminant);
        AssertIs(-0.5, mean, Quantity.LogVariance(0));
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(4, 16)]
    [InlineData(2, 8)]
    public void Its_intervals_cover_in_95_percent(int steps, int randomisations)
    {
        // Exact without drift. 2 % are three standard deviations of the share, and what the laws of so few points differ from Gaussian.
        double exact = new PairLaw(new(0), 0.7, 1).MeanRho.Value;
        int covered = 0;
        int coveredByGaussian = 0;
        int coveredByOneScramble = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var mean = QuasiMonteCarloMean.Run(
                new LinearSde(1), GramMatrix.Pair(0.3), [Rho], steps, 256, randomisations, seed: (ulong)seed, threads: 1);
            covered += mean.ConfidenceInterval(Rho, 0.95).Contains(exact) ? 1 : 0;
            coveredByGaussian += mean.Mean(Rho).ConfidenceInterval(0.95).Contains(exact) ? 1 : 0;

            // Two scrambles that each stand for half of the randomisations.
            double[] same = [.. Enumerable.Range(0, randomisations).Select(r => mean.RandomisedMeans(Rho)[r % 2])];
            Interval tooSure = Interval.Around(
                same.Average(), CriticalValues.Student(0.95, randomisations - 1) * Moments.Of(same).StandardError);
            coveredByOneScramble += tooSure.Contains(exact) ? 1 : 0;
        }

        Assert.InRange(covered / (double)Seeds, 0.93, 0.97);
        Assert.InRange(coveredByOneScramble / (double)Seeds, 0, 0.8);
        if (randomisations == 8)
        {
            Assert.InRange(coveredByGaussian / (double)Seeds, 0, 0.93);
        }
    }

    // Half of what was measured with 2^14 points; the variance of a variance factor is large.
    [Theory]
    [InlineData(1, 7000)]
    [InlineData(2, 280)]
    [InlineData(4, 65)]
    [InlineData(8, 26)]
    [InlineData(16, 20)]
    public void It_saves_replicas_of_two_inputs(int steps, double factor) =>
        AssertSaves(new CovarianceSde(Kappa, 1), GramMatrix.Pair(0.3), Rho, steps, 1 << 14, factor);

    [Theory]
    [InlineData("rho[1,2]", 1, 2, 200)]
    [InlineData("rho[1,2]", 0.25, 4, 1000)]
    [InlineData("rho[1,3]", 0.25, 4, 80)]
    [InlineData("rho[1,3]", 1, 4, 8)]
    [InlineData("logdet", 1, 4, 80)]
    [InlineData("logdet", 0.25, 4, 3500)]
    public void It_saves_replicas_of_three_inputs(string name, double time, int steps, double factor)
    {
        Assert.True(Quantity.TryParse(name, out Quantity quantity));
        AssertSaves(new CovarianceSde(Kappa, time), Three, quantity, steps, 1 << 13, factor);
    }

    [Fact]
    public void Linear_controls_save_more_of_a_correlation()
    {
        var limit = new CovarianceSde(Kappa, 1);
        QuasiMonteCarloMean plain = Run(limit, Three, [Rho], 4, 1 << 12);
        QuasiMonteCarloMean controlled = Run(limit, Three, [Rho], 4, 1 << 12, LinearControls.Of(limit, Three, 0.25));
        Assert.True(controlled.VarianceFactor(Rho) > 2.5 * plain.VarianceFactor(Rho));
        Estimate difference = plain.Mean(Rho) - controlled.Mean(Rho);
        Assert.InRange(Math.Abs(difference.Value), 0, Evidence.Sigmas * difference.StandardError);
    }

    // With 64 randomisations a standard error is known to 9 %.
    private static QuasiMonteCarloMean Run(
        LimitProcess limit, GramMatrix start, Quantity[] quantities, int steps, int points, LinearControls? controls = null) =>
        QuasiMonteCarloMean.Run(limit, start, quantities, steps, points, 64, controls, seed: 1);

    private static void AssertIs(double exact, QuasiMonteCarloMean mean, Quantity quantity) => Assert.InRange(
        Math.Abs(mean.Mean(quantity).Value - exact), 0, (Evidence.Sigmas * mean.Mean(quantity).StandardError) + 1e-9);

    private static void AssertSaves(
        LimitProcess limit, GramMatrix start, Quantity quantity, int steps, int points, double factor)
    {
        double measured = Run(limit, start, [quantity], steps, points).VarianceFactor(quantity);
        Assert.True(measured > factor, $"{quantity.Name}, {steps} steps: the variance falls by {measured}.");
    }
}
