using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Estimation;
using HpCovSde.Laws;
using HpCovSde.Models;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Statistical;

/// <summary>Finite networks against the law of their correlation to the order 1/n.</summary>
public sealed class CorrectedLawTests
{
    // What is left, in units of 1/n²; measured at n = 20 and 50, T = 1: at most 2.5.
    private const double NextOrder = 4;

    [Theory]
    [InlineData(0, -1, 20)]
    [InlineData(0, -1, 50)]
    [InlineData(1, -1, 20)]
    [InlineData(1, -1, 50)]
    [InlineData(0, -2, 20)]
    [InlineData(0, -2, 50)]
    public void Mean_correlations_are_right_to_the_order_of_the_width(double cPlus, double cMinus, int width)
    {
        FeedforwardNetwork network = FeedforwardNetwork.ShapedRelu(width, width, cPlus, cMinus);
        GramMatrix start = GramMatrix.Pair(0.3);
        using var ensemble = new Ensemble(seed: 5);
        var estimator = new MeanEstimator(
            ensemble, network, start, [Quantity.Correlation(0, 1)], LinearControls.Of(network, start));
        estimator.Add(1 << 19);
        Estimate mean = estimator.Means()[0];
        double bound = (NextOrder / (width * width)) + (Evidence.Sigmas * mean.StandardError);
        double difference = mean.Value - Law(cPlus, cMinus, width, LimitCoefficients.Corrected).MeanRho.Value;
        Assert.True(Math.Abs(difference) < bound, $"{difference:G3} {mean.StandardError:G3}");
        double matched = mean.Value - Law(cPlus, cMinus, width, LimitCoefficients.Matched).MeanRho.Value;
        Assert.True(Math.Abs(matched) > bound, $"{matched:G3}");
    }

    [Fact]
    public void The_whole_law_is_nearer_than_that_of_the_limit()
    {
        const int Width = 50;
        ReadOnlySpan<double> log = Experiment.Run(
            FeedforwardNetwork.ShapedRelu(Width, Width, 0, -1), GramMatrix.Pair(0.3), 1 << 18,
            keep: [Quantity.LogOneMinusCorrelation(0, 1)]).Samples(Quantity.LogOneMinusCorrelation(0, 1));
        PairLaw corrected = Law(0, -1, Width, LimitCoefficients.Corrected);
        PairLaw matched = Law(0, -1, Width, LimitCoefficients.Matched);
        var right = new Evidence();
        var wrong = new Evidence();
        right.Law("corrected", log, x => Below(corrected, x));
        wrong.Law("matched", log, x => Below(matched, x));
        right.AssertNoneRejected();
        Assert.NotEmpty(wrong.Rejected);
    }

    private static double Below(PairLaw law, double log) => 1 - law.Cdf(CorrelationPoint.OfLogOneMinusRho(log)).Value;

    private static PairLaw Law(double cPlus, double cMinus, int width, LimitCoefficients coefficients) => (ModelSpec.Read(
        new() { CPlus = cPlus, CMinus = cMinus, Width = width, Depth = width }).OrThrow() with
    { LimitCoefficients = coefficients }).PairLaws().OrThrow().Of(0, 1);
}
