using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Tests.Schemes;

public sealed class SchemeTests
{
    [Fact]
    public void Euler_maruyama_counts_lost_definiteness_and_projects_back()
    {
        // At h = 0.5 a tenth of the steps leave the cone; after the projection every matrix is in it.
        GramMatrix start = Chains.Inputs(3);
        using var ensemble = new Ensemble(1);
        IChain chain = new CovarianceSde(0.5, 3).Integrate(0.5, new EulerMaruyama());
        EnsembleResult result = ensemble.Run(chain, start, new RunOptions { Replicas = 500 });
        Assert.InRange(result.Events.NotPositiveDefinite, 100, 3000);
        Assert.Equal(0, result.Events.NonFinite);

        // A pivot below 8nε of its diagonal counts as zero; what a definite matrix may have beside such a pivot is below √(8nε).
        double tolerance = Math.Sqrt(8 * 3 * Math.ScaleB(1, -52));
        for (int replica = 0; replica < 500; replica++)
        {
            var v = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(
                3, 3, (a, b) => result.Samples(Quantity.Covariance(a, b))[replica]);
            double smallest = v.Evd().EigenValues.Min(value => value.Real);
            Assert.True(smallest >= -tolerance * v.Trace(), $"Replica {replica} has eigenvalue {smallest} and trace {v.Trace()}.");
        }
    }

    [Fact]
    public void The_other_schemes_never_lose_it()
    {
        using var ensemble = new Ensemble(1);
        foreach (Scheme scheme in new[] { new ExponentialMap(), new MultiplicativeTriangular() })
        {
            IChain chain = new CovarianceSde(0.5, 3).Integrate(0.5, scheme);
            EnsembleResult result = ensemble.Run(chain, Chains.Inputs(3), new RunOptions { Replicas = 500 });
            Assert.Equal(new EventCounts(0, 0, 0, 0), result.Events);
            Assert.All(result.Samples(Quantity.Correlation(1, 2)).ToArray(), rho => Assert.InRange(rho, -1, 1));
        }
    }

