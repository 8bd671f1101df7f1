using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Networks;
using HpCovSde.Runs;

namespace HpCovSde.Tests.Runs;

/// <summary>
/// What shards are refused for, and runs of any replicas. That merging keeps the bits is in <see cref="ShardProperties"/>.
/// </summary>
public sealed class ShardTests
{
    private static readonly FeedforwardNetwork Network = new(6, 30, ReluFamily.Linear);
    private static readonly GramMatrix Start = GramMatrix.Pair(0.3);

    [Theory]
    [MemberData(nameof(Chains.All), MemberType = typeof(Chains))]
    public void Replicas_from_any_number_on_have_the_bits_of_a_run_from_zero(string name, Precision precision)
    {
        (IChain chain, GramMatrix start) = Chains.Make(name);
        using var ensemble = new Ensemble(2, seed: 3);
        var options = new RunOptions { Replicas = 45, Precision = precision, RecordEvery = 4, Logits = 1 };
        EnsembleResult whole = ensemble.Run(chain, start, options);
        EnsembleResult part = ensemble.Run(chain, start, options with { FirstReplica = 7, Replicas = 31 });
        Assert.Equal(new ReplicaRange(7, 31), part.Replicas);
        foreach (Quantity quantity in whole.Quantities)
        {
            Assert.Equal(whole.Samples(quantity, 0).ToArray()[7..38], part.Samples(quantity, 0).ToArray());
            Assert.Equal(whole.Samples(quantity, 1).ToArray()[7..38], part.Samples(quantity, 1).ToArray());
        }
    }

