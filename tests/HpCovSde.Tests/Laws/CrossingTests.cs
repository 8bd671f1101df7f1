using HpCovSde.Laws;

namespace HpCovSde.Tests.Laws;

/// <summary>Roots of a function that takes long, from a rough one that does not.</summary>
public sealed class CrossingTests
{
    [Theory]
    [InlineData(1e-3, 4)]
    [InlineData(1e-5, 3)]
    [InlineData(0, 2)]
    public void The_root_of_a_rough_function_is_corrected_in_a_few_values(double error, int most)
    {
        // The rough function is off by a wave of this size.
        int values = 0;
        Crossing found = Crossing.Find(
            (x, isRough) =>
            {
                values += isRough ? 0 : 1;
                return Math.Log(x) + (isRough ? error * Math.Sin(5 * x) : 0);
            },
            Math.Log(3), Crossing.Powers(-3, 64), 0.2);
        Assert.Equal(3, found.Root, 3e-9);
        Assert.InRange(values, 1, most);
    }

    [Fact]
    public void A_rough_function_that_is_wrong_or_reaches_nothing_is_not_believed()
    {
        Assert.Equal(3, Crossing.Find((x, isRough) => isRough ? x * x : x, 3, Crossing.Powers(-3, 64), 0.2).Root, 1e-9);
        Assert.Equal(3, Crossing.Find((x, isRough) => isRough ? 0 : x, 3, Crossing.Powers(-3, 64), 0.2).Root, 1e-9);
        Assert.Equal(64, Crossing.Find((x, _) => x, 65, Crossing.Powers(-3, 64), 0.2).Greatest);
    }
}
