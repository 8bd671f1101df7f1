using HpCovSde.Statistics;

namespace HpCovSde.Tests.Statistics;

public sealed class SummaryTests
{
    [Fact]
    public void The_summary_of_a_known_sample_is_correct()
    {
        // 21 numbers 0..20 in some order: the 5 % quantiles are order statistics.
        double[] samples = [.. Enumerable.Range(0, 21).Select(i => (double)(i * 8 % 21))];
        double deviation = Math.Sqrt(21 * 22 / 12.0);
        var expected = new Summary(21, 21, 10, deviation, Math.Sqrt(22 / 12.0), 0, 1, 5, 10, 15, 19, 20);
        Assert.Equal(expected, Summary.Of(samples));
    }

    [Fact]
    public void Samples_that_are_NaN_are_not_covered()
    {
        double[] samples = new Draws(1).Normal(3000);
        double[] holes = [double.NaN, .. samples[..1000], double.NaN, double.NaN, .. samples[1000..]];
        Assert.Equal(Summary.Of(samples) with { Total = 3003 }, Summary.Of(holes));
    }

    [Fact]
    public void Without_a_covered_sample_all_is_NaN_and_a_single_sample_gives_itself()
    {
        const double NaN = double.NaN;
        Assert.Equal(new(0, 2, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN), Summary.Of([NaN, NaN]));
        Assert.Equal(new(1, 2, 7, NaN, NaN, 7, 7, 7, 7, 7, 7, 7), Summary.Of([NaN, 7]));
    }

    [Fact]
    public void The_order_of_replicas_changes_rounding_only()
    {
        double[] samples = new Draws(2).Exponential(5000);
        Summary forward = Summary.Of(samples);
        Summary backward = Summary.Of([.. samples.Reverse()]);
        Assert.Equal(forward.Mean, backward.Mean, 1e-13);
        Assert.Equal(forward.StandardDeviation, backward.StandardDeviation, 1e-13);
        Assert.Equal(OrderOnly(forward), OrderOnly(backward));

        static Summary OrderOnly(Summary summary) => summary with { Mean = 0, StandardDeviation = 0, StandardError = 0 };
    }
}
