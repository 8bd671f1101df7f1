using HpCovSde.Statistics;

namespace HpCovSde.Tests.Statistics;

public sealed class CriticalValuesTests
{
    [Theory]
    [InlineData(0.6826894921370859, 1)]
    [InlineData(0.9544997361036416, 2)]
    [InlineData(0.95, 1.959963984540054)]
    [InlineData(0.99, 2.5758293035489004)]
    public void The_normal_value_agrees_with_tables(double level, double expected) =>
        Assert.Equal(expected, CriticalValues.Normal(level), 1e-14);

    [Fact]
    public void Student_with_one_degree_of_freedom_is_Cauchy()
    {
        foreach (double level in new[] { 0.01, 0.5, 0.95, 0.999, 0.999999 })
        {
            double expected = Math.Tan(Math.PI * level / 2);

            // d tan/d level = (pi/2)(1 + t²): the tail 1 - level carries a rounding error of 2^-53.
            Assert.Equal(expected, CriticalValues.Student(level, 1), 1e-13 * (1 + (expected * expected)));
        }
    }

    [Fact]
    public void Student_with_two_degrees_of_freedom_has_a_closed_form()
    {
        foreach (double level in new[] { 0.01, 0.5, 0.95, 0.999 })
        {
            double expected = level * Math.Sqrt(2 / (1 - (level * level)));
            Assert.Equal(expected, CriticalValues.Student(level, 2), 1e-12 * (1 + (expected * expected)));
        }
    }

    [Fact]
    public void Expansion_and_inversion_agree_where_the_method_changes()
    {
        foreach (double level in new[] { 0.1, 0.5, 0.9, 0.95, 0.99, 0.999999 })
        {
            double z = CriticalValues.Normal(level);
            double freedom = CriticalValues.StudentExpansionFrom;

            // The next term of Abramowitz and Stegun 26.7.5, and the rounding of the incomplete beta function.
            double next = ((3 * Math.Pow(z, 7)) + (19 * Math.Pow(z, 5)) + (17 * Math.Pow(z, 3)) - (15 * z)) / (384 * Math.Pow(freedom, 3));
            double difference = CriticalValues.StudentExpansion(level, freedom) - CriticalValues.StudentInversion(level, freedom);
            Assert.Equal(0, difference, (1.5 * next) + 1e-10);
        }
    }
}
