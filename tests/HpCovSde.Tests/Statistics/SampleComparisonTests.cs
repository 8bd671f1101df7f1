using HpCovSde.Statistics;

namespace HpCovSde.Tests.Statistics;

public sealed class SampleComparisonTests
{
    [Fact]
    public void A_comparison_holds_the_results_of_its_tests()
    {
        double[] samplesX = [double.NaN, .. new Draws(1).Normal(700)];
        double[] samplesY = new Draws(2).Normal(900, mean: 0.4);
        EmpiricalDistribution x = EmpiricalDistribution.Of(samplesX);
        EmpiricalDistribution y = EmpiricalDistribution.Of(samplesY);
        var comparison = SampleComparison.Of(samplesX, samplesY);
        Assert.Equal(KolmogorovSmirnov.Compare(x, y), new(comparison.Ks, comparison.P) { IsExact = comparison.IsPExact });
        Assert.Equal(Wasserstein.Distance(x, y), comparison.Wasserstein1);
        Assert.Equal(x.Moments.Mean - y.Moments.Mean, comparison.MeanDifference.Value);
        Assert.Equal(
            Math.Sqrt((x.Moments.Variance / 700) + (y.Moments.Variance / 900)), comparison.MeanDifference.StandardError, 1e-15);
        Assert.Equal(comparison, SampleComparison.Of(x, y));
    }

    [Fact]
    public void All_members_are_NaN_if_one_side_has_no_covered_sample()
    {
        const double NaN = double.NaN;
        var nothing = new SampleComparison(NaN, NaN, NaN, new(NaN, NaN));
        Assert.Equal(nothing, SampleComparison.Of([NaN], [1, 2, 3]));
        Assert.Equal(nothing, SampleComparison.Of([1, 2, 3], []));
    }

    [Fact]
    public void A_comparison_with_a_number_treats_it_as_known()
    {
        EmpiricalDistribution x = EmpiricalDistribution.Of([1, 2, 3, 6]);
        SampleComparison comparison = SampleComparison.WithNumber(x, 2.5);
        Assert.Equal(new(0.5, 0, 1.5, new(0.5, x.Moments.StandardError)) { IsPExact = true }, comparison);
        Assert.Equal(new(0, 1, 0, new(0, 0)) { IsPExact = true }, SampleComparison.WithNumber(EmpiricalDistribution.Of([2, 2]), 2));
        Assert.Equal(double.NaN, SampleComparison.WithNumber(x, double.NaN).P);
    }

    [Fact]
    public void A_heavy_tail_on_either_side_marks_the_difference_of_the_means()
    {
        double[] heavy = [.. new Draws(1).Normal(100), 1e6];
        double[] light = new Draws(2).Normal(100);
        Assert.True(SampleComparison.Of(heavy, light).HasHeavyTail);
        Assert.True(SampleComparison.Of(light, heavy).HasHeavyTail);
        Assert.False(SampleComparison.Of(light, light).HasHeavyTail);
    }

    [Fact]
    public void The_interval_of_a_mean_difference_has_its_nominal_coverage()
    {
        const int Repetitions = 2000;
        double coverage = Coverage.Of(Repetitions, seed =>
        {
            var draws = new Draws(seed);
            var x = Estimate.OfMean(Moments.Of(draws.Normal(400, 2, 3)));
            var y = Estimate.OfMean(Moments.Of(draws.Exponential(400)));
            return (x - y).ConfidenceInterval(0.9).Contains(1);
        });
        Assert.Equal(0.9, coverage, Coverage.Tolerance(0.9, Repetitions));
    }
}
