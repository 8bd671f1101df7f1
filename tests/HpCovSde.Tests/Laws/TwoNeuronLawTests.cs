using HpCovSde.Laws;

namespace HpCovSde.Tests.Laws;

public sealed class TwoNeuronLawTests
{
    // E[N | alive] and the mean log ratio from an independent program that solves the equation of the angle, with its digits.
    [Theory]
    [InlineData(0.1, 1.33214, -0.01668)]
    [InlineData(0.5, 1.32209, -0.08393)]
    [InlineData(1, 1.30627, -0.16964)]
    [InlineData(5, 1.19748, -0.92232)]
    [InlineData(20, 1.05131, -4.27629)]
    public void The_law_agrees_with_an_independent_program(double time, double activeNeurons, double meanLogNorm)
    {
        TwoNeuronLaw law = TwoNeuronLaw.At(time);
        Assert.InRange(law.ActiveNeuronsError, 0, 1e-5);
        Assert.InRange(law.MeanLogNormError, 0, 2e-5);
        Assert.Equal(activeNeurons, law.ActiveNeurons, 1e-5);
        Assert.Equal(meanLogNorm, law.MeanLogNorm, 1e-5);
    }

    [Fact]
    public void The_mean_log_norm_is_consistent_with_the_active_neurons_within_the_stated_errors()
    {
        // The values at two times differ by the integral between them, here by Simpson's rule.
        TwoNeuronLaw before = TwoNeuronLaw.At(1.9);
        TwoNeuronLaw middle = TwoNeuronLaw.At(2);
        TwoNeuronLaw after = TwoNeuronLaw.At(2.1);
        double average = (before.ActiveNeurons + (4 * middle.ActiveNeurons) + after.ActiveNeurons) / 6;
        double errors = before.MeanLogNormError + after.MeanLogNormError + middle.ActiveNeuronsError + 1e-7;
        Assert.Equal(0.2 / 4 * (average - 2), after.MeanLogNorm - before.MeanLogNorm, errors);
    }

    [Fact]
    public void The_rate_is_the_published_one_at_time_zero_and_that_of_a_single_neuron_at_large_times()
    {
        Assert.Equal(LogNormGrowth.InitialActiveNeurons(2), TwoNeuronLaw.At(0).ActiveNeurons);
        Assert.Equal(LogNormGrowth.InitialRate(2), TwoNeuronLaw.At(1e-3).MeanLogNorm / 1e-3, 1e-4);
        TwoNeuronLaw late = TwoNeuronLaw.At(200);
        Assert.InRange(late.ActiveNeurons, 1, 1.0001);
        Assert.Equal(LogNormGrowth.FinalRate(2), (TwoNeuronLaw.At(210).MeanLogNorm - late.MeanLogNorm) / 10, 1e-3);
    }

    [Fact]
    public void The_survival_probabilities_of_the_two_neurons_are_symmetric()
    {
        Assert.Equal(0.5, TwoNeuronLaw.SecondNeuronSurvives(Math.PI / 4), 1e-15);
        Assert.Equal(1, TwoNeuronLaw.SecondNeuronSurvives(0.2) + TwoNeuronLaw.SecondNeuronSurvives((Math.PI / 2) - 0.2), 1e-15);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => TwoNeuronLaw.SecondNeuronSurvives(4));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => TwoNeuronLaw.At(-1));
    }

    // The published rates −1/2, −1/6, −1/21, +1/60, .1260 and 1/4.
    [Theory]
    [InlineData(1, -0.5)]
    [InlineData(2, -1.0 / 6)]
    [InlineData(3, -1.0 / 21)]
    [InlineData(4, 1.0 / 60)]
    [InlineData(8, 0.125980392156862745)]
    [InlineData(1000000, 0.249999)]
    public void The_published_rate_changes_its_sign_between_three_and_four_neurons(int width, double rate) =>
        Assert.Equal(rate, LogNormGrowth.InitialRate(width), 1e-15);
}
