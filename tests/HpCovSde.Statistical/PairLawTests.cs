using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistical.Oracles;

namespace HpCovSde.Statistical;

/// <summary>The exact law of a pair against simulated paths and against another solver.</summary>
public sealed class PairLawTests
{
    private const double Kappa = 1 / (2 * Math.PI);

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public void Paths_have_the_exact_law_and_not_that_of_another_drift(int steps)
    {
        const int Replicas = 1 << 18;
        EnsembleResult result = Experiment.Run(
            new CovarianceSde(Kappa, 1).Integrate(1.0 / steps, new FisherZ()), GramMatrix.Pair(0.3), Replicas, seed: 11,
            keep: [Quantity.Correlation(0, 1), Quantity.LogOneMinusCorrelation(0, 1), Quantity.Covariance(0, 1)]);
        ReadOnlySpan<double> rho = result.Samples(Quantity.Correlation(0, 1));
        ReadOnlySpan<double> log = result.Samples(Quantity.LogOneMinusCorrelation(0, 1));

        var law = new PairLaw(new(Kappa), 0.7, 1);
        var evidence = new Evidence();
        evidence.Law($"h = 1/{steps}: log(1 - rho)", log[..65_536], x => Below(law, x));
        evidence.Mean($"h = 1/{steps}: E rho", rho, law.MeanRho.Value);
        evidence.Mean($"h = 1/{steps}: E rho^2", rho, x => x * x, law.Mean(point => point.Rho * point.Rho).Value);
        evidence.Mean($"h = 1/{steps}: E log(1 - rho)", log, law.Mean(point => point.LogOneMinusRho).Value);

        // The scheme has order 1 jointly with the norms; with 2²⁴ replicas E V12 is .3757(4) and .3780(4) at h = 1/8 and 1/16.
        double bias = 0.036 / steps;
        double covariance = law.Moment(0.5, 0.5, point => point.Rho).Value;
        evidence.Mean($"h = 1/{steps}: E V12", result.Samples(Quantity.Covariance(0, 1)), covariance - bias);
        evidence.AssertNoneRejected();

        var other = new PairLaw(new(1.3 * Kappa), 0.7, 1);
        var wrong = new Evidence();
        wrong.Law("another drift", log[..65_536], x => Below(other, x));
        wrong.Mean("another drift", rho, other.MeanRho.Value);
        Assert.Equal(2, wrong.Rejected.Count);
    }

    [Theory]
    [InlineData("tri2")]
    [InlineData("fisher-z")]
    public void What_a_scheme_has_instead_is_its_weak_error(string name)
    {
        // `--task pair-law` of HpCovSde.Throughput has 2²⁴ replicas at shorter steps.
        PairLawComparison[] rows = PairLawComparison.Of(SchemeCatalog.Find(name)!, steps: 1, replicas: 1 << 20);
        Assert.All(rows, row => Assert.InRange(
            Math.Abs(row.Extrapolated.Value), 0, Evidence.Sigmas * row.Extrapolated.StandardError));

        // Without extrapolation the error of the step is seen.
        Assert.Contains(rows, row => Math.Abs(row.Coarse.Value) > Evidence.Sigmas * row.Coarse.StandardError);
    }

    [Theory]
    [InlineData(Kappa, 1, 0.3)]
    [InlineData(4 * Kappa, 1, -0.5)]
    [InlineData(9 * Kappa, 0.5, 0.9)]
    [InlineData(0, 2, 0.3)]
    public void It_agrees_with_finite_differences_in_the_angle(double kappa, double time, double rho0)
    {
        var law = new PairLaw(new(kappa), 1 - rho0, time);
        Assert.Equal(CorrelationEquation.Mean(kappa, time, rho0, x => x), law.MeanRho.Value, 2e-6);
        Assert.Equal(CorrelationEquation.Mean(kappa, time, rho0, x => x * x * x), law.Mean(point => Math.Pow(point.Rho, 3)).Value, 2e-6);
    }

    private static double Below(PairLaw law, double log) => 1 - law.Cdf(CorrelationPoint.OfLogOneMinusRho(log)).Value;
}
