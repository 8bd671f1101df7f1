using HpCovSde.Plots.Rendering;

namespace HpCovSde.Plots.Tests;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0.0, 1.0, 5, "0.0 0.2 0.4 0.6 0.8 1.0", 0)]
    [InlineData(-1.0, 1.0, 4, "−1.0 −0.5 0.0 0.5 1.0", 0)]
    [InlineData(-7.1, 4.9, 6, "−6 −4 −2 0 2 4", 0)]
    [InlineData(0.0, 250.0, 5, "0 50 100 150 200 250", 0)]
    [InlineData(0.0, 4e-5, 4, "0 1 2 3 4", -5)]
    [InlineData(-2e7, 3e7, 5, "−2 −1 0 1 2 3", 7)]
    [InlineData(0.0, 4e-300, 4, "0 1 2 3 4", -300)]
    [InlineData(0.0, 4e-318, 4, "0 1 2 3 4", -318)]
    [InlineData(-1.2e308, 1.2e308, 4, "−1.0 −0.5 0.0 0.5 1.0", 308)]
    [InlineData(0.9981, 0.9984, 3, "0.9981 0.9982 0.9983 0.9984", 0)]
    public void Linear_ticks_step_by_one_two_or_five(double minimum, double maximum, int target, string labels, int exponent)
    {
        var ticks = Ticks.For(AxisScale.Linear, minimum, maximum, target);

        Assert.Equal(labels, string.Join(' ', ticks.Major.Select(tick => tick.Label)));
        Assert.Equal(exponent, ticks.Exponent);
        Assert.Empty(ticks.Minor);
    }

    [Theory]
    [InlineData(25, 800, 6, "50 100 200 500")]
    [InlineData(1e-6, 1e2, 5, "10^−6 10^−4 10^−2 10^0 10^2")]
    [InlineData(0.01, 1000, 5, "0.01 0.1 1 10 100 1000")]
    [InlineData(1.5e-5, 8e-5, 5, "2×10^−5 5×10^−5", true)]
    [InlineData(1e-30, 1e30, 7, "10^−30 10^−20 10^−10 10^0 10^10 10^20 10^30")]
    public void Logarithmic_ticks_are_powers_of_ten_or_their_one_two_five_multiples(
        double minimum, double maximum, int target, string labels, bool tooFew = false)
    {
        var ticks = Ticks.For(AxisScale.Logarithmic, minimum, maximum, target);
        string found = string.Join(
            ' ', ticks.Major.Select(tick => tick.Superscript.Length > 0 ? $"{tick.Label}^{tick.Superscript}" : tick.Label));

        if (tooFew)
        {
            Assert.Equal(-5, ticks.Exponent);
            Assert.NotEqual(labels, found);
            return;
        }

        Assert.Equal(labels, found);
    }

    [Fact]
    public void Ticks_are_in_the_range_and_about_as_many_as_requested()
    {
        var random = new Random(7);
        for (int trial = 0; trial < 2000; trial++)
        {
            double scale = Math.Pow(10, random.Next(-300, 300));
            double minimum = (random.NextDouble() - 0.5) * scale;
            double maximum = minimum + ((random.NextDouble() + 0.001) * scale);
            int target = random.Next(2, 12);
            var ticks = Ticks.For(AxisScale.Linear, minimum, maximum, target);
            double slack = 1e-8 * (maximum - minimum);

            Assert.All(ticks.Major, tick => Assert.InRange(tick.Value, minimum - slack, maximum + slack));

            // The step is too long or too short by a factor of at most sqrt 2.5.
            Assert.InRange(ticks.Major.Count, (target / 1.59) - 1, (target * 1.59) + 1);
            Assert.Equal(ticks.Major.Count, ticks.Major.Select(tick => tick.Label).Distinct().Count());
        }
    }

    [Theory]
    [InlineData(-0.001, "0")]
    [InlineData(1.005, "1")]
    [InlineData(-12.345, "-12.34")]
    [InlineData(1e6, "1000000")]
    public void Numbers_have_at_most_two_decimals_and_no_negative_zero(double value, string expected) =>
        Assert.Equal(expected, SvgWriter.Number(value));

    [Fact]
    public void A_coordinate_that_is_not_finite_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SvgWriter.Number(double.NaN));
}
