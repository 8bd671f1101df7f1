using HpCovSde.Activations;
using HpCovSde.Dynamics;
using HpCovSde.Networks;

namespace HpCovSde.Tests.Dynamics;

/// <summary>The limits of networks, their kinds and their coefficients.</summary>
public sealed class LimitTests
{
    [Fact]
    public void The_limit_of_a_shaped_ReLU_depends_on_the_exponent()
    {
        LimitProcess Limit(double p, double cMinus = -1) => Limits.Of(FeedforwardNetwork.ShapedRelu(100, 50, 0, cMinus, p));
        CovarianceSde sde = Assert.IsType<CovarianceSde>(Limit(0.5));
        Assert.Equal((1 / (2 * Math.PI), 0.5), (sde.Kappa, sde.Time));
        Assert.Equal(0.5, Assert.IsType<LinearSde>(Limit(0.8)).Time);
        Assert.Equal(0.5, Assert.IsType<LinearSde>(Limit(0.5, 0)).Time);
        CovarianceFlow flow = Assert.IsType<CovarianceFlow>(Limit(0.25));
        Assert.Equal(1 / (2 * Math.PI), flow.Kappa);
        Assert.Equal(5, flow.Time, 1e-12);
        Assert.IsType<LinearSde>(Limits.Of(new FeedforwardNetwork(10, 10, ReluFamily.Linear)));
        Assert.Throws<ArgumentException>(() => Limit(0));
        Assert.IsType<LinearSde>(Limit(0, 0));
    }

    [Fact]
    public void Smooth_shapes_have_the_same_limits_with_their_own_drift()
    {
        LimitProcess Limit(double p) => Limits.Of(FeedforwardNetwork.ShapedSmooth(100, 50, new SmoothShape(Activation.Tanh, 2, p)));
        SmoothCovarianceSde sde = Assert.IsType<SmoothCovarianceSde>(Limit(0.5));
        Assert.Equal((new SmoothDrift(0, -0.25), 0.5), (sde.Drift, sde.Time));
        Assert.Equal(0.5, Assert.IsType<LinearSde>(Limit(0.8)).Time);
        SmoothCovarianceFlow flow = Assert.IsType<SmoothCovarianceFlow>(Limit(0.25));
        Assert.Equal(new SmoothDrift(0, -0.25), flow.Drift);
        Assert.Equal(5, flow.Time, 1e-12);

        // s = a √d: the exponent log d/(2 log n) gives the time 1.
        Assert.Equal(1, Limit(Math.Log(50) / (2 * Math.Log(100))).Time, 1e-12);
        Assert.Throws<ArgumentException>(() => Limit(0));
        var centred = new SmoothShape(Activation.Elu, 1, center: -0.5);
        LimitProcess ofCentred = Limits.Of(FeedforwardNetwork.ShapedSmooth(100, 50, centred));
        Assert.Equal(new SmoothDrift(0.25, 0.5), Assert.IsType<SmoothCovarianceSde>(ofCentred).Drift);
    }

    [Fact]
    public void Unshaped_ReLU_networks_have_the_first_order_correction()
    {
        FirstOrderCorrection limit = Assert.IsType<FirstOrderCorrection>(Limits.Of(new FeedforwardNetwork(10, 20, ReluFamily.Relu)));
        Assert.Equal((10, 2), (limit.Width, limit.Time));
        Assert.Equal(Math.Sqrt(2) / (3 * Math.PI), limit.Attraction, 1e-16);
        Assert.Equal(2, limit.Growth, 1e-15);
    }

    [Fact]
    public void Residual_networks_have_the_diffusion_of_the_same_width_at_the_sum_of_the_squares()
    {
        var network = new ResidualNetwork(7, BranchScaling.FromValues(0.5, 0.5), Activation.Tanh);
        ResidualDiffusion limit = Limits.Of(network);
        Assert.Equal((7, 0.5, "tanh"), (limit.Width, limit.Time, limit.Activation.Name));
        Assert.Equal(3, Limits.Of(network, time: 3).Time);
        var still = new ResidualNetwork(7, BranchScaling.FromValues(0, 0), Activation.Tanh);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Limits.Of(still));
        Assert.Contains("the limit has no time", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, Limits.Of(still, time: 3).Time);
    }

    [Fact]
    public void A_network_without_a_limit_is_refused_with_the_reason_and_the_reason_is_also_a_value()
    {
        AssertRefused("unshaped smooth activation", new FeedforwardNetwork(10, 10, Activation.Tanh));
        AssertRefused("elu has no second derivative at 0", FeedforwardNetwork.ShapedSmooth(100, 50, new SmoothShape(Activation.Elu, 1)));
        AssertRefused("The exponent 0 leaves the activation unshaped", FeedforwardNetwork.ShapedRelu(100, 50, 0, -1, 0));

        static void AssertRefused(string reason, FeedforwardNetwork network)
        {
            Assert.False(Limits.TryOf(network, time: 1, out LimitProcess? limit, out string? refusal));
            Assert.Null(limit);
            Assert.Contains(reason, refusal, StringComparison.Ordinal);
            Assert.StartsWith(refusal, Assert.Throws<ArgumentException>(() => Limits.Of(network)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_limit_names_its_kind_and_its_coefficients()
    {
        AssertSays("covariance-sde", "covariance SDE, kappa = 0.5", new CovarianceSde(0.5, 1), ("kappa", 0.5));
        AssertSays("linear-sde", "linear SDE", new LinearSde(1));
        AssertSays("deterministic-flow", "deterministic flow, kappa = 0.5", new CovarianceFlow(0.5, 1), ("kappa", 0.5));
        AssertSays("covariance-sde", "covariance SDE, beta = 1", new SmoothCovarianceSde(new(1, -1), 1), ("beta", 1));
        AssertSays("deterministic-flow", "deterministic flow, beta = 1", new SmoothCovarianceFlow(new(1, -1), 1), ("beta", 1));
        AssertSays(
            "first-order-correction",
            "first-order correction, epsilon = 0.25, kappa4 = 6",
            new FirstOrderCorrection(9, 0.25, 6, 1),
            ("epsilon", 0.25),
            ("kappa4", 6));
        AssertSays("residual-diffusion", "diffusion of 9 neurons, relu", new ResidualDiffusion(9, 1), ("width", 9));

        static void AssertSays(string kind, string description, LimitProcess limit, params (string Name, double Value)[] coefficients)
        {
            Assert.Equal((kind, description), (limit.Kind, limit.Description));
            Assert.Equal(kind == "deterministic-flow", limit.IsDeterministic);
            Assert.Equal(coefficients, limit.Coefficients.Select(coefficient => (coefficient.Name, coefficient.Value)));
        }
    }

    [Fact]
    public void Coefficients_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSde(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSde(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceFlow(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearSde(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmoothCovarianceSde(new(-1, 0), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmoothCovarianceFlow(new(1, double.NaN), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FirstOrderCorrection(0, 0.3, 6, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FirstOrderCorrection(1, 0, 6, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FirstOrderCorrection(1, 0.3, 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FirstOrderCorrection(1, 0.3, 6, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FirstOrderCorrection(ReluFamily.Linear, 10, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResidualDiffusion(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResidualDiffusion(1, 0));
    }
}
