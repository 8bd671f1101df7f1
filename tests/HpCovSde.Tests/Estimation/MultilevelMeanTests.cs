using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Estimation;
using HpCovSde.Runs;
using HpCovSde.Schemes;

namespace HpCovSde.Tests.Estimation;

/// <summary>The coupling of levels, and what does not need many seeds.</summary>
public sealed class MultilevelMeanTests
{
    private static readonly Quantity Rho = Quantity.Correlation(0, 1);
    private static readonly CovarianceSde Limit = new(1 / (2 * Math.PI), 1);
    private static readonly SmoothCovarianceSde Smooth = new(new(0.1, -0.5), 1);

    public static TheoryData<string> Limits => ["relu", "smooth"];

    [Theory]
    [MemberData(nameof(Limits))]
    public void With_drift_at_every_step_it_is_tri2(string limit) => Assert.Equal(
        Samples(Of(limit).Integrate(1.0 / 8, new Tri2())), Samples(new GroupCoupling(Of(limit), new(8, 1.0 / 8), 1)));

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Chains_with_different_steps_of_drift_have_the_same_noise(int stepsOfDrift)
    {
        // Nearly without drift the product of short steps must be the same covariance.
        var limit = new CovarianceSde(1e-9, 1);
        double[] fine = Samples(new GroupCoupling(limit, new(8, 1.0 / 8), 1));
        double[] coarse = Samples(new GroupCoupling(limit, new(8, 1.0 / 8), stepsOfDrift));
        Assert.All(fine.Zip(coarse), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
        Assert.Contains(fine.Zip(Samples(limit.Integrate(1, new Tri2()))), pair => Math.Abs(pair.First - pair.Second) > 0.1);
    }

    [Fact]
    public void The_variance_of_the_levels_falls_faster_than_their_cost_grows()
    {
        var mean = MultilevelMean.Run(Limit, GramMatrix.Pair(0.3), [Rho], 0.002, seed: 1);
        double[] variances = [.. mean.Levels.Skip(1).Select(level => level.Difference(0).Variance)];
        Assert.All(variances.Zip(variances[1..]), pair => Assert.InRange(pair.First / pair.Second, 2.5, 7));
        Assert.True(mean.CostFactor(Rho) > 3);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Threads_do_not_change_a_bit(int threads)
    {
        MultilevelMean Run(int count) => MultilevelMean.Run(Smooth, GramMatrix.Pair(0.3), [Rho, Quantity.LogVariance(0)], 0.02, 3, count);
        MultilevelMean one = Run(1);
        MultilevelMean several = Run(threads);
        Assert.Equal(one.Quantities.Select(one.Mean), several.Quantities.Select(several.Mean));
        Assert.Equal(one.Levels.Select(level => level.Replicas), several.Levels.Select(level => level.Replicas));
    }

    [Fact]
    public void The_error_asked_for_is_reached_for_every_quantity()
    {
        var mean = MultilevelMean.Run(Limit, GramMatrix.Pair(0.3), [Rho, Quantity.Covariance(0, 1)], 0.003, seed: 2);
        Assert.All(mean.Quantities, quantity =>
        {
            Assert.InRange(mean.Mean(quantity).StandardError, 0, 0.003 * 1.02);
            Assert.InRange(mean.BiasBound(quantity), 0, 0.003 / 4);
        });
        Assert.Equal(mean.Levels.Sum(level => (double)level.Replicas * level.Cost), mean.Cost);
        Assert.Contains(
            "logdet is not one of rho[1,2], V[1,2]",
            Assert.Throws<ArgumentException>(() => mean.Mean(Quantity.LogDeterminant)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void One_input_has_levels_too()
    {
        var mean = MultilevelMean.Run(Smooth, GramMatrix.Single(2), [Quantity.LogVariance(0)], 0.01, seed: 2);
        Assert.InRange(mean.Mean(Quantity.LogVariance(0)).StandardError, 0, 0.0102);
    }

    [Theory]
    [InlineData("explodes", "variances may explode")]
    [InlineData("no drift", "levels differ in the steps of the drift")]
    [InlineData("linear", "levels differ in the steps of the drift")]
    [InlineData("three inputs", "start has 3 inputs; 2 are allowed")]
    [InlineData("no quantity", "at least one is needed")]
    [InlineData("no error", "standardError = 0,")]
    [InlineData("other input", "rho[1,5]")]
    public void Arguments_are_checked(string what, string message)
    {
        LimitProcess limit = what switch
        {
            "explodes" => new SmoothCovarianceSde(new(1, 1), 1),
            "no drift" => new CovarianceSde(0, 1),
            "linear" => new LinearSde(1),
            _ => Limit,
        };
        GramMatrix start = what == "three inputs" ? Chains.Inputs(3) : GramMatrix.Pair(0.3);
        Quantity[] quantities = what == "no quantity" ? [] : [what == "other input" ? Quantity.Correlation(0, 4) : Rho];
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(
            () => MultilevelMean.Run(limit, start, quantities, what == "no error" ? 0 : 0.1));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private static LimitProcess Of(string limit) => limit == "relu" ? Limit : Smooth;

    private static double[] Samples(IChain chain)
    {
        using var ensemble = new Ensemble(seed: 7);
        return ensemble.Run(chain, GramMatrix.Pair(0.3), new RunOptions { Replicas = 100, Quantities = [Rho] }).Samples(Rho).ToArray();
    }
}
