using HpCovSde.Statistics;

namespace HpCovSde.Tests.Statistics;

public sealed class LogLogFitTests
{
    [Fact]
    public void A_power_law_is_recovered_exactly()
    {
        double[] x = [0.5, 0.25, 0.125, 0.0625];
        double[] y = [.. x.Select(h => 3 * Math.Pow(h, 1.5))];
        LogLogFit fit = LogLogFit.Of(x, y, [0.1, 0.02, 0.05, 0.001]);
        Assert.Equal(1.5, fit.Slope.Value, 1e-14);
        Assert.Equal(Math.Log(3), fit.Intercept, 1e-14);
        Assert.Equal(3 * Math.Pow(0.3, 1.5), fit.At(0.3), 1e-14);
    }

    [Fact]
    public void The_slope_of_two_points_has_the_error_of_a_difference()
    {
        LogLogFit fit = LogLogFit.Of([1, Math.E], [2, 8], [0.2, 0.4]);
        Assert.Equal(Math.Log(4), fit.Slope.Value, 1e-14);
        Assert.Equal(Math.Sqrt((0.1 * 0.1) + (0.05 * 0.05)), fit.Slope.StandardError, 1e-15);
    }

    [Fact]
    public void Equal_weights_give_ordinary_least_squares()
    {
        double[] x = [1, 2, 4, 8, 16];
        double[] y = [1, 3, 3, 9, 20];
        double[] u = [.. x.Select(value => Math.Log(value))];
        double[] v = [.. y.Select(value => Math.Log(value))];
        double slope = u.Zip(v, (a, b) => (a - u.Average()) * (b - v.Average())).Sum() / u.Sum(a => Math.Pow(a - u.Average(), 2));
        LogLogFit fit = LogLogFit.Of(x, y, [.. y.Select(value => 0.01 * value)]);
        Assert.Equal(slope, fit.Slope.Value, 1e-13);
        Assert.Equal(v.Average() - (slope * u.Average()), fit.Intercept, 1e-13);
        Assert.Equal(0.01 / Math.Sqrt(u.Sum(a => Math.Pow(a - u.Average(), 2))), fit.Slope.StandardError, 1e-15);
    }

    [Theory]
    [InlineData(1e300, 1e-10)]
    [InlineData(1e300, 1e300)]
    [InlineData(1e-300, 1e-300)]
    [InlineData(1e-300, 1e300)]
    public void Ordinates_and_errors_of_any_size_have_a_slope_and_an_error(double sizeOfY, double sizeOfErrors)
    {
        double[] x = [1, 2, 4, 8];
        double[] y = [1, 3, 3, 9];
        double[] errors = [0.1, 0.2, 0.1, 0.3];
        LogLogFit expected = LogLogFit.Of(x, y, errors);
        LogLogFit fit = LogLogFit.Of(x, [.. y.Select(value => value * sizeOfY)], [.. errors.Select(value => value * sizeOfErrors)]);
        Assert.Equal(expected.Slope.Value, fit.Slope.Value, 1e-11);

        // Beyond 1e308 the error is infinite, and below 1e-308 it is 0: those are the nearest numbers.
        double factor = sizeOfErrors / sizeOfY;
        Assert.True(
            expected.Slope.StandardError * factor == fit.Slope.StandardError
            || Math.Abs((fit.Slope.StandardError / factor / expected.Slope.StandardError) - 1) < 1e-11);
    }

    [Fact]
    public void The_interval_of_the_slope_has_its_nominal_coverage()
    {
        const int Repetitions = 3000;
        const double Level = 0.95;
        double[] x = [1, 2, 4, 8, 16, 32];
        double[] relative = [0.01, 0.002, 0.02, 0.01, 0.03, 0.015];
        Assert.Equal(Level, CoverageWith(assumed: 1), Coverage.Tolerance(Level, Repetitions));

        // With standard errors that are a third too small the interval misses too often.
        double wrong = CoverageWith(assumed: 2 / 3.0);
        Assert.True(Level - wrong > Coverage.Tolerance(Level, Repetitions), $"Coverage with understated errors: {wrong}.");

        double CoverageWith(double assumed) => Coverage.Of(Repetitions, seed =>
        {
            double[] noise = new Draws(seed).Normal(x.Length);
            double[] truth = [.. x.Select(h => 5 * Math.Pow(h, -0.5))];
            double[] y = [.. truth.Select((t, i) => t * (1 + (relative[i] * noise[i])))];
            double[] errors = [.. truth.Select((t, i) => t * relative[i] * assumed)];
            return LogLogFit.Of(x, y, errors).Slope.ConfidenceInterval(Level).Contains(-0.5);
        });
    }

    [Fact]
    public void Points_without_a_logarithm_or_a_weight_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => LogLogFit.Of([1, 2], [1, -3], [1, 1]));
        Assert.Contains("y[1] = -3", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LogLogFit.Of([1, 2], [1, 3], [1, 0]));
        Assert.Throws<ArgumentException>(() => LogLogFit.Of([1, 2], [1, double.NaN], [1, 1]));
        Assert.Throws<ArgumentException>(() => LogLogFit.Of([2, 2], [1, 3], [1, 1]));
        Assert.Throws<ArgumentException>(() => LogLogFit.Of([1, 2, 3], [1, 3], [1, 1]));
        Assert.Throws<ArgumentException>(() => LogLogFit.Of([], [], []));
    }
}
