using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Tests.Runs;

/// <summary>Statistics without samples: what they have in common with those of the samples, and what they cost.</summary>
public sealed class StreamingTests
{
    private static readonly FeedforwardNetwork Network = new(6, 3, ReluFamily.LeakyRelu(0.3));

    [Theory]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(5000)]
    [InlineData(7 * 1024)]
    public void Moments_have_the_bits_of_those_of_the_samples_and_quantiles_are_within_the_stated_error(int replicas)
    {
        EnsembleResult exact = Run(new() { Replicas = replicas, RecordEvery = 2 }, threads: 1);
        EnsembleResult streamed = Run(new() { Replicas = replicas, RecordEvery = 2, Storage = SampleStorage.Streaming }, threads: 3);
        Assert.Equal(exact.Events, streamed.Events);
        for (int record = 0; record < exact.Steps.Count; record++)
        {
            foreach (Quantity quantity in exact.Quantities)
            {
                Summary x = exact.Summary(quantity, record);
                Summary y = streamed.Summary(quantity, record);
                Assert.Equal(exact.Moments(quantity, record), streamed.Moments(quantity, record));
                Assert.Equal((x.Covered, x.Total, x.Mean, x.StandardDeviation), (y.Covered, y.Total, y.Mean, y.StandardDeviation));
                foreach (double level in new[] { 0.05, 0.25, 0.5, 0.75, 0.95 })
                {
                    var samples = EmpiricalDistribution.Of(exact.Samples(quantity, record));
                    AssertClose(samples, level, streamed.Quantile(quantity, level, record));
                }

                Assert.Equal(streamed.Quantile(quantity, 0.25, record), y.Quantile25);
                Assert.Equal(exact.Quantile(quantity, 0.25, record), x.Quantile25);
            }
        }

        // Between two order statistics, each with its own error.
        static void AssertClose(EmpiricalDistribution samples, double level, double actual)
        {
            int rank = (int)((samples.Count - 1) * level);
            double largest = Math.Max(Math.Abs(samples.Sorted[rank]), Math.Abs(samples.Sorted[Math.Min(rank + 1, samples.Count - 1)]));
            Assert.Equal(Quantiles.Of(samples, level), actual, Math.ScaleB(largest, -10));
        }
    }

    [Fact]
    public void Samples_are_refused_and_the_message_names_the_option()
    {
        EnsembleResult result = Run(new() { Replicas = 10, Storage = SampleStorage.Streaming }, threads: 1);
        string message = Assert.Throws<InvalidOperationException>(() => result.Samples(Quantity.LogVariance(0)).Length).Message;
        Assert.Contains("Storage = Streaming", message, StringComparison.Ordinal);
        Assert.Contains("were not kept", message, StringComparison.Ordinal);
        ArgumentException grid = Assert.Throws<ArgumentException>(() => result.Histogram(new(Quantity.LogVariance(0), 0, 1, 5), 0));
        Assert.Contains("RunOptions.Histograms", grid.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_that_do_not_fit_are_refused_and_the_message_names_streaming()
    {
        var options = new RunOptions { Replicas = RunOptions.MostReplicas, RecordEvery = 1 };
        string message = Assert.Throws<ArgumentException>(() => Run(options, threads: 1)).Message;
        Assert.Contains("storage: streaming", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_number_of_replicas()
    {
        using var ensemble = new Ensemble(1);
        var options = new RunOptions { Storage = SampleStorage.Streaming, Histograms = [new(Quantity.LogVariance(0), -4, 4, 50)] };
        var network = new FeedforwardNetwork(6, 1, ReluFamily.Linear);
        long few = Allocated(20_000);
        long many = Allocated(2_000_000);

        // What may be added: rare samples in octaves that had none, at most doubling the pages of a sketch.
        Assert.InRange(many, 0, few + (1 << 21));
        Assert.InRange(many, 0, 2_000_000 * sizeof(double) / 2);

        long Allocated(long replicas)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = ensemble.Run(network, GramMatrix.Pair(0.3), options with { Replicas = replicas });
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static EnsembleResult Run(RunOptions options, int threads)
    {
        using var ensemble = new Ensemble(threads, seed: 4);
        return ensemble.Run(Network, GramMatrix.Pair(0.3), options);
    }
}