    [Theory]
    [InlineData("fisher-z")]
    [InlineData("multiplicative-triangular")]
    [InlineData("exponential-map")]
    [InlineData("euler-maruyama")]
    public void Equal_inputs_stay_equal_and_opposite_ones_leave_at_the_known_speed(string name)
    {
        // ρ = −1 is left at speed ν(−1) = κπ; ρ = 1 is kept.
        Scheme scheme = SchemeCatalog.All.Single(s => s.Name == name);
        using var ensemble = new Ensemble(1);
        IChain chain = new CovarianceSde(0.5, 1e-3).Integrate(1e-4, scheme);
        EnsembleResult equal = ensemble.Run(chain, GramMatrix.Pair(1), new RunOptions { Replicas = 32 });
        Assert.All(equal.Samples(Quantity.Correlation(0, 1)).ToArray(), rho => Assert.Equal(1, rho, 1e-12));
        EnsembleResult opposite = ensemble.Run(chain, GramMatrix.Pair(-1), new RunOptions { Replicas = 4096, Quantities = [Quantity.Correlation(0, 1)] });
        Moments moments = Moments.Of(opposite.Samples(Quantity.Correlation(0, 1)));
        double expected = -1 + (0.5 * Math.PI * 1e-3);

        // The drift's own change over the time is of relative order √t.
        Assert.InRange(moments.Mean, expected - (5.5 * moments.StandardError) - 1e-4, expected + (5.5 * moments.StandardError) + 1e-4);
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void Opposite_inputs_behind_the_first_stay_finite(Precision precision)
    {
        // |u_2 − u_3|² = 4 comes from three rounded numbers and may exceed 4, where the drift is not defined.
        var random = new Random(1);
        using var ensemble = new Ensemble(1);
        for (int k = 0; k < 100; k++)
        {
            (double x, double y) = (random.NextDouble(), random.NextDouble());
            GramMatrix start = GramMatrix.FromInputs(new double[,] { { 1, 0 }, { x, y }, { -x, -y } });
            foreach (Scheme scheme in SchemeCatalog.All.Where(s => s.Refusal(new(0.5, 1), 3) is null))
            {
                IChain chain = new CovarianceSde(0.5, 0.2).Integrate(0.1, scheme);
                EnsembleResult result = ensemble.Run(chain, start, new RunOptions { Replicas = 1, Precision = precision });
                Assert.Equal(0, result.Events.NonFinite);
                if (result.Events.Vanished == 0)
                {
                    Assert.InRange(result.Samples(Quantity.Correlation(1, 2))[0], -1, 1);
                }
            }
        }
    }

    [Fact]
    public void Zero_inputs_stay_zero()
    {
        double[,] v = { { 0, 0 }, { 0, 1.5 } };
        using var ensemble = new Ensemble(1);
        foreach (Scheme scheme in SchemeCatalog.All.Where(s => s.Refusal(new(0.5, 1), 2) is null))
        {
            EnsembleResult result = ensemble.Run(new CovarianceSde(0.5, 0.5).Integrate(0.01, scheme), GramMatrix.FromMatrix(v), new RunOptions { Replicas = 64 });
            Assert.All(result.Samples(Quantity.Covariance(0, 0)).ToArray(), x => Assert.Equal(0, x));
            Assert.All(result.Samples(Quantity.Correlation(0, 1)).ToArray(), x => Assert.True(double.IsNaN(x)));
            Assert.All(result.Samples(Quantity.Covariance(1, 1)).ToArray(), x => Assert.True(x > 0));
            Assert.Equal(0, result.Events.NonFinite);
            Assert.Equal(0, result.Events.Vanished);
        }
    }

    [Fact]
    public void The_steps_divide_the_time()
    {
        IChain chain = new CovarianceSde(0.5, 1).Integrate(0.3);
        Assert.Equal(4, chain.Steps);
        Assert.Equal(0.25, chain.TimePerStep);
        Assert.Equal(100, new CovarianceSde(0.5, 1).Integrate(0.01).Steps);
        Assert.Equal(1, new CovarianceSde(0.5, 1).Integrate(7).Steps);
    }

    [Fact]
    public void Refusals_name_the_scheme_and_what_to_use_instead()
    {
        using var ensemble = new Ensemble(1);
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => ensemble.Run(new CovarianceSde(0.5, 1).Integrate(0.1, new FisherZ()), Chains.Inputs(3)));
        Assert.Contains("fisher-z is for two inputs, here are 3; use multiplicative-triangular", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(
            () => ensemble.Run(new CovarianceFlow(0.5, 1).Integrate(0.1, new FisherZ()), GramMatrix.Pair(0)));
        Assert.Contains("deterministic flow", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSde(0.5, 1).Integrate(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSde(0.5, 1).Integrate(1e-12));
        Assert.Contains(
            "kappa h = 1E+10", Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSde(1e12, 1).Integrate(0.01)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSde(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSde(1, double.NaN));
    }

    [Fact]
    public void The_limit_depends_on_the_exponent()
    {
        CovarianceSde Limit(double p, double cMinus = -1) => Limits.Of(FeedforwardNetwork.ShapedRelu(100, 50, 0, cMinus, p));
        Assert.Equal((LimitKind.CovarianceSde, 1 / (2 * Math.PI), 0.5), (Limit(0.5).Kind, Limit(0.5).Kappa, Limit(0.5).Time));
        Assert.Equal((LimitKind.LinearSde, 0, 0.5), (Limit(0.8).Kind, Limit(0.8).Kappa, Limit(0.8).Time));
        Assert.Equal((LimitKind.LinearSde, 0, 0.5), (Limit(0.5, 0).Kind, Limit(0.5, 0).Kappa, Limit(0.5, 0).Time));
        Assert.Equal(LimitKind.DeterministicFlow, Limit(0.25).Kind);
        Assert.Equal(5, Limit(0.25).Time, 1e-12);
        Assert.Equal(LimitKind.LinearSde, Limits.Of(new FeedforwardNetwork(10, 10, ReluFamily.Linear)).Kind);
        Assert.Throws<ArgumentException>(() => Limit(0));
    }

    [Fact]
    public void Smooth_shapes_have_the_same_limits_with_their_own_drift()
    {
        CovarianceSde Limit(double p) => Limits.Of(FeedforwardNetwork.ShapedSmooth(100, 50, new SmoothShape(Activation.Tanh, 2, p)));
        Assert.Equal((LimitKind.CovarianceSde, new SmoothDrift(0, -0.25), 0.5), (Limit(0.5).Kind, Limit(0.5).SmoothDrift, Limit(0.5).Time));
        Assert.Equal((LimitKind.LinearSde, null, 0.5), (Limit(0.8).Kind, Limit(0.8).SmoothDrift, Limit(0.8).Time));
        Assert.Equal((LimitKind.DeterministicFlow, new SmoothDrift(0, -0.25)), (Limit(0.25).Kind, Limit(0.25).SmoothDrift));
        Assert.Equal(5, Limit(0.25).Time, 1e-12);

        // s = a √d: the exponent log d/(2 log n) gives the time 1.
        Assert.Equal(1, Limit(Math.Log(50) / (2 * Math.Log(100))).Time, 1e-12);
        Assert.Throws<ArgumentException>(() => Limit(0));
        ArgumentException error = Assert.Throws<ArgumentException>(() => Limits.Of(new FeedforwardNetwork(10, 10, Activation.Tanh)));
        Assert.Contains("unshaped", error.Message, StringComparison.OrdinalIgnoreCase);
        error = Assert.Throws<ArgumentException>(() => Limits.Of(FeedforwardNetwork.ShapedSmooth(100, 50, new SmoothShape(Activation.Elu, 1))));
        Assert.Contains("elu has no second derivative at 0", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            new SmoothDrift(0.25, 0.5), Limits.Of(FeedforwardNetwork.ShapedSmooth(100, 50, new SmoothShape(Activation.Elu, 1, center: -0.5))).SmoothDrift);
    }

    [Fact]
    public void Unshaped_networks_have_the_first_order_correction_which_is_known_for_a_pair()
    {
        CovarianceSde limit = Limits.Of(new FeedforwardNetwork(10, 20, ReluFamily.Relu));
        Assert.Equal(LimitKind.FirstOrderCorrection, limit.Kind);
        Assert.Equal(2, limit.Time);
        Assert.Equal(10, limit.Correction!.Width);
        Assert.Equal(Math.Sqrt(2) / (3 * Math.PI), limit.Correction.Attraction, 1e-16);
        Assert.Equal(2, limit.Correction.Growth, 1e-15);
        using var ensemble = new Ensemble(1);
        ArgumentException error = Assert.Throws<ArgumentException>(() => ensemble.Run(limit.Integrate(), Chains.Inputs(3)));
        Assert.Contains("one or two inputs, here are 3", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => ensemble.Run(limit.Integrate(0.1, new FisherZ()), GramMatrix.Pair(0)));
        Assert.Contains("use reciprocal-angle", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSde(0, 1, LimitKind.FirstOrderCorrection));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FirstOrderCorrection(0, 0.3, 6, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FirstOrderCorrection(1, 0, 6, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FirstOrderCorrection(1, 0.3, 6, 0));
    }

    [Fact]
    public void The_default_scheme_takes_any_limit_of_shaped_networks()
    {
        foreach (int m in new[] { 1, 2, 3 })
        {
            CovarianceSde[] limits =
            [
                new(0.5, 1), new LinearSde(1), new CovarianceFlow(0.5, 1), new SmoothCovarianceSde(new(1, -1), 1),
                new SmoothCovarianceFlow(new(1, -1), 1),
            ];
            Assert.All(limits, limit => Assert.Null(Scheme.Default(limit, m).Refusal(limit, m)));
        }
    }
}
