using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Tests.Networks;

/// <summary>Inputs of residual networks that are nearly parallel, zero or dead, and very deep networks.</summary>
public sealed class ResidualExtremesTests
{
    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void A_dead_input_is_frozen_to_the_bit_and_has_no_feature_norm(Precision precision)
    {
        Quantity v = Quantity.LogVariance(0);
        Quantity norm = Quantity.LogFeatureNorm(0);
        using var ensemble = new Ensemble(1, seed: 4);
        var network = new ResidualNetwork(3, BranchScaling.FromValues([.. Enumerable.Repeat(0.3, 200)]), ReluFamily.Relu);
        EnsembleResult result = ensemble.Run(
            network,
            GramMatrix.Single(),
            new RunOptions { Replicas = 256, Precision = precision, RecordEvery = 1, Quantities = [v, norm] });
        int dead = 0;
        for (int replica = 0; replica < 256; replica++)
        {
            bool alive = double.IsFinite(result.Samples(norm)[replica]);
            Assert.Equal(alive, result.Samples(v, 0)[replica] != result.Samples(v)[replica]);
            dead += alive ? 0 : 1;
        }

        Assert.InRange(dead, 1, 100);
        Assert.Equal(new EventCounts(0, 0, 0, 0), result.Events);
    }

    [Theory]
    [InlineData(1.0, Precision.Double, 0)]
    [InlineData(1.0, Precision.Single, 0)]
    [InlineData(-1.0, Precision.Double, 1e-11)]
    [InlineData(-1.0, Precision.Single, 1e-3)]
    public void Parallel_and_opposite_inputs_stay_so_in_a_linear_network(double rho, Precision precision, double tolerance)
    {
        // Opposite ones to one rounding a layer and neuron.
        using var ensemble = new Ensemble(1, seed: 2);
        EnsembleResult result = ensemble.Run(
            ResidualNetwork.Uniform(20, 400, ReluFamily.Linear),
            GramMatrix.Pair(rho),
            new RunOptions { Replicas = 40, Precision = precision });
        foreach (double correlation in result.Samples(Quantity.Correlation(0, 1)))
        {
            Assert.Equal(rho, correlation, tolerance);
        }
    }

