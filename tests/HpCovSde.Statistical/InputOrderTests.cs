using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Statistical;

/// <summary>E log V^{aa} = −T for every input of the linear SDE; which schemes have it for which inputs.</summary>
public sealed class InputOrderTests
{
    private const int Replicas = 1 << 17;

    [Theory]
    [InlineData(3, 0.01)]
    [InlineData(8, 0.04)]
    public void Tri2_has_the_mean_log_variance_of_every_input_up_to_the_second_order(int inputs, double bias)
    {
        foreach (int steps in new[] { 4, 8, 16 })
        {
            Estimate[] errors = Errors(new Tri2(), inputs, steps);
            Assert.InRange(Math.Abs(errors[0].Value), 0, Evidence.Sigmas * errors[0].StandardError);
            double allowed = bias * 16 / (steps * steps);
            Assert.All(errors, error => Assert.InRange(Math.Abs(error.Value), 0, allowed + (Evidence.Sigmas * error.StandardError)));
        }
    }

    [Fact]
    public void Fisher_z_has_both_inputs_exactly() =>
        Assert.All(
            Errors(new FisherZ(), inputs: 2, steps: 4),
            error => Assert.InRange(Math.Abs(error.Value), 0, Evidence.Sigmas * error.StandardError));

    [Fact]
    public void The_exponential_map_has_no_input_exactly_if_there_are_several() =>
        Assert.All(
            Errors(new ExponentialMap(), inputs: 8, steps: 24),
            error => Assert.InRange(error.Value, -0.25, -Evidence.Sigmas * error.StandardError));

    private static Estimate[] Errors(Scheme scheme, int inputs, int steps)
    {
        Quantity[] logs = [.. Enumerable.Range(0, inputs).Select(Quantity.LogVariance)];
        EnsembleResult result = Experiment.Run(
            new LinearSde(1).Integrate(1.0 / steps, scheme), Experiment.Equicorrelated(inputs, 0.3), Replicas, keep: logs);
        return [.. logs.Select(log => Estimate.OfMean(Moments.Of(result.Samples(log))) - new Estimate(-1, 0))];
    }
}
