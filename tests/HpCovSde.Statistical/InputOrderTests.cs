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
    [InlineData(3)]
    [InlineData(8)]
    public void The_triangular_scheme_has_the_mean_log_variance_of_the_first_input_and_a_bias_of_order_one_for_the_others(int inputs)
    {
        Estimate[] coarse = Errors(new MultiplicativeTriangular(), inputs, steps: 10);
        Estimate[] fine = Errors(new MultiplicativeTriangular(), inputs, steps: 20);
        Assert.InRange(Math.Abs(coarse[0].Value), 0, Evidence.Sigmas * coarse[0].StandardError);
        Assert.InRange(Math.Abs(fine[0].Value), 0, Evidence.Sigmas * fine[0].StandardError);
        for (int a = 1; a < inputs; a++)
        {
            // In units of h T.
            Estimate slope = new(coarse[a].Value * 10, coarse[a].StandardError * 10);
            Estimate ofFine = new(fine[a].Value * 20, fine[a].StandardError * 20);
            Assert.True(slope.Value > Evidence.Sigmas * slope.StandardError, $"Input {a + 1} has no bias: {slope}.");
            Assert.InRange(slope.Value, 0.3 - (Evidence.Sigmas * slope.StandardError), 1.5 + (Evidence.Sigmas * slope.StandardError));

            // Half the step, half the bias, up to the second order, which is below a half of h.
            double tolerance = 0.3 + (Evidence.Sigmas * double.Hypot(slope.StandardError, ofFine.StandardError));
            Assert.InRange(ofFine.Value, slope.Value - tolerance, slope.Value + tolerance);
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
            Errors(new ExponentialMap(), inputs: 8, steps: 10),
            error => Assert.InRange(error.Value, -0.25, -Evidence.Sigmas * error.StandardError));

    private static Estimate[] Errors(Scheme scheme, int inputs, int steps)
    {
        double[,] gram = new double[inputs, inputs];
        for (int i = 0; i < gram.Length; i++)
        {
            gram[i / inputs, i % inputs] = i / inputs == i % inputs ? 1 : 0.3;
        }

        Quantity[] logs = [.. Enumerable.Range(0, inputs).Select(Quantity.LogVariance)];
        EnsembleResult result = Experiment.Run(
            new LinearSde(1).Integrate(1.0 / steps, scheme), GramMatrix.FromMatrix(gram), Replicas, keep: logs);
        return [.. logs.Select(log => Estimate.OfMean(Moments.Of(result.Samples(log))) - new Estimate(-1, 0))];
    }
}
