using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;

namespace HpCovSde.Tests.Runs;

/// <summary>What cannot be run is refused before it runs, by name and value.</summary>
public sealed class RefusalTests
{
    private static readonly FeedforwardNetwork Network = new(4, 2, ReluFamily.Linear);

    [Fact]
    public void Options_that_cannot_be_met_are_refused()
    {
        AssertRefused("Replicas is 0", new RunOptions { Replicas = 0 });
        AssertRefused("RecordEvery is -1", new RunOptions { RecordEvery = -1 });
        AssertRefused("Precision is 7", new RunOptions { Precision = (Precision)7 });
        AssertRefused("Blas is 9; it must be Auto, Managed, Mkl, OpenBlas", new RunOptions { Blas = (BlasProvider)9 });
        AssertRefused("logdet is given twice", new RunOptions { Quantities = [Quantity.LogDeterminant, Quantity.LogDeterminant] });
        AssertRefused(
            "rho[1,3] needs input 3 (index 2 in code), but the run has 2 inputs: 1 to 2 (indices 0 to 1)",
            new RunOptions { Quantities = [Quantity.Correlation(2, 0)] });
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantity.Covariance(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantity.LogVariance(-1));
    }

    [Fact]
    public void One_thing_is_singular()
    {
        using var ensemble = new Ensemble(1);
        AssertSays("the run has 1 input.", Network, new() { Quantities = [Quantity.LogVariance(1)] });
        AssertSays("1 to 1 (", Network, new() { Quantities = [Quantity.LogVariance(1)] }, isSaid: false);
        AssertSays("times 1 input below", Network, new() { Logits = -1 });
        AssertSays("samples of 1 record, ", Network, new() { Replicas = int.MaxValue, Storage = SampleStorage.Exact });
        AssertSays("with 1 input needs", new FeedforwardNetwork(int.MaxValue, 1, Activation.Tanh) { Sampling = WeightSampling.Explicit });
        var one = BranchScaling.Uniform(1);
        AssertSays("with 1 input needs", new ResidualNetwork(int.MaxValue, one, Activation.Tanh) { Sampling = WeightSampling.Explicit });
        AssertSays("for Tanh with 1 input", new FeedforwardNetwork(3, 1, Activation.Tanh) { Sampling = WeightSampling.Exact });

        void AssertSays(string expected, IChain chain, RunOptions? options = null, bool isSaid = true)
        {
            ArgumentException error = Assert.Throws<ArgumentException>(() => ensemble.Run(chain, GramMatrix.Single(), options));
            Assert.Equal(isSaid, error.Message.Contains(expected, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void Records_and_quantities_that_were_not_kept_are_refused()
    {
        using var ensemble = new Ensemble(1);
        var options = new RunOptions { Replicas = 3, Quantities = [Quantity.LogDeterminant] };
        EnsembleResult result = ensemble.Run(Network, GramMatrix.Pair(0), options);
        ArgumentException error = Assert.Throws<ArgumentException>(() => result.Samples(Quantity.MeanCorrelation).Length);
        Assert.Contains("meanRho", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => result.Samples(Quantity.LogDeterminant, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => result.Samples(Quantity.LogDeterminant, -1).Length);
    }

    [Fact]
    public void A_chain_without_steps_is_refused()
    {
        using var ensemble = new Ensemble(1);
        ArgumentException error = Assert.Throws<ArgumentException>(() => ensemble.Run(new Standstill(), GramMatrix.Pair(0)));
        Assert.Contains("0 steps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_largest_sde_needs_fits_into_one_span()
    {
        // To make the matrix that is refused would take gigabytes.
        AssertFits<double>(SdeIntegration.LargestSize<double>());
        AssertFits<float>(SdeIntegration.LargestSize<float>());
        Assert.Equal((13_375, 9_457), (SdeIntegration.LargestSize<double>(), SdeIntegration.LargestSize<float>()));
        Assert.Throws<OverflowException>(() => CovarianceBundle<float>.Length(20_000));

        static void AssertFits<T>(int m)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Assert.InRange((long)m * m * Lanes<T>.Count, 1, int.MaxValue);
            Assert.InRange(((3L * m * (m + 1) / 2) + 5) * Lanes<T>.Count, 1, int.MaxValue);
            Assert.InRange(CovarianceBundle<T>.Length(m), 1, int.MaxValue);
        }
    }

    [Fact]
    public void A_sample_refuses_inputs_it_has_not()
    {
        double[] row = new double[CovarianceLayout.RowLength(2)];
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSample(row, 2).LogVariance(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSample(row, 2).Correlation(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceSample(row, 2).Covariance(-1, 0));
    }

    [Fact]
    public void A_correlation_that_is_not_a_number_counts_unless_an_input_is_dead()
    {
        // log V_11, log V_22, 1 − ρ, log det, losses.
        Assert.False(new CovarianceSample([0, 0, 0.5, 0, 0], 2).IsNonFinite);
        Assert.True(new CovarianceSample([0, 0, double.NaN, 0, 0], 2).IsNonFinite);
        Assert.False(new CovarianceSample([0, double.NegativeInfinity, double.NaN, double.NaN, 0], 2).IsNonFinite);
        Assert.True(new CovarianceSample([0, double.PositiveInfinity, 0.5, 0, 0], 2).HasExploded);
        Assert.False(new CovarianceSample([0, 700, 0.5, 0, 0], 2).HasExploded);
    }

    [Fact]
    public void A_bundle_refuses_memory_and_matrices_that_do_not_fit()
    {
        double[] rows = new double[CovarianceBundle<double>.Length(2)];
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceBundle<double>(rows, 0, default).Inputs);
        Assert.Throws<ArgumentException>(() => new CovarianceBundle<double>(rows, 3, default).Inputs);
        Assert.Throws<ArgumentException>(() => new CovarianceBundle<double>(rows, 2, default).Set(GramMatrix.Single()));
    }

    private static void AssertRefused(string text, RunOptions options)
    {
        using var ensemble = new Ensemble(1);
        ArgumentException error = Assert.Throws<ArgumentException>(() => ensemble.Run(Network, GramMatrix.Pair(0), options));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    private sealed class Standstill : IChain
    {
        public int Steps => 0;

        public double TimePerStep => 1;

        public uint StreamPurpose => 99;

        public ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => ((IChain)Network).CreateTransition(start, blas);
    }
}
