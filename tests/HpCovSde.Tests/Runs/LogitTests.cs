using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Networks;
using HpCovSde.Runs;

namespace HpCovSde.Tests.Runs;

/// <summary>Outputs given the covariance: what must hold whatever the chain. Their laws are in HpCovSde.Statistical.</summary>
public sealed class LogitTests
{
    [Theory]
    [MemberData(nameof(Chains.All), MemberType = typeof(Chains))]
    public void Outputs_are_the_same_bits_for_any_threads_replicas_and_units_and_change_nothing_else(string name, Precision precision)
    {
        (_, GramMatrix start) = Chains.Make(name);
        EnsembleResult none = Run(name, precision, threads: 1, replicas: 37, units: 0);
        EnsembleResult one = Run(name, precision, threads: 1, replicas: 37, units: 2);
        EnsembleResult other = Run(name, precision, threads: 3, replicas: 50, units: 3);
        Assert.All(none.Quantities, quantity => Assert.Equal(none.Samples(quantity), one.Samples(quantity)));
        Assert.Equal(none.Quantities.Count + (2 * start.Size), one.Quantities.Count);
        foreach (Quantity logit in Quantity.Logits(2, start.Size))
        {
            for (int record = 0; record < 2; record++)
            {
                Assert.Equal(one.Samples(logit, record), other.Samples(logit, record)[..37]);
                Assert.All(one.Samples(logit, record).ToArray(), f => Assert.True(double.IsFinite(f)));
            }

            Assert.NotEqual(one.Samples(logit, 0)[0], one.Samples(logit, 1)[0]);
        }

        Assert.NotEqual(one.Samples(Quantity.Logit(0, 0))[0], one.Samples(Quantity.Logit(1, 0))[0]);
    }

