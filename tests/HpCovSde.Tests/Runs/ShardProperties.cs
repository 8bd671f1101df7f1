using FsCheck;
using FsCheck.Fluent;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Runs;
using HpCovSde.Statistics;
using HpCovSde.Tests.Data;

namespace HpCovSde.Tests.Runs;

/// <summary>
/// However a run is divided, ordered, interrupted, saved and loaded, the result has the same bits as one run on one thread.
/// </summary>
public sealed class ShardProperties
{
    // Engines with 1 replica in a state and with several, schemes that draw normals for several steps at once, chains with events.
    private static readonly string[] Names =
    [
        "wide 2", "blocked 18", "explicit 2", "euler-maruyama 2", "exponential-map 3", "fisher-z 2", "inverse-variance 1",
        "residual 2", "residual-softplus 1",
        "shaped-residual 2", "exact-relu 1", "exact-linear 2", "log-norm 1", "clock 1",
    ];

    private static Gen<Case> Cases() =>
        from name in Gen.Elements(Names)
        from single in Gen.Elements(false, true)
        from seed in Gen.Choose(0, 1000)
        from first in Gen.Choose(0, 200)
        from cuts in Gen.ArrayOf(Gen.Choose(1, 90), 3)
        from order in Gen.Shuffle(new[] { 0, 1, 2 })
        from leftFirst in Gen.Elements(false, true)
        from stops in Gen.ArrayOf(Gen.Choose(0, 6), 3)
        let precision = single ? Precision.Single : Precision.Double
        select new Case(name, precision, seed, first, cuts, order, leftFirst, stops, SampleStorage.Exact);

    // Chunks of 1024 replicas that are complete, and such that are not.
    private static Gen<Case> StreamingCases() =>
        from c in Cases()
        from scale in Gen.Elements(1, 50)
        select c with { Storage = SampleStorage.Streaming, First = c.First * 7, Cuts = [.. c.Cuts.Select(cut => cut * scale)] };

    [Fact]
    public void Shards_merge_to_the_bits_of_one_run() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(Cases().ToArbitrary(), c => AssertSame(c)));

    [Fact]
    public void Shards_of_streamed_statistics_merge_to_the_bits_of_one_run() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(StreamingCases().ToArbitrary(), c => AssertSame(c)));

    private static void AssertSame(Case c)
    {
        (IChain chain, GramMatrix start) = Chains.Make(c.Name);
        RunOptions all = c.Options();
        using var one = new Ensemble(1, (ulong)c.Seed);
        ulong[] expected = Bits(one.Run(chain, start, all), c.HasSamples);

        var shards = new Shard[c.Cuts.Length];
        long first = c.First;
        for (int i = 0; i < shards.Length; i++)
        {
            RunOptions part = all with { FirstReplica = first, Replicas = c.Cuts[i] };
            using var ensemble = new Ensemble(i + 1, (ulong)c.Seed);

            // Stopped in depth, and perhaps once more, then run to the end.
            Shard shard = ensemble.RunShard(chain, start, part, stopAfterStep: c.Stops[i]);
            Assert.Equal(c.Stops[i] == 6 ? 0 : c.Cuts[i], shard.PendingReplicas.Sum(range => range.Count));
            shard = ensemble.RunShard(chain, start, part, SavedAndLoaded(shard), stopAfterStep: c.Stops[i] + 1);
            shards[i] = i == 0 ? shard : ensemble.RunShard(chain, start, part, shard);
            first += c.Cuts[i];
        }

        Shard[] shuffled = [.. c.Order.Select(i => shards[i])];
        Shard merged = c.LeftFirst
            ? Shard.Merge(SavedAndLoaded(Shard.Merge(shuffled[0], shuffled[1])), shuffled[2])
            : Shard.Merge(shuffled[0], Shard.Merge(shuffled[1], shuffled[2]));
        merged = one.RunShard(chain, start, all, SavedAndLoaded(merged));
        Assert.Equal(expected, Bits(merged.ToResult(), c.HasSamples));
    }

    private static Shard SavedAndLoaded(Shard shard)
    {
        using var folder = new TemporaryFolder();
        shard.Save(folder["shard"]);
        return Shard.Load(folder["shard"]);
    }

    /// <summary>Everything a result has, as bits.</summary>
    internal static ulong[] Bits(EnsembleResult result, bool withSamples, bool histograms = true)
    {
        EventCounts events = result.Events;
        var numbers = new List<double>(events.ToArray().Select(count => (double)count));
        for (int record = 0; record < result.Steps.Count; record++)
        {
            foreach (Quantity quantity in result.Quantities)
            {
                Summary s = result.Summary(quantity, record);
                numbers.AddRange([s.Covered, s.Total, s.Mean, s.StandardDeviation, s.Min, s.Quantile05, s.Median, s.Quantile95, s.Max]);
                Moments moments = result.Moments(quantity, record);
                numbers.AddRange([moments.Skewness, moments.Kurtosis, result.OutOfRange(quantity, record)]);
                if (histograms)
                {
                    Histogram histogram = result.Histogram(new(quantity, -0.5, 1.5, 7), record);
                    numbers.AddRange([histogram.Underflow, histogram.Overflow]);
                    numbers.AddRange(histogram.Counts.ToArray().Select(count => (double)count));
                }

                if (withSamples)
                {
                    numbers.AddRange(result.Samples(quantity, record));
                }
            }
        }

        return [.. numbers.Select(BitConverter.DoubleToUInt64Bits)];
    }

    private sealed record Case(
        string Name, Precision Precision, int Seed, int First, int[] Cuts, int[] Order, bool LeftFirst, int[] Stops, SampleStorage Storage)
    {
        internal bool HasSamples => Storage == SampleStorage.Exact;

        internal RunOptions Options()
        {
            int inputs = Chains.Make(Name).Start.Size;
            Quantity[] quantities =
            [
                Quantity.Covariance(0, inputs - 1), Quantity.LogVariance(0), Quantity.LogDeterminant, Quantity.ExplosionTime,
                Quantity.Logit(0, inputs - 1),
            ];
            return new()
            {
                FirstReplica = First,
                Replicas = Cuts.Sum(),
                Precision = Precision,
                RecordEvery = 1 + (Seed % 5),
                RecordStart = Seed % 2 == 0,
                Logits = 1,
                Quantities = quantities,
                Storage = Storage,
                Histograms = [.. quantities.Select(quantity => new HistogramGrid(quantity, -0.5, 1.5, 7))],
            };
        }

        public override string ToString() =>
            $"{Name} {Precision} {Storage}, seed {Seed}, from {First}, cuts {string.Join(' ', Cuts)}, "
            + $"order {string.Join(' ', Order)} {LeftFirst}, stops {string.Join(' ', Stops)}";
    }
}
