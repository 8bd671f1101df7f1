using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Runs;

namespace HpCovSde.Tests.Runs;

/// <summary>Same seed, same bits: for any number of threads, any number of further replicas, and whatever is recorded on the way.</summary>
public sealed class ReproducibilityTests
{
    [Theory]
    [MemberData(nameof(Chains.All), MemberType = typeof(Chains))]
    public void Threads_do_not_change_a_bit(string name, Precision precision)
    {
        ulong[] one = Run(name, precision, threads: 1, replicas: 70);
        Assert.Contains(one, bits => bits != 0);
        foreach (int threads in new[] { 2, 3, 7 })
        {
            Assert.Equal(one, Run(name, precision, threads, replicas: 70));
        }
    }

    [Theory]
    [MemberData(nameof(Chains.All), MemberType = typeof(Chains))]
    public void More_replicas_leave_the_first_ones_unchanged(string name, Precision precision)
    {
        (IChain chain, GramMatrix start) = Chains.Make(name);
        using var ensemble = new Ensemble(2, seed: 3);
        EnsembleResult few = ensemble.Run(chain, start, new RunOptions { Replicas = 21, Precision = precision });
        EnsembleResult many = ensemble.Run(chain, start, new RunOptions { Replicas = 50, Precision = precision });
        foreach (Quantity quantity in few.Quantities)
        {
            Assert.Equal(few.Samples(quantity).ToArray(), many.Samples(quantity)[..21].ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Chains.All), MemberType = typeof(Chains))]
    public void Recording_on_the_way_does_not_change_the_end(string name, Precision precision)
    {
        (IChain chain, GramMatrix start) = Chains.Make(name);
        using var ensemble = new Ensemble(2, seed: 3);
        EnsembleResult end = ensemble.Run(chain, start, new RunOptions { Replicas = 20, Precision = precision });
        EnsembleResult path = ensemble.Run(chain, start, new RunOptions { Replicas = 20, Precision = precision, RecordEvery = 4 });
        Assert.Equal([4, 6], path.Steps);
        Assert.Equal([6], end.Steps);
        foreach (Quantity quantity in end.Quantities)
        {
            Assert.Equal(end.Samples(quantity).ToArray(), path.Samples(quantity).ToArray());
            Assert.Equal(20, path.Samples(quantity, 0).Length);
        }
    }

    [Fact]
    public void The_seed_and_the_purpose_change_everything()
    {
        ulong[] first = Run("wide 2", Precision.Double, 1, 70, seed: 1);
        ulong[] second = Run("wide 2", Precision.Double, 1, 70, seed: 2);
        Assert.DoesNotContain(true, first.Zip(second, (x, y) => x == y));
    }

    private static ulong[] Run(string name, Precision precision, int threads, int replicas, ulong seed = 3)
    {
        (IChain chain, GramMatrix start) = Chains.Make(name);
        using var ensemble = new Ensemble(threads, seed);
        var options = new RunOptions { Replicas = replicas, Precision = precision, Quantities = Quantity.Every(start.Size) };
        EnsembleResult result = ensemble.Run(chain, start, options);
        return [.. result.Quantities.SelectMany(quantity => result.Samples(quantity).ToArray()).Select(BitConverter.DoubleToUInt64Bits)];
    }
}
