using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Estimation;
using HpCovSde.Laws;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Statistical;

/// <summary>Importance sampling of explosions against the exact law of one input, and against counting for several.</summary>
public sealed class ExplosionProbabilityTests
{
    // The factors are those of independent prototypes. The scheme may add 0.2 %.
    [Theory]
    [InlineData(0.1875, 1, 1, 48)]
    [InlineData(1.9099, 0.3, 0.5, 354)]
    [InlineData(0.75, 0.1, 1, 2127)]
    [InlineData(0.1875, 1, 0.5, 5609)]
    public void It_finds_the_exact_probability_with_far_fewer_paths_than_counting(double beta, double variance, double time, double factor)
    {
        double exact = new SmoothStability(beta).ExplosionTimeCdf(variance, time);
        var result = ExplosionProbability.Run(new(new(beta / 3, 0), time), GramMatrix.Single(variance), seed: 1);
        Assert.InRange(
            Math.Abs(result.Probability.Value - exact), 0, (Evidence.Sigmas * result.Probability.StandardError) + (0.002 * exact));
        Assert.InRange(result.Probability.StandardError, 0.008 * exact, 0.011 * exact);
        Assert.InRange(result.VarianceFactor, 0.8 * factor, 1.25 * factor);
    }

    [Fact]
    public void The_error_of_the_steps_has_order_two()
    {
        const double Exact = 1.01961e-4;
        double Error(int steps)
        {
            Estimate found = ExplosionProbability.Run(new(new(0.25, 0), 1), GramMatrix.Single(0.1), 0.003, steps, seed: 2).Probability;
            return (found.Value / Exact) - 1;
        }

        Assert.InRange(Error(4), 0.07, 0.11);
        Assert.InRange(Error(8), 0.005, 0.04);
        Assert.InRange(Error(64), -0.016, 0.016);
    }

    [Theory]
    [InlineData("alike", 0.3, 0.3, 0.1)]
    [InlineData("unlike", 0.3, 0.2, -0.05)]
    [InlineData("parallel", 0.3, 0.3, 0.3)]
    public void Several_inputs_explode_as_often_as_they_are_counted(string what, double first, double second, double covariance)
    {
        var limit = new SmoothCovarianceSde(new(0.5, 0.2), 0.9);
        GramMatrix start = GramMatrix.FromMatrix(new[,] { { first, covariance }, { covariance, second } });
        Estimate found = ExplosionProbability.Run(limit, start, 0.005, seed: 3).Probability;
        ReadOnlySpan<double> times = Experiment.Run(
            limit.Integrate(0.9 / 64, new Tri2()), start, 1 << 20, keep: [Quantity.ExplosionTime]).Samples(Quantity.ExplosionTime);
        var evidence = new Evidence();
        evidence.Estimate(what, Evidence.Map(times, time => time <= 0.9 ? 1 : 0), found.Value, found.StandardError);
        evidence.AssertNoneRejected();

        // Without the second input it is another probability, unless that is the same.
        double one = new SmoothStability(limit.Drift.Beta).ExplosionTimeCdf(first, 0.9);
        Assert.Equal(what == "parallel", Math.Abs(found.Value - one) < (Evidence.Sigmas * found.StandardError) + (0.002 * one));
    }
}
