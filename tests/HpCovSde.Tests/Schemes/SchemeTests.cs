using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Tests.Schemes;

public sealed class SchemeTests
{
    [Fact]
    public void Euler_maruyama_counts_lost_definiteness_and_projects_back()
    {
        // At the longest step, 1/12, many steps leave the cone; after the projection every matrix is in it.
        GramMatrix start = Chains.Inputs(3);
        using var ensemble = new Ensemble(1);
        IChain chain = new CovarianceSde(0.5, 3).Integrate(1.0 / 12, new EulerMaruyama());
        EnsembleResult result = ensemble.Run(chain, start, new RunOptions { Replicas = 500 });
        Assert.InRange(result.Events.NotPositiveDefinite, 100, 36 * 500);
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
    public void The_other_schemes_never_lose_definiteness()
    {
        using var ensemble = new Ensemble(1);
        foreach (Scheme scheme in new Scheme[] { new ExponentialMap(), new Tri2() })
        {
            IChain chain = new CovarianceSde(0.5, 3).Integrate(1.0 / 3, scheme);
            EnsembleResult result = ensemble.Run(chain, Chains.Inputs(3), new RunOptions { Replicas = 500 });
            Assert.Equal(new EventCounts(0, 0, 0, 0), result.Events);
            Assert.All(result.Samples(Quantity.Correlation(1, 2)).ToArray(), rho => Assert.InRange(rho, -1, 1));
        }
    }

    [Theory]
    [InlineData("fisher-z")]
    [InlineData("tri2")]
    [InlineData("exponential-map")]
    [InlineData("euler-maruyama")]
    public void Equal_inputs_stay_equal_and_opposite_ones_leave_at_the_known_speed(string name)
    {
        // ρ = −1 is left at speed ν(−1) = κπ; ρ = 1 is kept.
        Scheme scheme = SchemeCatalog.Find(name)!;
        using var ensemble = new Ensemble(1);
        IChain chain = new CovarianceSde(0.5, 1e-3).Integrate(1e-4, scheme);
        EnsembleResult equal = ensemble.Run(chain, GramMatrix.Pair(1), new RunOptions { Replicas = 32 });
        Assert.All(equal.Samples(Quantity.Correlation(0, 1)).ToArray(), rho => Assert.Equal(1, rho, 1e-12));
        var options = new RunOptions { Replicas = 4096, Quantities = [Quantity.Correlation(0, 1)] };
        EnsembleResult opposite = ensemble.Run(chain, GramMatrix.Pair(-1), options);
        Moments moments = Moments.Of(opposite.Samples(Quantity.Correlation(0, 1)));
        double expected = -1 + (0.5 * Math.PI * 1e-3);

        // The drift's own change over the time is of relative order √t.
        Assert.InRange(moments.Mean, expected - (5.5 * moments.StandardError) - 1e-4, expected + (5.5 * moments.StandardError) + 1e-4);
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void Opposite_inputs_after_the_first_stay_finite(Precision precision)
    {
        // |u_2 − u_3|² = 4 comes from three rounded numbers and may exceed 4, where the drift is not defined.
        var random = new Random(1);
        using var ensemble = new Ensemble(1);
        for (int k = 0; k < 100; k++)
        {
            (double x, double y) = (random.NextDouble(), random.NextDouble());
            GramMatrix start = GramMatrix.FromInputs(new double[,] { { 1, 0 }, { x, y }, { -x, -y } });
            foreach (Scheme scheme in SchemeCatalog.For(new CovarianceSde(0.5, 1), 3))
            {
                IChain chain = new CovarianceSde(0.5, 0.2).Integrate(0.05, scheme);
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
        foreach (Scheme scheme in SchemeCatalog.For(new CovarianceSde(0.5, 1), 2))
        {
            IChain chain = new CovarianceSde(0.5, 0.5).Integrate(0.01, scheme);
            EnsembleResult result = ensemble.Run(chain, GramMatrix.FromMatrix(v), new RunOptions { Replicas = 64 });
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
    public void A_step_that_cannot_be_taken_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSde(0.5, 1).Integrate(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSde(0.5, 1).Integrate(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSde(0.5, 1).Integrate(1e-12));
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSde(1e12, 1).Integrate(0.01));
        Assert.Contains("kappa h = 1E+10", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceFlow(1e12, 1).Integrate(0.01));
    }
}
