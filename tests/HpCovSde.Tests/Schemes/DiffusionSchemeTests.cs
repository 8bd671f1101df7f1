using HpCovSde.Activations;
using HpCovSde.Schemes;

namespace HpCovSde.Tests.Schemes;

public sealed class DiffusionSchemeTests
{
    [Fact]
    public void The_clock_takes_one_more_stage_for_each_quarter_of_the_step()
    {
        // One stage more for every quarter of the step.
        double[] steps = [4, 1, 0.5, 0.25, 1.0 / 16, 1.0 / 256];
        Assert.Equal([2, 2, 3, 3, 4, 6], steps.Select(ClockDiffusion<double, PiecewiseLinear<double>>.Stages));
    }
}
