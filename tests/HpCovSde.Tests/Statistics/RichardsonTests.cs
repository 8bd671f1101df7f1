using HpCovSde.Laws;
using HpCovSde.Statistics;

namespace HpCovSde.Tests.Statistics;

/// <summary>Extrapolation to 0 by a parabola.</summary>
public sealed class RichardsonTests
{
    [Fact]
    public void A_parabola_is_found_with_the_errors_of_its_points()
    {
        double[] x = [1, 0.5, 0.25];
        Richardson fit = Richardson.Of(x, [.. x.Select(at => new Estimate(3 - (2 * at) + (5 * at * at), 0.1))]);
        Assert.Equal(3, fit.Intercept.Value, 1e-13);
        Assert.Equal(-2, fit.Slope.Value, 1e-13);

        // The weights are (1, -6, 8)/3 and -2, 10, -8.
        Assert.Equal(0.1 * Math.Sqrt(1 + 36 + 64) / 3, fit.Intercept.StandardError, 1e-14);
        Assert.Equal(0.1 * Math.Sqrt(4 + 100 + 64), fit.Slope.StandardError, 1e-14);
    }

    // E log V of a linear network is -T (1 + 1/(3n) + O(n^-3)).
    [Theory]
    [InlineData(20, 1)]
    [InlineData(50, 2)]
    public void The_exact_means_of_linear_networks_have_the_limit_and_the_slope(int width, int time)
    {
        int[] widths = [width, 2 * width, 4 * width];
        Richardson fit = Richardson.Of(
            [.. widths.Select(n => 1.0 / n)],
            [.. widths.Select(n => new Estimate(LogVarianceLaw.Linear(n, time * n).Mean, 0))]);
        Assert.Equal(-time, fit.Intercept.Value, time * Math.Pow(width, -3));
        Assert.Equal(-time / 3.0, fit.Slope.Value, time * Math.Pow(width, -2));
    }
}