    [Fact]
    public void Equal_inputs_have_equal_outputs_multiples_their_multiple_and_zeros_none()
    {
        var start = GramMatrix.FromInputs(
            new double[,] { { 1, 2, -1 }, { 0, 0, 0 }, { 1, 2, -1 }, { 2, 4, -2 }, { 1, 0, 1 }, { 1, 0, 1 } });
        IChain[] chains = [new FeedforwardNetwork(20, 5, ReluFamily.Relu), ResidualNetwork.Uniform(20, 5, ReluFamily.Relu)];
        foreach (IChain chain in chains)
        {
            EnsembleResult result = Run(chain, start, 20);
            foreach (int unit in new[] { 0, 1 })
            {
                AssertEqual(1, result.Samples(Quantity.Logit(unit, 0)), result.Samples(Quantity.Logit(unit, 2)));
                AssertEqual(2, result.Samples(Quantity.Logit(unit, 0)), result.Samples(Quantity.Logit(unit, 3)));
                AssertEqual(1, result.Samples(Quantity.Logit(unit, 4)), result.Samples(Quantity.Logit(unit, 5)));
                Assert.All(result.Samples(Quantity.Logit(unit, 1)).ToArray(), f => Assert.Equal(0, f));
                Assert.DoesNotContain(0, result.Samples(Quantity.Logit(unit, 4)).ToArray());
            }
        }

        // To the rounding of the variances, which chains keep as sums of logarithms.
        static void AssertEqual(double factor, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
        {
            for (int i = 0; i < x.Length; i++)
            {
                Assert.Equal(factor * x[i], y[i], 1e-14);
            }
        }
    }

    [Fact]
    public void Where_rho_is_one_and_variances_are_equal_outputs_are_to_the_bit()
    {
        double[] f = Draw([0.3, 0.3, 0.7, /* 1 - rho */ 0, 0.5, 0.5, double.NaN, 0, 0, 0, 0], 3);
        Assert.Equal(f[0], f[1]);
        Assert.NotEqual(f[0], f[2]);
    }

    [Fact]
    public void The_first_input_may_be_the_dead_one_and_others_may_be_opposite()
    {
        var start = GramMatrix.FromInputs(new double[,] { { 0, 0 }, { 1, 2 }, { -1, -2 }, { 1, 2 } });
        EnsembleResult result = Run(new FeedforwardNetwork(20, 5, ReluFamily.Linear), start, 50);
        double[] f = result.Samples(Quantity.Logit(0, 1)).ToArray();
        Assert.All(result.Samples(Quantity.Logit(0, 0)).ToArray(), x => Assert.Equal(0, x));
        for (int i = 0; i < f.Length; i++)
        {
            // Differences to a first input that is dead are of order 1, whose rounding is left.
            double scale = 1e-14 * Math.Sqrt(result.Samples(Quantity.Covariance(1, 1))[i]);
            Assert.Equal(-f[i], result.Samples(Quantity.Logit(0, 2))[i], scale);
            Assert.Equal(f[i], result.Samples(Quantity.Logit(0, 3))[i], scale);
        }
    }

    [Fact]
    public void Differences_of_nearly_parallel_inputs_have_the_size_that_one_minus_rho_says()
    {
        // f_2 − f_1 = −δ g_1 + √(2δ − δ²) g_2, the same g_2 at any δ, to the rounding of f: from ρ it would have no digit at δ = 10⁻¹⁶.
        double expected = Second(0.01);
        foreach (double delta in new[] { 1e-8, 1e-14, 1e-18 })
        {
            Assert.Equal(expected, Second(delta), 4 * Math.ScaleB(1, -53) / Math.Sqrt(delta));
        }

        Assert.NotEqual(0, Second(1e-18));

        static double Second(double delta)
        {
            double[] f = Draw([0, 0, delta, double.NaN, 0, 0, 0], 2);
            return (f[1] - f[0] + (delta * f[0])) / Math.Sqrt((2 * delta) - (delta * delta));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void Drawing_does_not_allocate_and_takes_the_scratch_it_states(int inputs)
    {
        var sampler = new LogitSampler<float>(inputs, 7, ManagedBlas<float>.Instance, new RandomKey(1, 1));
        using var workspace = new Workspace(sampler.Requirement);
        double[] row = new double[CovarianceLayout.RowLength(inputs)];
        row.AsSpan(inputs, CovarianceLayout.PairCount(inputs)).Fill(0.5);
        double[] logits = new double[sampler.Length];
        sampler.Draw(new CovarianceSample(row, inputs), 0, 0, logits, workspace);
        long before = GC.GetAllocatedBytesForCurrentThread();
        sampler.Draw(new CovarianceSample(row, inputs), 1, 0, logits, workspace);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Sinks_see_outputs_and_what_is_not_there_is_refused()
    {
        var sink = new Sink();
        using var ensemble = new Ensemble(1);
        var network = new FeedforwardNetwork(4, 2, ReluFamily.Linear);
        EnsembleResult result = ensemble.Run(network, GramMatrix.Pair(0.3), new RunOptions { Replicas = 2, Logits = 3 }, sink);
        Assert.Equal(result.Samples(Quantity.Logit(2, 1))[1], sink.Last);
        Assert.Equal("f[3,2]", Quantity.Logit(2, 1).Name);
        Assert.NotEqual(Quantity.Logit(2, 1), Quantity.Logit(1, 1));
        AssertRefused("Logits is -1", new RunOptions { Logits = -1 });
        AssertRefused(
            "f[3,1] needs output unit 3 (index 2 in code), but RunOptions.Logits is 2",
            new() { Logits = 2, Quantities = [Quantity.Logit(2, 0)] });
        AssertRefused(
            "f[1,3] needs input 3 (index 2 in code), but the run has 2 inputs", new() { Logits = 2, Quantities = [Quantity.Logit(0, 2)] });
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantity.Logit(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantity.Logit(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSample(new double[3], 1).Logit(0, 0));

        void AssertRefused(string text, RunOptions options) =>
            Assert.Contains(
                text,
                Assert.Throws<ArgumentException>(() => ensemble.Run(network, GramMatrix.Pair(0), options)).Message,
                StringComparison.Ordinal);
    }

    private static EnsembleResult Run(string name, Precision precision, int threads, int replicas, int units)
    {
        (IChain chain, GramMatrix start) = Chains.Make(name);
        using var ensemble = new Ensemble(threads, seed: 3);
        return ensemble.Run(chain, start, new RunOptions { Replicas = replicas, Precision = precision, RecordEvery = 4, Logits = units });
    }

    private static double[] Draw(double[] row, int inputs)
    {
        var sampler = new LogitSampler<double>(inputs, 1, ManagedBlas<double>.Instance, new RandomKey(5, 1));
        using var workspace = new Workspace(sampler.Requirement);
        double[] f = new double[inputs];
        sampler.Draw(new CovarianceSample(row, inputs), 3, 4, f, workspace);
        return f;
    }

    private static EnsembleResult Run(IChain chain, GramMatrix start, int replicas)
    {
        using var ensemble = new Ensemble(1, seed: 8);
        return ensemble.Run(chain, start, new RunOptions { Replicas = replicas, Logits = 2 });
    }

    private sealed class Sink : ICovarianceSink
    {
        internal double Last { get; private set; }

        public void Write(int record, long replica, in CovarianceSample sample) => Last = sample.Logit(sample.Units - 1, sample.Inputs - 1);
    }
}