    [Theory]
    [InlineData(Precision.Double, WeightSampling.Conditional)]
    [InlineData(Precision.Single, WeightSampling.Conditional)]
    [InlineData(Precision.Double, WeightSampling.Explicit)]
    [InlineData(Precision.Single, WeightSampling.Explicit)]
    public void Nearly_parallel_inputs_keep_the_relative_accuracy_of_one_minus_rho(Precision precision, WeightSampling sampling)
    {
        var branches = BranchScaling.FromValues([.. Enumerable.Repeat(0.7, 40)]);
        var network = new ResidualNetwork(50, branches, ReluFamily.Relu) { Sampling = sampling };
        NearInputs.AssertShrinkAlike(network, precision, precision == Precision.Double ? 1e-8 : 1e-3);
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void A_hundred_thousand_layers_neither_overflow_nor_underflow(Precision precision)
    {
        // Far beyond the range of a double, upwards at n = 8 and downwards at n = 1. A layer multiplies |Y|² by χ'²_n(λ)/n, λ = n/α² = n, a
        // Poisson mixture of chi-squared variables: E log = Σ_k P(k; λ/2) ψ(n/2 + k) + log(2/n).
        const int Depth = 100_000;
        double[] branches = [.. Enumerable.Repeat(1.0, Depth)];
        using var ensemble = new Ensemble();
        foreach (int width in new[] { 8, 1 })
        {
            EnsembleResult result = ensemble.Run(
                new ResidualNetwork(width, BranchScaling.FromValues(branches), ReluFamily.Linear),
                GramMatrix.Pair(0.3),
                new RunOptions { Replicas = 16, Precision = precision });
            Moments logs = Moments.Of(result.Samples(Quantity.LogVariance(0)));
            double mean = Math.Log(2.0 / width) + Enumerable.Range(0, 60).Sum(
                k => MathNet.Numerics.Distributions.Poisson.PMF(width / 2.0, k)
                    * MathNet.Numerics.SpecialFunctions.DiGamma((width / 2.0) + k));
            Assert.InRange(logs.Mean - (Depth * mean), -5.5 * logs.StandardError, 5.5 * logs.StandardError);
            Assert.InRange(Math.Abs(logs.Mean), 10_000, double.MaxValue);
            Assert.All(result.Samples(Quantity.Correlation(0, 1)).ToArray(), rho => Assert.Equal(1, Math.Abs(rho), 1e-6));
            Assert.Equal(new EventCounts(0, 0, 0, 0), result.Events);
        }
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void A_million_layers_of_a_bounded_activation_walk_like_brownian_motion(Precision precision)
    {
        // Where |tanh| = 1 every layer adds α g to a neuron, so V/(q_0 + Σα²) ~ χ²_n/n. Neurons are elsewhere in a share of the layers of
        // order L^−1/2, which is a hundredth of the standard error.
        const int Width = 4;
        const int Depth = 1_000_000;
        double[] branches = [.. Enumerable.Repeat(1.0, Depth)];
        using var ensemble = new Ensemble();
        EnsembleResult result = ensemble.Run(
            new ResidualNetwork(Width, BranchScaling.FromValues(branches), Activation.Tanh),
            GramMatrix.Single(),
            new RunOptions { Replicas = 64, Precision = precision });
        Moments logs = Moments.Of(result.Samples(Quantity.LogVariance(0)));
        double mean = Math.Log(2.0 / Width) + MathNet.Numerics.SpecialFunctions.DiGamma(Width / 2.0) + Math.Log(1 + Depth);
        Assert.InRange(logs.Mean - mean, -5.5 * logs.StandardError, 5.5 * logs.StandardError);
        Assert.Equal(new EventCounts(0, 0, 0, 0), result.Events);
    }

    [Fact]
    public void Growth_beyond_the_range_of_numbers_is_reported_where_the_activation_sees_it()
    {
        // GELU is homogeneous far out, but not to the bit: there are no units to change.
        double[] branches = [.. Enumerable.Repeat(100.0, 1000)];
        using var ensemble = new Ensemble(1);
        EnsembleResult result = ensemble.Run(
            new ResidualNetwork(20, BranchScaling.FromValues(branches), Activation.Gelu),
            GramMatrix.Pair(0.3),
            new RunOptions { Replicas = 16 });
        Assert.Equal(new(0, 0, 0, 0, Overflowed: 16), result.Events);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.0)]
    public void An_activation_that_is_not_zero_at_zero_brings_a_zero_input_to_life(double branch)
    {
        GramMatrix start = GramMatrix.FromInputs(new double[,] { { 0, 0 }, { 1, 2 } });
        using var ensemble = new Ensemble(1);
        foreach (WeightSampling sampling in new[] { WeightSampling.Conditional, WeightSampling.Explicit })
        {
            var network = new ResidualNetwork(9, BranchScaling.FromValues(branch), Activation.Softplus) { Sampling = sampling };
            EnsembleResult result = ensemble.Run(network, start, new RunOptions { Replicas = 16 });
            Assert.All(result.Samples(Quantity.LogVariance(0)).ToArray(), log => Assert.Equal(branch > 0, double.IsFinite(log)));
            Assert.All(result.Samples(Quantity.LogVariance(1)).ToArray(), log => Assert.True(double.IsFinite(log)));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(20)]
    public void A_zero_input_stays_zero_through_an_activation_that_is_zero_there(int inputs)
    {
        double[,] rows = new double[inputs, 3];
        for (int a = 0; a < inputs; a++)
        {
            (rows[a, 0], rows[a, 1], rows[a, 2]) = a % 4 == 1 ? (0, 0, 0) : (1 + a, a % 3, -0.7 * a);
        }

        GramMatrix start = GramMatrix.FromInputs(rows);
        using var ensemble = new Ensemble(1);
        foreach (WeightSampling sampling in new[] { WeightSampling.Conditional, WeightSampling.Explicit })
        {
            EnsembleResult result = ensemble.Run(
                new ResidualNetwork(15, BranchScaling.Uniform(9), Activation.Tanh) { Sampling = sampling },
                start,
                new RunOptions { Replicas = 16, Quantities = Quantity.Every(inputs) });
            for (int a = 0; a < inputs; a++)
            {
                Assert.All(result.Samples(Quantity.Covariance(a, a)).ToArray(), v => Assert.Equal(a % 4 != 1, v != 0));
            }
        }
    }
}
