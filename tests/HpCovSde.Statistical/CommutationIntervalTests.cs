using HpCovSde.Activations;
using HpCovSde.Commutation;
using HpCovSde.Models;

namespace HpCovSde.Statistical;

/// <summary>The intervals of a mean of squares, for linear networks, whose E (q − q_∞)² = Var V^{12} is known.</summary>
public sealed class CommutationIntervalTests
{
    private const int Seeds = 400;

    [Theory]
    [InlineData(64, 2, 512, 0.9)]
    [InlineData(64, 2, 64, 0.3)]
    [InlineData(16, 8, 512, 0.0)]
    [InlineData(8, 32, 512, 0.0)]
    public void Few_of_them_miss(int width, int depth, int replicas, double leastReported)
    {
        double exact = Variance(width, depth);
        int missing = 0;
        int reported = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            CommutationCell cell = CommutationStudy.Run(
                NetworkFamily.Feedforward(ReluFamily.Linear), GramMatrix.Pair(0.3), [width], [depth], replicas: replicas, seed: (ulong)seed)
                .Cells[0];
            Assert.Equal(cell.IsHeavyTailed, double.IsNaN(cell.MeanSquareErrorInterval.Lower));
            Assert.True(cell.IsHeavyTailed || cell.MeanSquareErrorInterval.Lower > 0);
            reported += cell.IsHeavyTailed ? 0 : 1;
            missing += cell.IsHeavyTailed || cell.MeanSquareErrorInterval.Contains(exact) ? 0 : 1;
        }

        // 9 % of all cells may be wrong.
        Assert.InRange(missing, 0, (Seeds * 0.09) + (Evidence.Sigmas * Math.Sqrt(Seeds * 0.09 * 0.91)));
        Assert.True(reported >= leastReported * Seeds, $"{reported} of {Seeds} cells have an interval.");
    }

    // x = E V12² and y = E V11 V22: a layer makes x + (x + y)/n and y + 2x/n of them.
    private static double Variance(int width, int depth)
    {
        (double x, double y) = (0.09, 1);
        for (int layer = 0; layer < depth; layer++)
        {
            (x, y) = (x + ((x + y) / width), y + (2 * x / width));
        }

        return x - 0.09;
    }
}
