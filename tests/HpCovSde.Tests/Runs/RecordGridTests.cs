using HpCovSde.Chains;

namespace HpCovSde.Tests.Runs;

/// <summary>The steps at which a run records.</summary>
public sealed class RecordGridTests
{
    [Theory]
    [InlineData(6, 0, false, new[] { 6 })]
    [InlineData(6, 0, true, new[] { 0, 6 })]
    [InlineData(6, 4, false, new[] { 4, 6 })]
    [InlineData(6, 3, true, new[] { 0, 3, 6 })]
    [InlineData(6, 9, false, new[] { 6 })]
    [InlineData(1, 1, true, new[] { 0, 1 })]
    [InlineData(0, 0, false, new[] { 0 })]
    [InlineData(0, 5, true, new[] { 0 })]
    public void Records_are_every_so_many_steps_and_at_the_end(int steps, int every, bool includesStart, int[] expected)
    {
        var grid = new RecordGrid(steps, every, includesStart);
        Assert.Equal(expected, grid.ToSteps());
        Assert.Equal(expected.Length, grid.Count);
        for (int step = 0; step <= steps; step++)
        {
            Assert.Equal(expected.Count(recorded => recorded <= step), grid.CountThrough(step));
        }
    }

    [Fact]
    public void The_longest_chain_has_a_record_after_every_step() =>
        Assert.Equal(int.MaxValue, new RecordGrid(int.MaxValue, 1).StepOf(int.MaxValue - 1));

    [Fact]
    public void What_is_no_grid_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordGrid(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordGrid(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordGrid(int.MaxValue, 1, includesStart: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordGrid(6, 4).StepOf(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordGrid(6, 4).StepOf(-1));
    }
}
