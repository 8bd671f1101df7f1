using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.InfiniteWidth;
using HpCovSde.Laws;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Statistical;

/// <summary>Compares laws of layers of unshaped networks, exact or of first order in 1/n, with networks.</summary>
public sealed class LayerLawTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(-0.7)]
    public void Norms_of_finite_networks_have_the_exact_mean_and_variance_of_their_logarithms(double negativeSlope)
    {
        // n = 16: a ReLU network dies within the six layers once in 11000, and the law is given that it lives. Hanin and Nica 2018 (arXiv
        // 1812.05994).
        var activation = new ReluFamily(1, negativeSlope);
        double[] log = [.. Experiment.Run(
            new FeedforwardNetwork(16, 6, activation),
            GramMatrix.Single(1),
            1 << 16).Samples(Quantity.LogVariance(0)).ToArray().Where(double.IsFinite)];
        var law = LogVarianceLaw.Of(activation, 16, 6);
        var evidence = new Evidence();
        evidence.Mean("E log V", log, law.Mean);
        evidence.Variance("Var log V", log, law.Variance);
        evidence.AssertNoneRejected();
        var wrong = new Evidence();
        wrong.Variance("of the identity", log, LogVarianceLaw.Linear(16, 6).Variance);
        Assert.NotEmpty(wrong.Rejected);
    }

    [Theory]
    [InlineData(256, 0.1)]
    [InlineData(256, 1.0)]
    [InlineData(64, 0.1)]
    public void The_angle_after_a_layer_has_the_moments_of_Jakub_and_Nica(int width, double angle)
    {
        // Jakub and Nica 2023 (arXiv 2302.09712); the errors of the formulas are of the order of (8/n)².
        EnsembleResult result = Experiment.Run(
            new FeedforwardNetwork(width, 1, ReluFamily.Relu), GramMatrix.Pair(Math.Cos(angle)), 1 << 15);
        double[] log = Evidence.Map(result.Samples(Quantity.OneMinusCorrelation(0, 1)), delta => Math.Log(delta * (2 - delta)));
        double bias = 5 * Math.Pow(8.0 / width, 2);
        Moments moments = Moments.Of(log);
        double mean = moments.Mean;
        Moments squares = Moments.Of(Evidence.Map(log, x => (x - mean) * (x - mean)));
        Assert.Equal(AngleLaw.Mean(angle, width), mean, bias + (Evidence.Sigmas * moments.StandardError));
        Assert.Equal(AngleLaw.Variance(angle, width), squares.Mean, bias + (Evidence.Sigmas * squares.StandardError));

        // The kernel of infinite width does not pass: it lacks the noise and the mean shift, −2/n at small angles.
        double flow = Math.Log(Math.Pow(
            Math.Sin(Math.Acos(InfiniteWidthKernel.Feedforward(ReluFamily.Relu, 1).Of(GramMatrix.Pair(Math.Cos(angle)))[0, 1])), 2));
        Assert.True(Math.Abs(flow - mean) > Evidence.Sigmas * moments.StandardError);
    }
}
