using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Networks;
using HpCovSde.Runs;

namespace HpCovSde.Tests.Networks;

public sealed class ShapedResidualNetworkTests
{
    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void Nearly_parallel_inputs_keep_the_relative_accuracy_of_one_minus_rho(Precision precision)
    {
        // As in a residual network: the factor by which 1 − ρ shrinks does not depend on it, up to √(1 − ρ).
        using var ensemble = new Ensemble(1, seed: 9);
        double[] larger = Shrinkage(1e-11);
        double[] smaller = Shrinkage(1e-14);
        for (int replica = 0; replica < larger.Length; replica++)
        {
            Assert.True(double.IsFinite(larger[replica]));
            Assert.Equal(larger[replica], smaller[replica], precision == Precision.Double ? 1e-8 : 1e-3);
        }

        double[] Shrinkage(double distance)
        {
            GramMatrix start = GramMatrix.FromInputs(new double[,] { { 1, 0 }, { 1, distance } });
            Quantity quantity = Quantity.OneMinusCorrelation(0, 1);
            EnsembleResult result = ensemble.Run(
                new ShapedResidualNetwork(50, 40, ReluFamily.Relu, 0.7),
                start,
                new RunOptions { Replicas = 64, Precision = precision, Quantities = [quantity] });
            return [.. result.Samples(quantity).ToArray().Select(delta => Math.Log(delta / start.OneMinusCorrelation(0, 1)))];
        }
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void Many_layers_neither_overflow_nor_underflow(Precision precision)
    {
        using var ensemble = new Ensemble();
        EnsembleResult result = ensemble.Run(
            ShapedResidualNetwork.ShapedRelu(4, 200_000, 0, -1, 0.9),
            GramMatrix.Pair(0.3),
            new RunOptions { Replicas = 8, Precision = precision });
        Assert.All(result.Samples(Quantity.LogVariance(0)).ToArray(), log => Assert.InRange(Math.Abs(log), 1000, 1e7));
        Assert.Equal(new EventCounts(0, 0, 0, 0), result.Events);
    }

    [Fact]
    public void The_limit_has_half_the_drift_on_twice_the_clock_of_the_branch()
    {
        var network = ShapedResidualNetwork.ShapedRelu(100, 50, 0.5, -1, 0.6);
        CovarianceSde limit = Assert.IsType<CovarianceSde>(Limits.Of(network));
        Assert.Equal(network.Shape!.Kappa / 2, limit.Kappa, 1e-15);
        Assert.Equal(2 * 0.36 * 0.5, limit.Time, 1e-15);
        Assert.IsType<LinearSde>(Limits.Of(new ShapedResidualNetwork(10, 5, ReluFamily.Linear, 1)));
        Assert.IsType<CovarianceFlow>(Limits.Of(ShapedResidualNetwork.ShapedRelu(10, 5, 0, -1, 0.5, exponent: 0.25)));
        _ = Assert.Throws<ArgumentException>(() => Limits.Of(new ShapedResidualNetwork(10, 5, ReluFamily.Linear, 0.5, normalization: 1.1)));
        _ = Assert.Throws<ArgumentException>(() => Limits.Of(new ShapedResidualNetwork(10, 5, ReluFamily.Abs, 0.5)));
    }

    [Fact]
    public void Invalid_networks_and_limits_are_refused()
    {
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new ShapedResidualNetwork(0, 1, ReluFamily.Relu, 0.5));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new ShapedResidualNetwork(1, 0, ReluFamily.Relu, 0.5));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new ShapedResidualNetwork(1, 1, ReluFamily.Relu, 0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new ShapedResidualNetwork(1, 1, ReluFamily.Relu, 1.01));
        _ = Assert.Throws<ArgumentOutOfRangeException>(
            () => new ShapedResidualNetwork(1, 1, ReluFamily.Relu, 0.5, normalization: double.NaN));
        Assert.Contains("at most 3", Refused(3, 4).Message, StringComparison.Ordinal);
        Assert.Contains("at most 16", Refused(40, 17).Message, StringComparison.Ordinal);

        static ArgumentException Refused(int width, int inputs) => Assert.Throws<ArgumentException>(() =>
            new ShapedResidualNetwork(width, 1, ReluFamily.Relu, 0.5)
                .CreateTransition(Chains.Inputs(inputs), ManagedBlas<double>.Instance));
    }
}
