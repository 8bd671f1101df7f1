using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Tests.Data;

namespace HpCovSde.Tests.Runs;

/// <summary>Files of shards. That a loaded shard has the same bits is in <see cref="ShardProperties"/>.</summary>
public sealed class ShardFileTests
{
    private static readonly RunOptions Options =
        new() { Replicas = 3, Quantities = [Quantity.LogVariance(0), Quantity.Logit(0, 0)], Logits = 1 };

    [Fact]
    public void A_loaded_shard_has_everything_the_saved_one_had()
    {
        using var folder = new TemporaryFolder();
        Shard saved = Run(Options);
        saved.Save(folder["a"]);
        var loaded = Shard.Load(folder["a"]);
        Assert.Equal(saved.Options, loaded.Options);
        Assert.Equal((saved.Seed, saved.Model, saved.StepsTaken), (loaded.Seed, loaded.Model, loaded.StepsTaken));
        Assert.Equal(saved.PendingReplicas, loaded.PendingReplicas);
        Assert.Equal(2, loaded.Manifests.Count);
        Assert.Equal(saved.Manifests[^1], loaded.Manifests[^1] with { Arguments = saved.Manifests[^1].Arguments });
        Assert.Null(saved.Identity.DifferenceFrom(loaded.Identity));
        loaded.Save(folder["b"]);
        Assert.Equal(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["b"]));
    }

    [Theory]
    [InlineData(SampleStorage.Exact)]
    [InlineData(SampleStorage.Streaming)]
    public void Damaged_and_cut_off_files_are_refused_by_name(SampleStorage storage)
    {
        using var folder = new TemporaryFolder();
        Run(Options with { Storage = storage }).Save(folder["a"]);
        byte[] bytes = File.ReadAllBytes(folder["a"]);
        for (int i = 0; i < bytes.Length; i += 1 + (bytes.Length / 300))
        {
            AssertRefused(bytes[..i], string.Empty);
            byte[] changed = [.. bytes];
            changed[i] ^= 4;
            AssertRefused(changed, i < 8 ? "is not a shard file" : i < 12 ? "version" : "is damaged or cut off");
        }

        AssertRefused([.. bytes, 0], "is damaged or cut off");
        AssertRefused([.. bytes[..8], 1, 0, 0, 0, .. bytes[12..]], "has version 1 of the shard format; this program reads version 2");

        void AssertRefused(byte[] content, string reason)
        {
            string path = folder.Write("b", content);
            string message = Assert.Throws<DataFileException>(() => Shard.Load(path)).Message;
            Assert.StartsWith(path, message, StringComparison.Ordinal);
            Assert.Contains(reason, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_or_must_stay_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        AssertRefused("none", "no such file");
        folder.Write("a", "text");
        Shard shard = Run(Options);
        Assert.Throws<DataFileException>(() => shard.Save(folder["a"]));
        AssertRefused("a", "is not a shard file");
        shard.Save(folder["a"], overwrite: true);
        Assert.Equal(shard.Options, Shard.Load(folder["a"]).Options);
        Assert.Equal(["a"], folder.Names);

        void AssertRefused(string name, string reason) =>
            Assert.Contains(reason, Assert.Throws<DataFileException>(() => Shard.Load(folder[name])).Message, StringComparison.Ordinal);
    }

    private static Shard Run(RunOptions options)
    {
        using var ensemble = new Ensemble(1, seed: 9);
        var network = new FeedforwardNetwork(4, 5, ReluFamily.Linear);
        Shard finished = ensemble.RunShard(network, GramMatrix.Single(), options, model: "{\"activation\": \"linear\"}");
        RunOptions further = options with { FirstReplica = 5 };
        return ensemble.RunShard(network, GramMatrix.Single(), further, finished, finished.Model, stopAfterStep: 2);
    }
}
