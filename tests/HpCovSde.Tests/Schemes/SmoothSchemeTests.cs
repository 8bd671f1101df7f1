using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;

namespace HpCovSde.Tests.Schemes;

/// <summary>The deterministic flow of shaped smooth networks, and explosions.</summary>
public sealed class SmoothSchemeTests
{
    private static readonly GramMatrix Start = GramMatrix.FromMatrix(
        new double[,] { { 1.2, 0.3, -0.1 }, { 0.3, 0.8, 0.2 }, { -0.1, 0.2, 1 } });

    [Fact]
    public void The_flow_solves_its_equation_to_second_order_and_the_variances_exactly()
    {
        foreach (SmoothDrift drift in new[] { new SmoothDrift(0.4, -0.9), new(0.2, 0.1), new(0, -1), new(0.6, -0.7) })
        {
            double[,] exact = Solve(drift, 1);
            double[] error = new double[3];
            for (int i = 0; i < 3; i++)
            {
                EnsembleResult result = Run(new SmoothCovarianceFlow(drift, 1).Integrate(0.04 / (1 << i)), Start);
                for (int a = 0; a < 3; a++)
                {
                    // Forty steps of a logarithm and an exponential each, and Runge and Kutta's error of 1e-3 to the fourth.
                    Assert.Equal(exact[a, a], result.Samples(Quantity.Covariance(a, a))[1], 1e-11);
                    for (int b = 0; b < a; b++)
                    {
                        error[i] = Math.Max(error[i], Math.Abs(result.Samples(Quantity.Covariance(a, b))[1] - exact[a, b]));
                    }
                }
            }

            // Halving the step quarters the error, up to the error's own relative change of the order of the step.
            Assert.InRange(error[0], 0, 0.001);
            bool isAsDeclared = drift.Quadratic == 0 ? error[0] < 1e-11 : error[1] / error[2] is > 3.5 and < 4.5;
            Assert.True(isAsDeclared, $"{drift}: {string.Join(' ', error)}");
        }
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void A_variance_above_one_explodes_at_the_time_that_the_flow_says(Precision precision)
    {
        // e^{βτ} = V/(V − 1): the earlier of the two of V = 2 and 3 at β = 0.9, however the time is cut.
        GramMatrix start = GramMatrix.FromMatrix(new double[,] { { 2, 0.1 }, { 0.1, 3 } });
        double expected = Math.Log(1.5) / 0.9;
        foreach (double step in new[] { 1.0, 0.07, 0.003 })
        {
            EnsembleResult result = Run(new SmoothCovarianceFlow(new(0.2, 0.15), 1).Integrate(step), start, precision);
            Assert.Equal(2, result.Events.Exploded);
            Assert.Equal(0, result.Events.NonFinite);
            Assert.Equal(expected, result.Samples(Quantity.ExplosionTime)[0], precision == Precision.Double ? 1e-12 : 1e-5);
            Assert.True(double.IsNaN(result.Samples(Quantity.Covariance(0, 1))[0]));
        }
    }

    [Fact]
    public void The_time_of_an_explosion_is_kept_and_is_NaN_without_an_explosion()
    {
        foreach (Scheme scheme in new Scheme[] { new InverseVariance(), new Tri2(), new ExponentialMap() })
        {
            IChain chain = new SmoothCovarianceSde(new(1, 0), 3).Integrate(0.05, scheme);
            using var ensemble = new Ensemble(1);
            Quantity[] kept = [Quantity.ExplosionTime, Quantity.LogVariance(0)];
            var options = new RunOptions { Replicas = 200, RecordEvery = 1, Quantities = kept };
            EnsembleResult result = ensemble.Run(chain, GramMatrix.Single(1.1), options);
            double[] last = result.Samples(Quantity.ExplosionTime).ToArray();
            Assert.Equal(result.Events.Exploded, last.Count(double.IsFinite));
            Assert.InRange(result.Events.Exploded, 1, 199);
            for (int record = 0; record < result.Steps.Count; record++)
            {
                double now = result.Steps[record] * chain.TimePerStep;
                for (int replica = 0; replica < last.Length; replica++)
                {
                    // Rounding of the time, which is a product there and a sum here.
                    bool exploded = last[replica] <= now + 1e-12;
                    Assert.Equal(exploded ? last[replica] : double.NaN, result.Samples(Quantity.ExplosionTime, record)[replica]);
                    Assert.Equal(exploded, double.IsNaN(result.Samples(Quantity.LogVariance(0), record)[replica]));
                }
            }
        }
    }

    [Fact]
    public void Networks_have_no_time_of_explosion()
    {
        using var ensemble = new Ensemble(1);
        var options = new RunOptions { Replicas = 8, Quantities = [Quantity.ExplosionTime] };
        EnsembleResult result = ensemble.Run(Chains.Make("wide 2").Chain, Chains.Inputs(2), options);
        Assert.All(result.Samples(Quantity.ExplosionTime).ToArray(), time => Assert.True(double.IsNaN(time)));
        result = ensemble.Run(new CovarianceSde(0.5, 1).Integrate(0.1), Chains.Inputs(2), options);
        Assert.All(result.Samples(Quantity.ExplosionTime).ToArray(), time => Assert.True(double.IsNaN(time)));
    }

    [Theory]
    [InlineData(1, Precision.Double)]
    [InlineData(2, Precision.Double)]
    [InlineData(1, Precision.Single)]
    [InlineData(2, Precision.Single)]
    [InlineData(18, Precision.Double)]
    public void A_network_that_leaves_the_range_of_numbers_is_counted_once_and_not_as_exploded(int inputs, Precision precision)
    {
        // φ(x) = x² squares variances in every layer: above 1 they overflow, below they underflow.
        Activation square = Activation.Of("square", x => x * x);
        foreach (double variance in new[] { 10, 0.1 })
        {
            AssertLost(variance, new FeedforwardNetwork(19, 100, square) { Sampling = WeightSampling.Conditional });
            AssertLost(variance, new FeedforwardNetwork(19, 100, square) { Sampling = WeightSampling.Explicit });
        }

        void AssertLost(double variance, FeedforwardNetwork network)
        {
            using var ensemble = new Ensemble(1);
            var options = new RunOptions { Replicas = 16, Precision = precision, Quantities = Quantity.Every(inputs) };
            EnsembleResult result = ensemble.Run(network, Spread(inputs, variance), options);

            // One input may overflow while another underflows.
            Assert.InRange(result.Events.Overflowed + result.Events.Underflowed, 16, 32);
            Assert.Equal((0, 0, 0), (result.Events.Exploded, result.Events.Vanished, result.Events.NonFinite));
            Assert.InRange(variance > 1 ? result.Events.Overflowed : result.Events.Underflowed, 9, 16);
        }
    }

    [Theory]
    [InlineData(1, Precision.Double)]
    [InlineData(2, Precision.Double)]
    [InlineData(2, Precision.Single)]
    [InlineData(18, Precision.Double)]
    [InlineData(18, Precision.Single)]
    public void An_activation_that_is_linear_near_zero_or_far_out_keeps_the_logarithm_of_any_variance(int inputs, Precision precision)
    {
        // GELU, β = 1.9: where V is large a layer multiplies it with a number above 1, the others die out.
        foreach (WeightSampling sampling in new[] { WeightSampling.Conditional, WeightSampling.Explicit })
        {
            var network = FeedforwardNetwork.ShapedSmooth(19, 3000, new SmoothShape(Activation.Gelu, 1), sampling);
            using var ensemble = new Ensemble(1);
            var options = new RunOptions { Replicas = 16, Precision = precision, Quantities = Quantity.Every(inputs) };
            EnsembleResult result = ensemble.Run(network, Spread(inputs, 5), options);

            // At great V all 19 neurons may be negative, and then V is below e^{−10⁹}. This happens once in 2¹⁹ layers.
            Assert.Equal(default, result.Events with { Underflowed = 0 });
            Assert.InRange(result.Events.Underflowed, 0, 2);
            double[] logs = result.Samples(Quantity.LogVariance(inputs - 1)).ToArray();
            Assert.Contains(logs, log => log > 750);
            Assert.Contains(logs, log => log < -200);
        }
    }

    // Nearly parallel inputs, the first of a given variance.
    private static GramMatrix Spread(int inputs, double variance)
    {
        double[,] rows = new double[inputs, 20];
        var random = new Random(inputs);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i / 20, i % 20] = (i % 20) - 9.5 + random.NextDouble();
        }

