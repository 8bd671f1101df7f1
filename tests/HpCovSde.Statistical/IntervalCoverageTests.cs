using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Estimation;
using HpCovSde.Laws;
using HpCovSde.Models;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;
using MathNet.Numerics;

namespace HpCovSde.Statistical;

/// <summary>Every estimator with a standard error covers an exact value as often as it says.</summary>
public sealed class IntervalCoverageTests
{
    private const double Kappa = 1 / (2 * Math.PI);

    [Fact]
    public void A_mean_of_the_sde_with_linear_controls()
    {
        // Pairs without drift are exact at any step. Seven controls leave heavy tails: of 512 replicas the intervals cover in 89 %.
        var limit = new SmoothCovarianceSde(new(0, -1e-9), 0.5);
        GramMatrix start = GramMatrix.Pair(0.3);
        LinearControls controls = LinearControls.Of(limit, start, 0.5)!;
        IntervalCoverage.Check(
            seed => Mean(limit.Integrate(0.5, new Tri2()), start, Quantity.LogOneMinusCorrelation(0, 1), controls, seed, 8192),
            new PairLaw(new(0), 0.7, 0.5).Mean(point => point.LogOneMinusRho).Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_mean_of_a_network(bool isControlled)
    {
        // E V^{aa} does not change.
        FeedforwardNetwork network = FeedforwardNetwork.ShapedRelu(64, 8, 0, -1);
        GramMatrix start = GramMatrix.Pair(0.3);
        LinearControls? controls = isControlled ? LinearControls.Of(network, start) : null;
        IntervalCoverage.Check(seed => Mean(network, start, Quantity.Covariance(1, 1), controls, seed, 512), 1);
    }

    [Theory]
    [InlineData(0.1875, 1, 0.5)]
    [InlineData(0.75, 0.1, 1)]
    public void The_probability_of_explosion(double beta, double variance, double time) => IntervalCoverage.Check(
        seed => ExplosionProbability.Run(
            new(new(beta / 3, 0), time), GramMatrix.Single(variance), relativeError: 0.05, steps: 16, seed, threads: 1).Probability,
        new SmoothStability(beta).ExplosionTimeCdf(variance, time));

    // Not V[1,2]: its tail is so long that plain means of 30,000 replicas cover in 93 %.
    [Theory]
    [InlineData(QuantityKind.Correlation, 0.34155119, 0.01)]
    [InlineData(QuantityKind.LogOneMinusCorrelation, -1.134736, 0.03)]
    public void A_multilevel_mean(QuantityKind kind, double exact, double error)
    {
        Quantity quantity = Quantity.Every(2).First(one => one.Kind == kind);
        IntervalCoverage.Check(
            seed => MultilevelMean.Run(
                new CovarianceSde(Kappa, 1), GramMatrix.Pair(0.3), [quantity], error, seed, threads: 1).Mean(quantity),
            exact);
    }

    [Fact]
    public void The_standard_error_of_a_tolerance_of_a_network()
    {
        ModelSpec model = ModelSpec.Read(new() { Network = "mlp", CPlus = 0, CMinus = -1, Width = 32, Depth = 4 }).OrThrow();
        RunSpec run = RunSpec.Read(RunKind.Sample, model, new()).OrThrow();
        Quantity v = Quantity.Covariance(0, 0);
        IntervalCoverage.Check(seed => Within(run, new(0.01, false, [v]), seed).Estimate, 1);
    }

    [Fact]
    public void The_standard_error_and_the_bias_of_a_tolerance_of_a_limit()
    {
        // tanh with beta = -3 after a long time: V ~ Gamma(2, 3), E log V = psi(2) - log 3. The bound of the bias makes the whole interval
        // cover more often than 95 %; a third of it must not.
        double exact = SpecialFunctions.DiGamma(2) - Math.Log(3);
        ModelSpec model = ModelSpec.Read(
            new() { Activation = "tanh", A = Math.Sqrt(2 / 3.0), Time = 8, InputsCount = 1 }).OrThrow();
        RunSpec run = RunSpec.Read(RunKind.Sde, model, new()).OrThrow();
        var asked = new Tolerance(0.05, false, [Quantity.LogVariance(0)]);
        int covered = 0;
        int coveredByThird = 0;
        const int Seeds = 1000;
        _ = Parallel.For(0, Seeds, seed =>
        {
            (Estimate estimate, double error) = Within(run, asked, (ulong)seed);
            double distance = Math.Abs(estimate.Value - exact);
            _ = Interlocked.Add(ref covered, distance <= error ? 1 : 0);
            _ = Interlocked.Add(ref coveredByThird, distance <= error / 3 ? 1 : 0);
        });
        Assert.InRange(covered, 930, Seeds);
        Assert.InRange(coveredByThird, 0, 929);
    }

    private static (Estimate Estimate, double Error) Within(RunSpec run, Tolerance asked, ulong seed)
    {
        using var ensemble = new Ensemble(threads: 1, seed);
        ToleranceResult result = ToleranceSearch.Run(run, asked, ensemble);
        MeanWithin mean = result.Means[asked.Quantities[0]];
        return result.IsReached ? (new(mean.Value, mean.StandardError), mean.Error) : (new(double.NaN, double.NaN), double.NaN);
    }

    private static Estimate Mean(
        Chains.IChain chain, GramMatrix start, Quantity quantity, LinearControls? controls, ulong seed, long replicas)
    {
        using var ensemble = new Ensemble(threads: 1, seed);
        var estimator = new MeanEstimator(ensemble, chain, start, [quantity], controls);
        estimator.Add(replicas);
        return estimator.Means()[0];
    }
}
