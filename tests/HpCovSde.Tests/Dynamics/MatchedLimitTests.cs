using HpCovSde.Activations;
using HpCovSde.Dynamics;
using HpCovSde.InfiniteWidth;
using HpCovSde.Networks;

namespace HpCovSde.Tests.Dynamics;

/// <summary>The coefficients at the width of the network, against the mean of one layer, which is its kernel of infinite width.</summary>
public sealed class MatchedLimitTests
{
    private static readonly double[] Variances = [0.5, 1, 1.5];
    private static readonly double[] Correlations = [-0.9, -0.5, 0, 0.3, 0.7, 0.95];

    [Theory]
    [InlineData(0, -1)]
    [InlineData(0, -3)]
    [InlineData(1.5, 0.5)]
    public void The_drift_of_a_shaped_relu_is_exactly_the_change_in_a_layer(double plus, double minus)
    {
        foreach (int width in (int[])[50, 100, 400])
        {
            var network = FeedforwardNetwork.ShapedRelu(width, 7, plus, minus);
            CovarianceSde matched = Assert.IsType<CovarianceSde>(Limits.Of(network, null, LimitCoefficients.Matched));
            double difference = (plus - minus) / Math.Sqrt(width);
            double square = Math.Pow(1 + (plus / Math.Sqrt(width)), 2) + Math.Pow(1 + (minus / Math.Sqrt(width)), 2);
            Assert.Equal(width * difference * difference / (Math.PI * square), matched.Kappa, 1e-12);
            Assert.Equal(7.0 / width, matched.Time);
            foreach (double rho in Correlations)
            {
                double nu = Math.Sqrt(1 - (rho * rho)) - (rho * Math.Acos(rho));
                Assert.Equal(matched.Kappa * nu, width * (Layer(network.Activation, 1, 1, rho) - rho), 1e-9);
            }
        }
    }

    [Theory]
    [InlineData("softplus", 0, 1)]
    [InlineData("softplus", 0, 0.5)]
    [InlineData("softplus", 0.5596157879354227, 1)]
    [InlineData("tanh", 0, 1)]
    [InlineData("tanh", 0.5, 1)]
    [InlineData("gelu", 0.7, 1)]
    public void The_drift_of_a_smooth_shape_is_nearer_to_the_change_in_a_layer_than_that_of_infinite_width(
        string name, double center, double a)
    {
        var shape = new SmoothShape(Activation.BuiltIn.Single(activation => activation.Name == name), a, center: center);
        double before = double.PositiveInfinity;
        foreach (int width in (int[])[50, 100, 200, 400])
        {
            var network = FeedforwardNetwork.ShapedSmooth(width, width, shape);
            SmoothDrift asymptotic = ((SmoothCovarianceSde)Limits.Of(network)).Drift;
            SmoothDrift matched = ((SmoothCovarianceSde)Limits.Of(network, null, LimitCoefficients.Matched)).Drift;
            (double far, double near) = (Error(network, asymptotic), Error(network, matched));
            Assert.True(near < 0.45 * far, $"n = {width}: {near} with the matched coefficients, {far} without.");

            // Both are right to the first order in 1/n: errors halve when the width doubles.
            Assert.True(near < 0.65 * before, $"n = {width}: {near} after {before}.");
            before = near;
        }
    }

    [Fact]
    public void Odd_activations_do_not_move_correlations_at_any_width() =>
        Assert.Equal(
            0,
            ((SmoothCovarianceSde)Limits.Of(
                FeedforwardNetwork.ShapedSmooth(50, 50, new SmoothShape(Activation.Tanh, 1)), null, LimitCoefficients.Matched))
                .Drift.Quadratic,
            1e-20);

    [Fact]
    public void Matched_limits_exist_for_every_exponent()
    {
        LimitProcess Relu(double p) => Limits.Of(FeedforwardNetwork.ShapedRelu(100, 50, 0, -1, p), null, LimitCoefficients.Matched);
        LimitProcess Tanh(double p) =>
            Limits.Of(FeedforwardNetwork.ShapedSmooth(100, 50, new SmoothShape(Activation.Tanh, 2, p)), null, LimitCoefficients.Matched);
        Assert.IsType<CovarianceFlow>(Relu(0.25));
        Assert.IsType<SmoothCovarianceFlow>(Tanh(0.25));
        CovarianceSde weak = Assert.IsType<CovarianceSde>(Relu(0.75));
        Assert.Equal(1 / (2 * Math.PI) / 10, weak.Kappa, 1e-3);
        Assert.IsType<SmoothCovarianceSde>(Tanh(0.75));
        Assert.IsType<FirstOrderCorrection>(
            Limits.Of(new FeedforwardNetwork(10, 5, ReluFamily.Relu), null, LimitCoefficients.Matched));
        Assert.IsType<LinearSde>(Limits.Of(new FeedforwardNetwork(10, 5, ReluFamily.Linear), null, LimitCoefficients.Matched));

        // A shaped residual network has half of κ, at infinite width and at its own.
        var residual = ShapedResidualNetwork.ShapedRelu(100, 50, 0, -1, 0.6);
        var feedforward = FeedforwardNetwork.ShapedRelu(100, 50, 0, -1);
        Assert.Equal(
            ((CovarianceSde)Limits.Of(feedforward, null, LimitCoefficients.Matched)).Kappa / 2,
            ((CovarianceSde)Limits.Of(residual, null, LimitCoefficients.Matched)).Kappa);
    }

    private static double Error(FeedforwardNetwork network, SmoothDrift drift)
    {
        double sum = 0;
        foreach (double x in Variances)
        {
            foreach (double y in Variances)
            {
                foreach (double rho in Correlations)
                {
                    double v = rho * Math.Sqrt(x * y);
                    double b = (drift.Quadratic * ((x * y) + (v * ((2 * v) - 3)))) + (drift.Cubic * v * (x + y - 2));
                    double change = network.Width * (Layer(network.Activation, x, y, rho) - v);
                    sum += (b - change) * (b - change);
                }
            }
        }

        return Math.Sqrt(sum);
    }

    // E V'^{12}.
    private static double Layer(Activation activation, double x, double y, double rho)
    {
        double v = rho * Math.Sqrt(x * y);
        return InfiniteWidthKernel.Feedforward(activation, 1).Of(GramMatrix.FromMatrix(new double[,] { { x, v }, { v, y } }))[0, 1];
    }
}
