using HpCovSde.Dynamics;
using HpCovSde.Estimation;

namespace HpCovSde.Tests.Estimation;

/// <summary>What does not need many seeds; coverage is measured in HpCovSde.Statistical.</summary>
public sealed class ExplosionProbabilityTests
{
    private static readonly SmoothCovarianceSde Limit = new(new(0.2, 0.1), 0.5);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Threads_do_not_change_a_bit(int threads)
    {
        GramMatrix start = GramMatrix.FromMatrix(new double[,] { { 0.3, 0.1 }, { 0.1, 0.2 } });
        var one = ExplosionProbability.Run(Limit, start, 0.05, steps: 8, seed: 5, threads: 1);
        var several = ExplosionProbability.Run(Limit, start, 0.05, steps: 8, seed: 5, threads);
        Assert.Equal((one.Probability, one.Paths), (several.Probability, several.Paths));
        Assert.NotEqual(one.Probability, ExplosionProbability.Run(Limit, start, 0.05, steps: 8, seed: 6).Probability);
    }

    [Theory]
    [InlineData(-0.5, 1.0)]
    [InlineData(0.0, 1.0)]
    [InlineData(0.5, 0.0)]
    public void What_cannot_explode_has_probability_zero(double cubic, double variance)
    {
        var result = ExplosionProbability.Run(new(new(0, cubic), 1), GramMatrix.FromMatrix(new double[,] { { variance } }));
        Assert.Equal((new(0, 0), 0), (result.Probability, result.Paths));
    }

    [Fact]
    public void A_probability_far_below_the_range_of_counting_has_its_error()
    {
        var result = ExplosionProbability.Run(Limit, GramMatrix.Single(0.001), 0.02, seed: 1);
        Assert.InRange(result.Probability.Value, 1e-40, 1e-20);
        Assert.InRange(result.Probability.StandardError / result.Probability.Value, 0.01, 0.022);
    }

    [Fact]
    public void Steps_grow_with_the_time_and_with_the_accuracy_asked_for()
    {
        int Steps(double time, double error) => ExplosionProbability.Run(new(Limit.Drift, time), GramMatrix.Single(), error).Steps;
        Assert.Equal(64, Steps(0.5, 0.1));
        Assert.Equal(128, Steps(0.5, 0.0025));
        Assert.Equal((int)Math.Ceiling(32 * (1 + Limit.Drift.Beta) * 5), Steps(5, 0.1));
    }

    [Theory]
    [InlineData(0.0, 8, "relativeError = 0,")]
    [InlineData(1.0, 8, "relativeError = 1,")]
    [InlineData(double.NaN, 8, "relativeError = NaN,")]
    [InlineData(0.1, 0, "steps")]
    [InlineData(0.1, 1, "a step of")]
    public void Arguments_are_checked(double relativeError, int steps, string message)
    {
        var limit = new SmoothCovarianceSde(new(1, 1), 5);
        ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>(
            () => ExplosionProbability.Run(limit, GramMatrix.Single(), relativeError, steps));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ExplosionProbability.Run(Limit, GramMatrix.Single(), cancellation: stop.Token));
    }
}
