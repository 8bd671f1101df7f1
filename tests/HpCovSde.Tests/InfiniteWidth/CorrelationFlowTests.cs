using HpCovSde.InfiniteWidth;

namespace HpCovSde.Tests.InfiniteWidth;

public sealed class CorrelationFlowTests
{
    // A dozen rounding errors in the age, and as many in its inverse.
    private const double Roundings = 24 * 1.1e-16;

    // The inverse of the quadrature, with 40 digits (mpmath).
    [Theory]
    [InlineData(2.0, 1e-06, 1.9999968584122791)]
    [InlineData(2.0, 0.01, 1.9690519255143104)]
    [InlineData(2.0, 3.0, 0.21107081373880587)]
    [InlineData(1.999, 0.1, 1.7243323842482282)]
    [InlineData(1.5, 0.25, 1.1212278986284542)]
    [InlineData(1.0, 0.5, 0.64339593713151021)]
    [InlineData(0.7, 1.0, 0.35452783400733995)]
    [InlineData(0.3, 4.0, 0.072045421225605858)]
    [InlineData(0.001, 2.0, 0.00094293334383806836)]
    [InlineData(1e-06, 100.0, 9.1199009983842915e-7)]
    [InlineData(1e-14, 100000.0, 9.9063815967984999e-15)]
    [InlineData(1e-20, 1000000000.0, 9.1199010375922345e-21)]
    [InlineData(1e-300, 1.0, 1e-300)]
    public void The_flow_keeps_its_relative_accuracy_at_every_correlation(double delta, double time, double exact) =>
        Assert.Equal(exact, CorrelationFlow.Advance(delta, time), Roundings * exact);

    [Theory]
    [InlineData("Hayou 2023, c(1) from -1", -1, -.5915620808)]
    [InlineData("Hayou 2023, c(1) from -0.5", -.5, -.2390626633)]
    [InlineData("Hayou 2023, c(1) from -0.2", -.2, -.0140470952)]
    [InlineData("Hayou 2023, c(1) from 0", 0, .1413476771)]
    [InlineData("Hayou 2023, c(1) from 0.5", .5, .5502773996)]
    [InlineData("Hayou 2023, c(1) from 0.9", .9, .9046033449)]
    public void The_flow_at_time_one_gives_the_published_correlations_of_residual_networks(string row, double initial, double final)
    {
        Assert.NotEmpty(row);
        Assert.Equal(final, 1 - CorrelationFlow.Advance(1 - initial, 1 / (2 * Math.PI)), 0.5e-10);
    }

    [Fact]
    public void The_flow_gives_the_published_correlation_of_a_shaped_ReLU_at_infinite_width() =>
        Assert.Equal(0.38295, 1 - CorrelationFlow.Advance(0.7, 1 / (2 * Math.PI)), 0.5e-5);

    [Fact]
    public void The_age_of_the_correlation_of_an_age_is_that_age()
    {
        for (double age = 1e-12; age < 1e12; age *= 1.03)
        {
            // Near opposite inputs 2 − δ has the absolute rounding error of 2.
            double back = CorrelationFlow.Age(CorrelationFlow.OneMinusCorrelation(age));
            Assert.Equal(age, back, Roundings * (1 + age));
        }

        Assert.Equal((0, double.PositiveInfinity), (CorrelationFlow.Age(2), CorrelationFlow.Age(0)));
        Assert.Equal((2, 0), (CorrelationFlow.OneMinusCorrelation(0), CorrelationFlow.OneMinusCorrelation(double.PositiveInfinity)));
    }

    [Fact]
    public void The_slope_of_the_flow_is_the_arc_cosine_rate()
    {
        // The error of central differences is h²/6 times the third derivative −ν̂²/sin θ − θ²ν̂, plus rounding divided by h.
        const double H = 1e-4;
        for (double delta = 0.05; delta < 1.9; delta += 0.05)
        {
            double age = CorrelationFlow.Age(delta);
            double slope = (CorrelationFlow.OneMinusCorrelation(age + H) - CorrelationFlow.OneMinusCorrelation(age - H)) / (2 * H);
            double theta = Math.Acos(1 - delta);
            double rate = Math.Sin(theta) - (theta * Math.Cos(theta));
            double third = (rate * rate / Math.Sin(theta)) + (theta * theta * rate);
            Assert.Equal(-rate, slope, (1.01 * H * H * third / 6) + (Roundings / H));
        }
    }

    [Fact]
    public void Spans_give_the_same_results_as_single_values_and_time_zero_changes_nothing()
    {
        double[] deltas = [0, 1e-15, 0.3, 1, 1.7, 2];
        double[] ages = new double[6];
        CorrelationFlow.Ages(deltas, ages);
        double[] after = (double[])ages.Clone();
        CorrelationFlow.OneMinusCorrelations(after, 0.7, after);
        Assert.Equal(deltas.Select(delta => CorrelationFlow.Advance(delta, 0.7)), after);
        Assert.Equal(deltas, deltas.Select(delta => CorrelationFlow.Advance(delta, 0)));
        Assert.All(deltas, delta => Assert.Equal(0, CorrelationFlow.Advance(delta, double.PositiveInfinity)));
    }

    [Fact]
    public void Nothing_is_allocated_after_the_table()
    {
        double[] deltas = [0.3, 1, 1.7];
        CorrelationFlow.Ages(deltas, deltas);
        long before = GC.GetAllocatedBytesForCurrentThread();
        CorrelationFlow.OneMinusCorrelations(deltas, 0.7, deltas);
        _ = CorrelationFlow.Advance(0.3, 1);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Invalid_correlations_and_times_are_refused()
    {
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => CorrelationFlow.Age(2.1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => CorrelationFlow.Advance(double.NaN, 1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => CorrelationFlow.Advance(1, -1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => CorrelationFlow.OneMinusCorrelation(-1));
        _ = Assert.Throws<ArgumentException>(() => CorrelationFlow.Ages(new double[2], new double[3]));
    }
}
