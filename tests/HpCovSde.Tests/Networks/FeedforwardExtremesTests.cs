using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Laws;
using HpCovSde.Networks;
using HpCovSde.Runs;

namespace HpCovSde.Tests.Networks;

/// <summary>Inputs of feedforward networks that are nearly parallel, zero or dead, and very deep networks.</summary>
public sealed class FeedforwardExtremesTests
{
    [Theory]
    [InlineData(Precision.Double, WeightSampling.Conditional)]
    [InlineData(Precision.Single, WeightSampling.Conditional)]
    [InlineData(Precision.Double, WeightSampling.Explicit)]
    [InlineData(Precision.Single, WeightSampling.Explicit)]
    public void Nearly_parallel_inputs_keep_the_relative_accuracy_of_one_minus_rho(Precision precision, WeightSampling sampling)
    {
        var network = new FeedforwardNetwork(50, 20, new ReluShape(0, -1).At(50)) { Sampling = sampling };
        NearInputs.AssertShrinkAlike(network, precision, precision == Precision.Double ? 1e-8 : 1e-4);
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void Nearly_parallel_inputs_keep_the_digits_of_their_distance_over_many_layers(Precision precision)
    {
        // 1 − ρ_0 = 1.3e-18 and four times that, with the same weights: angles are so small that a layer multiplies both with the same
        // number, up to the angle itself, so that the quotient stays. Single precision holds 1 − ρ ≥ 1e-38 and double 1e-308: fewer layers,
        // and more.
        int depth = precision == Precision.Double ? 20_000 : 400;
        var network = new FeedforwardNetwork(100, depth, ReluFamily.Relu);
        double[] near = Distances(1.6e-9);
        double[] far = Distances(3.2e-9);
        for (int replica = 0; replica < near.Length; replica++)
        {
            // Roundings of a step of 1 − ρ, added up as a random walk; and the angle, added up over the layers, a sum whose tail falls like
            // its reciprocal.
            double tolerance = Math.Sqrt(depth) * (precision == Precision.Double ? 1e-15 : 1e-6);
            Assert.InRange(near[replica], precision == Precision.Double ? 1e-280 : 1e-36, precision == Precision.Double ? 1e-100 : 1e-12);
            Assert.Equal(4, far[replica] / near[replica], 4 * (tolerance + 1e-5));
        }

        double[] Distances(double angle)
        {
            using var ensemble = new Ensemble(1);
            GramMatrix start = GramMatrix.FromInputs(new double[,] { { 1, 0 }, { Math.Cos(angle), Math.Sin(angle) } });
            var options = new RunOptions { Replicas = 16, Precision = precision, Quantities = [Quantity.OneMinusCorrelation(0, 1)] };
            return ensemble.Run(network, start, options).Samples(Quantity.OneMinusCorrelation(0, 1)).ToArray();
        }
    }

    [Fact]
    public void A_million_layers_of_the_relu_make_inputs_equal_and_nothing_else()
    {
        // 1 − ρ ends below the smallest number, e^{−2·10⁶/40}; log V is a sum of independent terms.
        var network = new FeedforwardNetwork(40, 1_000_000, ReluFamily.Relu);
        using var ensemble = new Ensemble(0);
        EnsembleResult result = ensemble.Run(network, GramMatrix.Pair(0.3), new RunOptions { Replicas = 8 });
        LogVarianceLaw law = LogVarianceLaw.Relu(40, 1_000_000);
        Assert.Equal(new EventCounts(0, 0, 0, 0), result.Events);
        Assert.All(result.Samples(Quantity.OneMinusCorrelation(0, 1)).ToArray(), delta => Assert.Equal(0, delta));
        Assert.All(result.Samples(Quantity.LogVariance(1)).ToArray(), x => Assert.Equal(law.Mean, x, 6 * Math.Sqrt(law.Variance)));
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void A_million_layers_neither_overflow_nor_underflow(Precision precision)
    {
        // log V drifts to −63 800, far below the range of a double; its exact mean is d (ψ(n/2) − log(n/2)), its variance d ψ'(n/2).
        using var ensemble = new Ensemble();
        var network = new FeedforwardNetwork(16, 1_000_000, ReluFamily.Linear);
        EnsembleResult result = ensemble.Run(network, GramMatrix.Pair(0.3), new RunOptions { Replicas = 16, Precision = precision });
        double mean = 1e6 * (MathNet.Numerics.SpecialFunctions.DiGamma(8) - Math.Log(8));
        double standardError = Math.Sqrt(1e6 * 0.13313701469403142 / 16);
        double sum = 0;
        foreach (double log in result.Samples(Quantity.LogVariance(0)))
        {
            Assert.True(double.IsFinite(log));
            sum += log;
        }

        Assert.InRange((sum / 16) - mean, -5.5 * standardError, 5.5 * standardError);
        Assert.All(result.Samples(Quantity.Correlation(0, 1)).ToArray(), rho => Assert.Equal(1, Math.Abs(rho), 1e-6));
        Assert.Equal(new EventCounts(0, 0, 0, 0), result.Events);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-1.0)]
    public void Parallel_and_opposite_inputs_stay_so_in_a_linear_network(double rho)
    {
        using var ensemble = new Ensemble(1);
        EnsembleResult result = ensemble.Run(
            new FeedforwardNetwork(12, 40, ReluFamily.Linear), GramMatrix.Pair(rho), new RunOptions { Replicas = 32 });
        Assert.All(result.Samples(Quantity.Correlation(0, 1)).ToArray(), r => Assert.Equal(rho, r, 1e-12));
        Assert.All(result.Samples(Quantity.LogDeterminant).ToArray(), value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void Zero_inputs_stay_zero_and_do_not_disturb_the_others()
    {
        double[,] v = { { 0, 0, 0 }, { 0, 1, 0.4 }, { 0, 0.4, 2 } };
        using var ensemble = new Ensemble(1);
        foreach (WeightSampling sampling in new[] { WeightSampling.Conditional, WeightSampling.Explicit })
        {
            var network = new FeedforwardNetwork(12, 10, ReluFamily.LeakyRelu(0.5)) { Sampling = sampling };
            EnsembleResult result = ensemble.Run(network, GramMatrix.FromMatrix(v), new RunOptions { Replicas = 32 });
            Assert.All(result.Samples(Quantity.Covariance(0, 0)).ToArray(), x => Assert.Equal(0, x));
            Assert.All(result.Samples(Quantity.Covariance(0, 1)).ToArray(), x => Assert.Equal(0, x));
            Assert.All(result.Samples(Quantity.Correlation(0, 2)).ToArray(), x => Assert.True(double.IsNaN(x)));
            Assert.All(result.Samples(Quantity.Correlation(1, 2)).ToArray(), x => Assert.InRange(x, -1, 1));
            Assert.All(result.Samples(Quantity.Covariance(1, 1)).ToArray(), x => Assert.True(x > 0));
            Assert.Equal(new EventCounts(0, 0, 0, 0), result.Events);
        }
    }

    [Theory]
    [InlineData(5, WeightSampling.Conditional)]
    [InlineData(18, WeightSampling.Conditional)]
    [InlineData(5, WeightSampling.Explicit)]
    [InlineData(8, WeightSampling.Explicit)]
    [InlineData(18, WeightSampling.Explicit)]
    public void A_zero_input_stays_zero_through_an_activation_that_is_zero_there(int inputs, WeightSampling sampling)
    {
        using var ensemble = new Ensemble(1);
        var network = FeedforwardNetwork.ShapedSmooth(22, 20, new SmoothShape(Activation.Tanh, 0.5), sampling);
        for (int zero = 0; zero < inputs; zero++)
        {
            double[,] rows = new double[inputs, 2];
            for (int a = 0; a < inputs; a++)
            {
                (rows[a, 0], rows[a, 1]) = a == zero ? (0, 0) : (Math.Sin(a + 1), Math.Cos(3 * a));
            }

            EnsembleResult result = ensemble.Run(
                network, GramMatrix.FromInputs(rows), new RunOptions { Replicas = 32, Quantities = [Quantity.Covariance(zero, zero)] });
            Assert.All(result.Samples(Quantity.Covariance(zero, zero)).ToArray(), v => Assert.Equal(0, v));
        }
    }

    [Theory]
    [InlineData(2, WeightSampling.Conditional)]
    [InlineData(3, WeightSampling.Conditional)]
    [InlineData(10, WeightSampling.Conditional)]
    [InlineData(2, WeightSampling.Explicit)]
    [InlineData(10, WeightSampling.Explicit)]
    public void Every_input_dies_wholly_or_not_at_all(int inputs, WeightSampling sampling)
    {
        // Slopes whose products are rounded. Rounding would leave variances of about 1e-16, while P(χ²_1 < 1e-14) is 8e-8.
        using var ensemble = new Ensemble(1);
        var network = new FeedforwardNetwork(2, 3, new ReluFamily(1.3, 0)) { Sampling = sampling };
        EnsembleResult result = ensemble.Run(
            network,
            Chains.Inputs(inputs),
            new RunOptions { Replicas = 4096, Quantities = [.. Enumerable.Range(0, inputs).Select(a => Quantity.Covariance(a, a))] });
        for (int a = 0; a < inputs; a++)
        {
            double[] variances = result.Samples(Quantity.Covariance(a, a)).ToArray();
            Assert.Contains(0, variances);
            Assert.All(variances, v => Assert.True(v is 0 or > 1e-14, $"{v}"));
        }
    }

    [Theory]
    [InlineData(WeightSampling.Conditional, 3)]
    [InlineData(WeightSampling.Explicit, 3)]
    [InlineData(WeightSampling.Conditional, 18)]
    public void Fewer_neurons_than_inputs_leave_the_covariance_singular(WeightSampling sampling, int inputs)
    {
        using var ensemble = new Ensemble(1);
        var network = new FeedforwardNetwork(inputs - 1, 4, ReluFamily.LeakyRelu(0.5)) { Sampling = sampling };
        EnsembleResult result = ensemble.Run(network, Chains.Inputs(inputs), new RunOptions { Replicas = 32 });
        Assert.All(result.Samples(Quantity.LogDeterminant).ToArray(), value => Assert.True(double.IsNaN(value)));
    }
}
