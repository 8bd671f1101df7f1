using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Estimation;
using HpCovSde.Models;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Statistical;

/// <summary>Means of networks of three widths, extrapolated to infinite width, are those of the limit.</summary>
public sealed class WidthExtrapolationTests
{
    private const int Replicas = 1 << 17;

    [Theory]
    [InlineData("relu", 0.0, -2.0, null, 0.5)]
    [InlineData("relu", 1.0, -1.0, null, 1)]
    [InlineData("linear", null, null, null, 1)]
    [InlineData("tanh", null, null, 1.0, 1)]
    public void Means_tend_to_those_of_the_limit(string activation, double? cPlus, double? cMinus, double? a, double power)
    {
        ModelSpec model = Model(activation, cPlus, cMinus, a);
        Quantity rho = Quantity.Correlation(0, 1);
        WidthExtrapolation networks = WidthExtrapolation.Of(model).OrThrow();
        Assert.Equal(power, networks.Power);
        Estimate[] means = Means(networks, rho);
        double exact = new ExactMeans(model).Of(rho)!.Value.Value;
        Estimate found = Richardson.Of(networks.Points, means).Intercept;
        Assert.InRange(found.Value, exact - (5 * found.StandardError), exact + (5 * found.StandardError));
    }

    // κ_n = κ (1 + 3 n^-1/2 + ...) for these slopes.
    [Fact]
    public void Slopes_that_are_not_opposite_have_means_in_the_root_of_the_width()
    {
        ModelSpec model = Model("relu", 0, -3, null);
        Quantity rho = Quantity.Correlation(0, 1);
        WidthExtrapolation networks = WidthExtrapolation.Of(model).OrThrow();
        double exact = new ExactMeans(model).Of(rho)!.Value.Value;
        Estimate wrong = Richardson.Of((networks with { Power = 1 }).Points, Means(networks, rho)).Intercept;
        Assert.True(Math.Abs(wrong.Value - exact) > 5 * wrong.StandardError, $"{wrong} is as near as {exact}.");
    }

    private static ModelSpec Model(string activation, double? cPlus, double? cMinus, double? a) => ModelSpec.Read(new()
    {
        Activation = activation,
        CPlus = cPlus,
        CMinus = cMinus,
        A = a,
        Width = 24,
        Depth = 24,
    }).OrThrow();

    private static Estimate[] Means(WidthExtrapolation networks, Quantity quantity) =>
    [
        .. networks.Models.Index().Select(network =>
        {
            IChain chain = network.Item.Network().OrThrow().Chain;
            EnsembleResult result = Experiment.Run(
                chain, network.Item.Start, Replicas, seed: 1 + (ulong)network.Index, keep: [quantity]);
            return Estimate.OfMean(EmpiricalDistribution.Of(result.Samples(quantity)).Moments);
        }),
    ];
}
