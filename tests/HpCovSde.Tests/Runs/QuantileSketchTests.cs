using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Tests.Runs;

/// <summary>Quantiles from counts in buckets.</summary>
public sealed class QuantileSketchTests
{
    private static readonly double[] Levels = [0, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1];

    [Fact]
    public void Order_statistics_have_a_relative_error_of_at_most_2_to_the_minus_10()
    {
        var random = new Random(1);
        double[] samples =
            [.. Enumerable.Range(0, 4001).Select(_ => Math.Pow(10, (random.NextDouble() * 600) - 300) * (random.Next(2) - 0.5))];
        var sketch = new QuantileSketch();
        sketch.Add(samples);
        Array.Sort(samples);
        for (int rank = 0; rank < samples.Length; rank += 50)
        {
            double quantile = sketch.Quantile(rank / 4000.0, double.NegativeInfinity, double.PositiveInfinity);
            Assert.InRange(quantile / samples[rank], 1 - Math.ScaleB(1, -10), 1 + Math.ScaleB(1, -10));
        }
    }

    [Fact]
    public void Zeros_infinities_and_the_smallest_numbers_are_counted_as_what_they_are()
    {
        double[] samples = [double.NegativeInfinity, -1e-320, -0.0, 0.0, 1e-320, 5, 5, double.PositiveInfinity, double.PositiveInfinity];
        var sketch = new QuantileSketch();
        sketch.Add(samples);
        for (int rank = 0; rank < samples.Length; rank++)
        {
            double expected = Math.Abs(samples[rank]) < 1e-310 ? 0 : samples[rank];
            double quantile = sketch.Quantile(rank / 8.0, double.NegativeInfinity, double.PositiveInfinity);
            Assert.True(expected == quantile || Math.Abs(quantile - expected) < 0.01, $"{quantile} for {samples[rank]}");
        }

        Assert.Equal(9, sketch.Count);
        Assert.Equal(double.NaN, new QuantileSketch().Quantile(0.5, 0, 1));
    }

    [Fact]
    public void Equal_samples_have_their_own_value_as_every_quantile()
    {
        var sketch = new QuantileSketch();
        sketch.Add([0.3, 0.3, 0.3]);
        Assert.All(Levels, level => Assert.Equal(0.3, sketch.Quantile(level, 0.3, 0.3)));
    }

    [Fact]
    public void Merging_is_counting()
    {
        double[] samples = [.. Enumerable.Range(0, 999).Select(i => Math.Sin(i) / (i % 17))];
        double[] covered = [.. samples.Where(x => !double.IsNaN(x))];
        var whole = new QuantileSketch();
        whole.Add(covered);
        var parts = new QuantileSketch();
        foreach (double[] part in covered.Chunk(100).Reverse())
        {
            var sketch = new QuantileSketch();
            sketch.Add(part);
            parts.Add(sketch);
        }

        Moments moments = Moments.Of(covered);
        Assert.Equal(whole.Count, parts.Count);
        Assert.All(Levels, level => Assert.Equal(
            whole.Quantile(level, moments.Min, moments.Max), parts.Quantile(level, moments.Min, moments.Max)));
    }
}
