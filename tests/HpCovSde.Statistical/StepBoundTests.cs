using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Runs;
using HpCovSde.Schemes;

namespace HpCovSde.Statistical;

/// <summary>The laws of variances at the longest steps that schemes take.</summary>
public sealed class StepBoundTests
{
    private const int Replicas = 1 << 17;

    [Theory]
    [InlineData("inverse-variance", 0.05)]
    [InlineData("inverse-variance", 0.03)]
    [InlineData("inverse-variance", 0.02)]
    [InlineData("inverse-variance", 0.01)]
    [InlineData("tri2", 0.05)]
    [InlineData("tri2", 0.01)]
    [InlineData("exponential-map", 0.01)]
    public void The_probability_of_an_explosion_is_right_to_two_percent(string name, double a)
    {
        // Softplus about 0: β = 75, 208, 469, 1875. By 15/β most of those that explode have.
        var drift = SmoothDrift.Of(new SmoothShape(Activation.Softplus, a));
        double time = 15 / drift.Beta;
        Scheme scheme = SchemeCatalog.Find(name)!;
        var limit = new SmoothCovarianceSde(drift, time);
        GramMatrix start = name == "tri2" ? GramMatrix.Pair(0.3) : GramMatrix.Single();
        EnsembleResult result = Experiment.Run(
            limit.Integrate(scheme.LongestStep(limit, start.Size), scheme), start, Replicas, keep: [Quantity.LogVariance(0)]);
        double exploded = Evidence.Map(
            result.Samples(Quantity.LogVariance(0)), x => double.IsPositiveInfinity(x) || double.IsNaN(x) ? 1 : 0).Average();

        double exact = new SmoothStability(drift.Beta).ExplosionTimeCdf(1, time);
        Assert.InRange(exact, 0.44, 0.5);

        // Of a pair either may explode: both have the law of one.
        double least = exact - Tolerance(exact);
        double most = start.Size == 1 ? exact + Tolerance(exact) : (2 * exact) + Tolerance(exact);
        Assert.InRange(exploded, least, most);

        static double Tolerance(double p) => (0.02 * p) + (Evidence.Sigmas * Math.Sqrt(p * (1 - p) / Replicas));
    }

    [Theory]
    [InlineData("inverse-variance", 0.08)]
    [InlineData("tri2", 0.05)]
    public void The_stationary_deviation_is_right_to_what_is_stated(string name, double error)
    {
        // tanh with a = 0.1: β = −200, Gamma(199, 200).
        var limit = new SmoothCovarianceSde(new(0, -100), 0.1);
        Scheme scheme = SchemeCatalog.Find(name)!;
        GramMatrix start = name == "tri2" ? GramMatrix.Pair(0.3) : GramMatrix.Single();
        EnsembleResult result = Experiment.Run(
            limit.Integrate(scheme.LongestStep(limit, start.Size), scheme), start, Replicas, keep: [Quantity.LogVariance(0)]);
        var moments = Statistics.Moments.Of(Evidence.Map(result.Samples(Quantity.LogVariance(0)), Math.Exp));
        double exact = Math.Sqrt(new SmoothStability(-200).StationaryLaw!.Variance);
        Assert.InRange(Math.Sqrt(moments.Variance) / exact, 1 - error, 1 + (Evidence.Sigmas / Math.Sqrt(2 * Replicas)));
    }
}
