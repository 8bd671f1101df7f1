using HpCovSde.Activations;
using HpCovSde.Schemes;

namespace HpCovSde.Tests.Schemes;

public sealed class DiffusionSchemeTests
{
    [Fact]
    public void A_step_of_the_clock_leaves_the_power_three_halves_of_it_for_the_last_stage()
    {
        // One stage more for every quarter of the step.
        double[] steps = [4, 1, 0.5, 0.25, 1.0 / 16, 1.0 / 256];
        Assert.Equal([2, 2, 3, 3, 4, 6], steps.Select(ClockDiffusion<double, PiecewiseLinear<double>>.Stages));
    }
}