    [Theory]
    [InlineData("wide 2")]
    [InlineData("blocked 18")]
    [InlineData("exponential-map 2")]
    public void The_last_replicas_that_have_an_address_run_and_no_further_ones(string name)
    {
        (IChain chain, GramMatrix start) = Chains.Make(name);
        using var ensemble = new Ensemble(1);
        var options = new RunOptions { FirstReplica = RunOptions.MostReplicas - 3, Replicas = 3 };
        EnsembleResult last = ensemble.Run(chain, start, options);
        EnsembleResult first = ensemble.Run(chain, start, options with { FirstReplica = 0 });
        Assert.NotEqual(first.Samples(Quantity.Covariance(0, 0)).ToArray(), last.Samples(Quantity.Covariance(0, 0)).ToArray());
        ArgumentException error = Assert.Throws<ArgumentException>(() => ensemble.Run(chain, start, options with { Replicas = 4 }));
        Assert.Contains("at most 2^32", error.Message, StringComparison.Ordinal);
        string negative = Refusal(() => ensemble.Run(chain, start, new() { FirstReplica = -1 }));
        Assert.Contains("The first replica is -1", negative, StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_of_different_runs_do_not_merge_and_the_message_says_why()
    {
        Shard shard = Run(Network, Start, new());
        AssertRefused("the seeds are 1 and 2", Run(Network, Start, new(), seed: 2));
        AssertRefused("precision", Run(Network, Start, new() { Precision = Precision.Single }));
        AssertRefused("records", Run(Network, Start, new() { RecordStart = true }));
        AssertRefused("quantities", Run(Network, Start, new() { Quantities = [Quantity.LogDeterminant] }));
        AssertRefused("Exact storage, the other by Streaming", Run(Network, Start, new() { Storage = SampleStorage.Streaming }));
        AssertRefused("models", Run(Network, Start, new(), model: "another"));
        AssertRefused("inputs", Run(Network, GramMatrix.Pair(0.3 + 1e-15), new()));
        AssertRefused("one chain has 30 steps, the other 31", Run(new FeedforwardNetwork(6, 31, ReluFamily.Linear), Start, new()));
        AssertRefused("chains differ", Run(new FeedforwardNetwork(7, 30, ReluFamily.Linear), Start, new()));
        AssertRefused("chains differ", Run(new FeedforwardNetwork(6, 30, ReluFamily.LeakyRelu(0.9999999)), Start, new()));
        AssertRefused("chains differ", Run(ResidualNetwork.Uniform(6, 30, ReluFamily.Linear), Start, new()));

        void AssertRefused(string reason, Shard other) =>
            Assert.Contains(reason, Refusal(() => Shard.Merge(shard, other)), StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_that_differ_in_their_last_branch_only_are_different_runs()
    {
        Shard Of(double last) =>
            Run(new ResidualNetwork(6, BranchScaling.FromValues([0.5, 0.5, last]), ReluFamily.Relu), Start, new());
        Assert.Contains("chains differ", Refusal(() => Shard.Merge(Of(0.5), Of(0.4))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_replica_in_both_shards_is_refused()
    {
        Shard first = Run(Network, Start, new() { Replicas = 20 });
        Shard second = Run(Network, Start, new() { FirstReplica = 19, Replicas = 3 }, stopAfterStep: 2);
        Assert.Contains("replica 19;", Refusal(() => Shard.Merge(first, second)), StringComparison.Ordinal);
        Assert.Contains("replicas 0 to 19;", Refusal(() => Shard.Merge(first, first)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_needs_consecutive_replicas_at_the_last_step()
    {
        Shard stopped = Run(Network, Start, new() { Replicas = 20 }, stopAfterStep: 5);
        Assert.Equal(5, stopped.StepsTaken);
        Assert.Equal([new(0, 20)], stopped.PendingReplicas);
        Assert.Empty(stopped.Replicas);
        AssertRefused("replicas 0 to 19 stopped", stopped);
        var gap = Shard.Merge(Run(Network, Start, new() { Replicas = 5 }), Run(Network, Start, new() { FirstReplica = 9, Replicas = 1 }));
        AssertRefused("replicas 5 to 8 missing", gap);
        Assert.Equal((0, 10), (gap.Options.FirstReplica, gap.Options.Replicas));

        static void AssertRefused(string reason, Shard shard) =>
            Assert.Contains(reason, Assert.Throws<InvalidOperationException>(shard.ToResult).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SampleStorage.Exact)]
    [InlineData(SampleStorage.Streaming)]
    public void A_paused_run_keeps_what_it_has_and_continues_to_the_same_bits(SampleStorage storage)
    {
        var options = new RunOptions { Replicas = 4000, Storage = storage, RecordEvery = 7 };
        using var ensemble = new Ensemble(3, seed: 1);
        bool withSamples = storage == SampleStorage.Exact;
        ulong[] expected = ShardProperties.Bits(ensemble.Run(Network, Start, options), withSamples, histograms: false);
        Shard? shard = null;
        int pauses = 0;
        do
        {
            using var pause = new CancellationTokenSource();
            shard = ensemble.RunShard(
                Network, Start, options, shard, progress: fraction => { if (fraction > 0.2) { pause.Cancel(); } }, pause: pause.Token);
            pauses++;
        }
        while (shard.PendingReplicas.Count > 0 || shard.Replicas[0].Count < 4000);

        Assert.InRange(pauses, 2, 1000);
        Assert.Equal(expected, ShardProperties.Bits(shard.ToResult(), withSamples, histograms: false));
        Assert.Equal(pauses, shard.Manifests.Count);
    }

    [Fact]
    public void A_cancelled_run_throws()
    {
        using var ensemble = new Ensemble(2);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => ensemble.RunShard(Network, Start, new(), cancellation: cancellation.Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => ensemble.RunShard(Network, Start, new(), stopAfterStep: -1));
    }

    [Fact]
    public void A_shard_continues_only_the_run_it_is_of()
    {
        Shard shard = Run(Network, Start, new() { Replicas = 3 }, stopAfterStep: 2);
        using var other = new Ensemble(1, seed: 8);
        Assert.Contains("different run", Refusal(() => other.RunShard(Network, Start, new(), shard)), StringComparison.Ordinal);
    }

    private static string Refusal(Func<object> action) => Assert.Throws<ArgumentException>(action).Message;

    private static Shard Run(
        IChain chain, GramMatrix start, RunOptions options, ulong seed = 1, string model = "", int? stopAfterStep = null)
    {
        using var ensemble = new Ensemble(1, seed);
        RunOptions few = options.Replicas == new RunOptions().Replicas ? options with { Replicas = 20 } : options;
        return ensemble.RunShard(chain, start, few, model: model, stopAfterStep: stopAfterStep);
    }
}
