using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Networks;
using HpCovSde.Runs;

namespace HpCovSde.Tests.Runs;

/// <summary>Options are plain data; quantities have names; a run says how it was made; samples go to the caller's memory.</summary>
public sealed class RunOptionsTests
{
    private static readonly FeedforwardNetwork Network = new(4, 3, ReluFamily.Linear);

    [Fact]
    public void Options_are_equal_if_and_only_if_every_member_is()
    {
        RunOptions Make() => new() { Quantities = [Quantity.LogDeterminant], Histograms = [new(Quantity.LogDeterminant, 0, 1, 2)] };
        Assert.Equal(Make(), Make());
        Assert.Equal(Make().GetHashCode(), Make().GetHashCode());
        RunOptions[] others =
        [
            Make() with { Replicas = 1 }, Make() with { FirstReplica = 1 }, Make() with { Precision = Precision.Single },
            Make() with { Blas = BlasProvider.Mkl }, Make() with { RecordEvery = 1 }, Make() with { RecordStart = true },
            Make() with { Logits = 1 }, Make() with { Quantities = null }, Make() with { Quantities = [] },
            Make() with { Quantities = [Quantity.MeanCorrelation] },
            Make() with { Storage = SampleStorage.Streaming }, Make() with { Histograms = [new(Quantity.LogDeterminant, 0, 1, 3)] },
        ];
        Assert.All(others, other => Assert.NotEqual(Make(), other));
        Assert.NotEqual(new() { Quantities = [] }, new RunOptions());
    }

    [Fact]
    public void Lists_are_copied()
    {
        Quantity[] list = [Quantity.LogDeterminant];
        var options = new RunOptions { Quantities = list };
        list[0] = Quantity.MeanCorrelation;
        Assert.Equal([Quantity.LogDeterminant], options.Quantities);
    }

    [Fact]
    public void Names_of_quantities_are_read_back()
    {
        Quantity[] others = [Quantity.MeanCorrelation, Quantity.ExplosionTime, Quantity.LogFeatureNorm(3)];
        Quantity[] all = [.. Quantity.Every(12), .. Quantity.Logits(11, 2), .. others];
        Assert.All(all, quantity =>
        {
            Assert.True(Quantity.TryParse(quantity.Name, out Quantity read));
            Assert.Equal(quantity, read);
        });
        Assert.True(Quantity.TryParse("rho[2,1]", out Quantity pair));
        Assert.Equal(Quantity.Correlation(0, 1), pair);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("V")]
    [InlineData("V[0,1]")]
    [InlineData("V[1]")]
    [InlineData("V[1,2,3]")]
    [InlineData("V[1,2")]
    [InlineData("V[1,-2]")]
    [InlineData("V[1, 2]")]
    [InlineData("logV[1,2]")]
    [InlineData("W[1,2]")]
    [InlineData("LOGDET")]
    [InlineData("V[1,99999999999]")]
    public void What_is_no_name_is_not_read(string? name) => Assert.False(Quantity.TryParse(name, out _));

    [Fact]
    public void A_negative_index_is_refused_with_both_ways_of_counting()
    {
        ArgumentException error = Assert.Throws<ArgumentOutOfRangeException>(() => Quantity.Covariance(-2, 1));
        Assert.Contains("is -2; indices are counted from 0, so that index 0 is input 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_go_to_the_memory_of_the_caller()
    {
        using var ensemble = new Ensemble(2, seed: 2);
        Quantity[] quantities = [Quantity.LogVariance(0), Quantity.Correlation(0, 1)];
        var options = new RunOptions { Replicas = 100, FirstReplica = 5, RecordEvery = 2, Quantities = quantities };
        double[] destination = new double[2 * 2 * 100];
        EnsembleResult result = ensemble.RunInto(Network, GramMatrix.Pair(0.3), options, destination);
        EnsembleResult expected = ensemble.Run(Network, GramMatrix.Pair(0.3), options);
        for (int record = 0; record < 2; record++)
        {
            for (int quantity = 0; quantity < 2; quantity++)
            {
                double[] column = destination[(((2 * record) + quantity) * 100)..][..100];
                Assert.Equal(expected.Samples(quantities[quantity], record).ToArray(), column);
                Assert.Equal(column, result.Samples(quantities[quantity], record).ToArray());
            }
        }

        Assert.Contains("has 399 numbers", Refusal(new double[399], options), StringComparison.Ordinal);
        RunOptions streaming = options with { Storage = SampleStorage.Streaming };
        Assert.Contains("must be Exact", Refusal(destination, streaming), StringComparison.Ordinal);

        string Refusal(double[] memory, RunOptions wrong) =>
            Assert.Throws<ArgumentException>(() => ensemble.RunInto(Network, GramMatrix.Pair(0.3), wrong, memory)).Message;
    }

    [Fact]
    public void A_run_says_how_it_was_made()
    {
        using var ensemble = new Ensemble(1, seed: 2);
        DateTimeOffset before = DateTimeOffset.UtcNow;
        RunManifest manifest = ensemble.Run(Network, GramMatrix.Pair(0.3), new RunOptions { Replicas = 5, FirstReplica = 3 }).Manifest;
        Assert.InRange(manifest.Started, before, manifest.Finished);
        Assert.Equal((3, 5, TimeSpan.Zero), (manifest.FirstReplica, manifest.Replicas, manifest.Started.Offset));
        Assert.StartsWith(RunManifest.LibraryVersion, manifest.Version, StringComparison.Ordinal);
        Assert.NotEmpty(manifest.Processor);
        Assert.Empty(manifest.Arguments);
    }
}
