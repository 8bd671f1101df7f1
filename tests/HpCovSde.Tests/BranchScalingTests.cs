using HpCovSde.Data;
using HpCovSde.Tests.Data;

namespace HpCovSde.Tests;

public sealed class BranchScalingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void The_uniform_scaling_is_normalised_at_every_depth_and_its_clock_is_linear(int depth)
    {
        var uniform = BranchScaling.Uniform(depth);
        Assert.Equal(depth, uniform.Depth);
        Assert.Equal(1, uniform.SumOfSquares, Math.ScaleB(1, -49));
        Assert.Equal(1.0 / depth, uniform.LargestSquare, 1e-15 / depth);
        Assert.Equal((double)(depth / 2) / depth, uniform.Clock(depth / 2), 1e-15);
        Assert.Equal(0, uniform.Clock(0));
        Assert.Equal(uniform.SumOfSquares, uniform.Clock(depth));
    }

    [Fact]
    public void The_squares_of_a_power_sum_to_a_power_of_the_depth()
    {
        Assert.Equal(Math.Pow(64, -0.5), BranchScaling.Power(64, 0.75).SumOfSquares, 1e-15);
        Assert.Equal(1, BranchScaling.Power(64, 0.5).SumOfSquares, 1e-15);
    }

    [Fact]
    public void The_logarithmic_series_decreases_and_converges_whatever_the_depth()
    {
        var series = BranchScaling.LogSeries(100_000);
        Assert.Equal(1 / Math.Log(2), series.Values[0], 1e-15);
        Assert.Equal(1 / (Math.Sqrt(10) * Math.Log(11)), series.Values[9], 1e-15);
        Assert.Equal(series.Values[0] * series.Values[0], series.LargestSquare);
        Assert.Equal(BranchScaling.LogSeries(10).SumOfSquares, series.Clock(10));

        // The tail Σ_{l>L} 1/(l log²(l + 1)) is near 1/log L.
        Assert.Equal((1 / Math.Log(1000)) - (1 / Math.Log(100_000)), series.SumOfSquares - series.Clock(1000), 1e-4);
    }

    [Fact]
    public void Given_values_are_copied()
    {
        double[] values = [0.6, 0, 0.8];
        var scaling = BranchScaling.FromValues(values);
        values[0] = 5;
        Assert.Equal([0.6, 0, 0.8], scaling.Values.ToArray());
        Assert.Equal(1, scaling.SumOfSquares, 1e-15);
        Assert.Equal(0.36, scaling.Clock(2), 1e-16);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(3, 1)]
    [InlineData(1, 3)]
    public void A_file_has_a_vector_a_column_or_a_row(params int[] shape)
    {
        using var folder = new TemporaryFolder();
        using (var writer = new NpyWriter(folder["branches.npy"], [.. shape.Select(length => (long)length)]))
        {
            writer.WriteElements(0, [0.6, 0, 0.8]);
            writer.Commit();
        }

        Assert.Equal([0.6, 0, 0.8], BranchScaling.Load(folder["branches.npy"]).Values.ToArray());
    }

    [Theory]
    [InlineData("0.5,0.5\n0.5,0.5\n", "(2, 2)")]
    [InlineData("0.5\n-0.5\n", "α_2 = -0.5")]
    [InlineData("1e200\n", "sum of the squares")]
    public void An_invalid_file_is_refused_with_its_name_and_the_reason(string text, string reason)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("branches.csv", text);
        string message = Assert.Throws<DataFileException>(() => BranchScaling.Load(path)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_scalings_are_refused()
    {
        Assert.Contains(
            "α_2 = -1", Assert.Throws<ArgumentException>(() => BranchScaling.FromValues(1, -1)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "NaN", Assert.Throws<ArgumentException>(() => BranchScaling.FromValues(double.NaN)).Message, StringComparison.Ordinal);
        _ = Assert.Throws<ArgumentException>(() => BranchScaling.FromValues());
        _ = Assert.Throws<ArgumentException>(() => BranchScaling.FromValues(1e200));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => BranchScaling.Uniform(0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => BranchScaling.Power(10, double.NaN));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => BranchScaling.Power(10, -400));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => BranchScaling.Uniform(3).Clock(4));
    }
}