        double scale = Math.Sqrt(variance / GramMatrix.FromInputs(rows).Variance(0));
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i / 20, i % 20] *= scale;
        }

        return GramMatrix.FromInputs(rows);
    }

    [Fact]
    public void A_hundred_thousand_steps_of_inverse_variance_stay_in_range()
    {
        // β = 0: exactly lognormal, down to e^{−50000}; β = −1/2: log V falls by half its time on average, and E 1/V grows beyond all
        // bounds.
        foreach (double beta in new[] { 0, -0.5 })
        {
            IChain chain = new SmoothCovarianceSde(new(0, beta / 2), 5e4).Integrate(0.5, new InverseVariance());
            EnsembleResult result = Run(chain, GramMatrix.Single(1));
            double expected = -(1 + beta) * 5e4;
            Assert.All(result.Samples(Quantity.LogVariance(0)).ToArray(), x => Assert.Equal(expected, x, 6 * Math.Sqrt(1e5)));
        }
    }

    private static EnsembleResult Run(IChain chain, GramMatrix start, Precision precision = Precision.Double)
    {
        using var ensemble = new Ensemble(1);
        return ensemble.Run(
            chain,
            start,
            new RunOptions { Replicas = 2, Precision = precision, Quantities = [.. Quantity.Every(start.Size), Quantity.ExplosionTime] });
    }

    // dV/dt = b(V), entry by entry, by the method of Runge and Kutta.
    private static double[,] Solve(SmoothDrift drift, double time)
    {
        const int Steps = 1000;
        double h = time / Steps;
        var v = (double[,])Start.Values.ToArray().Clone();
        for (int i = 0; i < Steps; i++)
        {
            double[,] k1 = Drift(drift, v);
            double[,] k2 = Drift(drift, Moved(v, h / 2, k1));
            double[,] k3 = Drift(drift, Moved(v, h / 2, k2));
            double[,] k4 = Drift(drift, Moved(v, h, k3));
            v = Moved(Moved(Moved(Moved(v, h / 6, k1), h / 3, k2), h / 3, k3), h / 6, k4);
        }

        return v;
    }

    private static double[,] Moved(double[,] v, double h, double[,] k)
    {
        var moved = new double[3, 3];
        for (int i = 0; i < 9; i++)
        {
            moved[i / 3, i % 3] = v[i / 3, i % 3] + (h * k[i / 3, i % 3]);
        }

        return moved;
    }

    private static double[,] Drift(SmoothDrift drift, double[,] v)
    {
        var b = new double[3, 3];
        for (int i = 0; i < 9; i++)
        {
            (double own, double first, double second) = (v[i / 3, i % 3], v[i / 3, i / 3], v[i % 3, i % 3]);
            b[i / 3, i % 3] = (drift.Quadratic * ((first * second) + (own * ((2 * own) - 3)))) + (drift.Cubic * own * (first + second - 2));
        }

        return b;
    }
}
