using HpCovSde.Activations;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Schemes;

namespace HpCovSde.Tests.Schemes;

public sealed class DiffusionSchemeTests
{
    [Fact]
    public void What_a_scheme_cannot_integrate_is_refused_with_the_reason()
    {
        AssertRefused("clock is for one input, here are 2; use euler-maruyama", new ClockDiffusion(), new(3, 1), GramMatrix.Pair(0.3));
        AssertRefused("log-norm is for one input, here are 2; use euler-maruyama", new LogNormDiffusion(), new(3, 1), GramMatrix.Pair(0.3));
        AssertRefused("log-norm is for the ReLU family, tanh is not of it; use clock", new LogNormDiffusion(), new(3, 1, Activation.Tanh), GramMatrix.Single());
        AssertRefused("clock is for at most 1048576 neurons, here are 1048577", new ClockDiffusion(), new((1 << 20) + 1, 1), GramMatrix.Single());
        Assert.Null(new EulerMaruyama().Refusal(new(3, 1, Activation.Tanh), 5));
        Assert.Contains("greater than 0", Assert.Throws<ArgumentOutOfRangeException>(() => new ResidualDiffusion(3, 1).Integrate(0, new ClockDiffusion())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_of_the_clock_leaves_the_power_three_halves_of_it_for_the_last_stage()
    {
        // One stage more for every quarter of the step.
        Assert.Equal([2, 2, 3, 3, 4, 6], new[] { 4, 1, 0.5, 0.25, 1.0 / 16, 1.0 / 256 }.Select(ClockDiffusion<double, PiecewiseLinear<double>>.Stages));
    }

    private static void AssertRefused(string reason, Scheme scheme, ResidualDiffusion diffusion, GramMatrix start) => Assert.Contains(
        reason,
        Assert.Throws<ArgumentException>(() => diffusion.Integrate(0.1, scheme).CreateTransition(start, ManagedBlas<double>.Instance)).Message,
        StringComparison.Ordinal);
}
