using HpCovSde.Statistics;

namespace HpCovSde.Tests.Statistics;

public sealed class HistogramTests
{
    [Theory]
    [InlineData(-1, 1, 7)]
    [InlineData(0.1, 0.7, 6)]
    [InlineData(-0.3, 2.9, 1)]
    [InlineData(1e9, 1e9 + 3, 30)]
    public void Counts_agree_with_comparisons_against_the_edges(double lower, double upper, int bins)
    {
        double[] samples = [.. new Draws(bins).Uniform(2000).Select(u => lower + ((upper - lower) * ((1.4 * u) - 0.2)))];
        var edges = new List<double>();
        Histogram empty = Histogram.Of([], lower, upper, bins);
        for (int i = 0; i <= bins; i++)
        {
            // Samples on the edges and directly beside them are the difficult cases.
            edges.Add(empty.Edge(i));
        }

        samples = [.. samples, .. edges, .. edges.Select(Math.BitIncrement), .. edges.Select(Math.BitDecrement)];
        Histogram histogram = Histogram.Of(samples, lower, upper, bins);
        for (int i = 0; i < bins; i++)
        {
            bool last = i == bins - 1;
            Assert.Equal(samples.Count(s => s >= edges[i] && (s < edges[i + 1] || (last && s == upper))), histogram.Counts[i]);
        }

        Assert.Equal(lower, edges[0]);
        Assert.Equal(upper, edges[^1]);
        Assert.Equal(samples.Count(s => s < lower), histogram.Underflow);
        Assert.Equal(samples.Count(s => s > upper), histogram.Overflow);
        Assert.Equal(samples.Length, histogram.Total);
    }

    [Fact]
    public void Density_integrates_to_the_fraction_inside()
    {
        Histogram histogram = Histogram.Of([-5, 0.1, 0.2, 0.6, double.NaN, double.PositiveInfinity], 0, 1, 4);
        Assert.Equal(5, histogram.Total);
        Assert.Equal(4, histogram.Bins);
        double integral = 0;
        for (int i = 0; i < 4; i++)
        {
            integral += histogram.Density(i) * (histogram.Edge(i + 1) - histogram.Edge(i));
        }

        Assert.Equal(3 / 5.0, integral, 1e-15);
        Assert.Equal(2 / 5.0 / 0.25, histogram.Density(0), 1e-15);
        Assert.Equal(double.NaN, Histogram.Of([], 0, 1, 4).Density(0));
    }

    [Fact]
    public void An_invalid_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Histogram.Of([1], 1, 1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Histogram.Of([1], 0, double.PositiveInfinity, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Histogram.Of([1], double.NaN, 1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Histogram.Of([1], 0, 1, 0));
    }
}
