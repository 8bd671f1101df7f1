using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Tests.Data;

namespace HpCovSde.Tests.Runs;

/// <summary>What happened to a replica has one name, and samples that left the range of numbers are counted.</summary>
public sealed class EventCountsTests
{
    private const int Steps = 3;
    private const int Kinds = 8;
    private const int OfEachKind = 200;

    private static readonly ScriptedChain Chain = new(Steps, Show);

    [Fact]
    public void Explosion_overflow_NaN_and_death_are_different_events()
    {
        using var ensemble = new Ensemble(2);
        EnsembleResult result = ensemble.Run(Chain, GramMatrix.Pair(0), new RunOptions { Replicas = Kinds * OfEachKind });
        EventCounts expected = new(OfEachKind, OfEachKind, 0, 2 * OfEachKind, Overflowed: OfEachKind);
        Assert.Equal(expected, result.Events);
        Assert.Equal(expected, EventCounts.FromArray(expected.ToArray()));
        Assert.Equal(new(2, 4, 6, 8, 10, 12), EventCounts.Add(new(1, 2, 3, 4, 5, 6), new(1, 2, 3, 4, 5, 6)));
    }

    [Theory]
    [InlineData(SampleStorage.Exact)]
    [InlineData(SampleStorage.Streaming)]
    public void Samples_out_of_range_are_counted_for_every_record_and_quantity_however_a_run_is_divided(SampleStorage storage)
    {
        var options = new RunOptions { Replicas = Kinds * OfEachKind, RecordEvery = 1, Storage = storage, Logits = 1 };
        using var ensemble = new Ensemble(3);
        AssertCounts(ensemble.Run(Chain, GramMatrix.Pair(0), options));

        // Stopped after two of three records, saved, and run to the end in two parts.
        using var folder = new TemporaryFolder();
        ensemble.RunShard(Chain, GramMatrix.Pair(0), options with { Replicas = 777 }, stopAfterStep: 2).Save(folder["a"]);
        Shard first = ensemble.RunShard(Chain, GramMatrix.Pair(0), options with { Replicas = 777 }, Shard.Load(folder["a"]));
        var rest = options with { FirstReplica = 777, Replicas = options.Replicas - 777 };
        ensemble.RunShard(Chain, GramMatrix.Pair(0), rest).Save(folder["b"]);
        AssertCounts(Shard.Merge(Shard.Load(folder["b"]), first).ToResult());
    }

    // An activation of the user is NaN where it is not defined. Only an SDE explodes.
    [Theory]
    [InlineData("sqrt", 1)]
    [InlineData("sqrt", 5)]
    [InlineData("log", 1)]
    [InlineData("log", 5)]
    public void An_activation_that_is_NaN_ends_in_numbers_that_are_not_finite(string name, int depth)
    {
        Activation activation = Activation.Of(name, x => name == "sqrt" ? Jet.Sqrt(x) : Jet.Log(x));
        Assert.All(Run(activation, depth), result => Assert.Equal(new(0, 0, 0, 64), result.Events));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void An_activation_that_leaves_the_range_of_numbers_is_no_explosion(int depth) =>
        Assert.All(
            Run(Activation.Of("huge", x => x * Jet.Constant(1e200)), depth),
            result => Assert.Equal(new(0, 0, 0, 0, Overflowed: 64), result.Events));

    private static IEnumerable<EnsembleResult> Run(Activation activation, int depth)
    {
        using var ensemble = new Ensemble(1);
        var options = new RunOptions { Replicas = 64 };
        IChain[] networks =
            [new FeedforwardNetwork(10, depth, activation), new ResidualNetwork(10, BranchScaling.Uniform(depth), activation)];
        foreach (IChain network in networks)
        {
            yield return ensemble.Run(network, GramMatrix.Pair(0.3), options);
        }
    }

    private static void AssertCounts(EnsembleResult result)
    {
        // exp(−400 s) is 0 from s = 2 on, exp(400 s) is infinite; a logit has the root of V. exp(−300 s) is 0 from s = 3 on.
        Assert.Equal([0, 2 * OfEachKind, 2 * OfEachKind], Counts(Quantity.Covariance(0, 0)));
        Assert.Equal([0, 2 * OfEachKind, 2 * OfEachKind], Counts(Quantity.Covariance(0, 1)));
        Assert.Equal([0, 0, OfEachKind], Counts(Quantity.OneMinusCorrelation(0, 1)));
        Assert.Equal([0, 0, 0], Counts(Quantity.LogVariance(0)));
        Assert.Equal([0, 0, 0], Counts(Quantity.Correlation(0, 1)));
        Assert.Equal([0, 0, 0], Counts(Quantity.LogOneMinusCorrelation(0, 1)));

        long[] Counts(Quantity quantity) => [.. Enumerable.Range(0, Steps).Select(record => result.OutOfRange(quantity, record))];
    }

    private static void Show(ObservationRows rows, int replica, int steps)
    {
        (double logVariance, double log) = (replica % Kinds) switch
        {
            1 => (-400.0 * steps, -300.0 * steps),
            2 => (400.0 * steps, -0.5),
            3 => (double.NegativeInfinity, double.NaN),
            4 or 5 => (double.PositiveInfinity, -0.5),
            6 => (double.NaN, -0.5),
            7 => (-0.1, double.NaN),
            _ => (-0.1 * steps, -0.5),
        };
        rows.SetLogVariance(0, 0, logVariance);
        rows.SetLogVariance(0, 1, logVariance);
        rows.SetLogOneMinusCorrelation(0, 0, 1, log);
        rows.SetExplosionTime(0, replica % Kinds == 5 ? 1.5 : double.NaN);
    }
}
