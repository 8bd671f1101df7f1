using HpCovSde.Chains;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Models;
using HpCovSde.Runs;
using HpCovSde.Tests.Data;

namespace HpCovSde.Tests.Runs;

/// <summary>A specification runs whole or in parts, to the same bits.</summary>
public sealed class RunSpecTests
{
    private static readonly RunSpec Spec = new()
    {
        Model = new ShapedResidualSpec { Width = 9, Depth = 7 },
        Kind = RunKind.Compare,
        Options = new() { Replicas = 50, RecordEvery = 1, RecordStart = true, Logits = 1 },
        Seed = 3,
        Step = 0.05,
    };

    [Fact]
    public void The_parts_of_a_specification_merge_to_the_run_of_all()
    {
        using var folder = new TemporaryFolder();
        using var ensemble = new Ensemble(2, Spec.Seed);
        RunPlan plan = Spec.Plan().OrThrow();
        for (int side = 0; side < 2; side++)
        {
            EnsembleResult whole = Spec.RunShard(ensemble, plan, side).ToResult();
            Shard first = Spec.RunShard(ensemble, plan, side, new(0, 13), stopAfterStep: 3);
            first.Save(folder[$"first{side}.shard"]);
            Shard continued = Spec.RunShard(ensemble, plan, side, new(0, 13), Shard.Load(folder[$"first{side}.shard"]));
            EnsembleResult merged = Shard.Merge(Spec.RunShard(ensemble, plan, side, new(13, 37)), continued).ToResult();
            Assert.Equal(Samples(whole), Samples(merged));
            Assert.Contains("\"network\":\"shaped-resnet\"", first.Model, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_shard_of_another_specification_does_not_merge()
    {
        using var ensemble = new Ensemble(1, Spec.Seed);
        RunSpec other = Spec with { Model = Spec.Model with { Width = 10 } };
        Shard first = Spec.RunShard(ensemble, Spec.Plan().OrThrow(), replicas: new(0, 10));
        Shard second = other.RunShard(ensemble, other.Plan().OrThrow(), replicas: new(10, 10));
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Shard.Merge(first, second));
        Assert.Contains("different runs", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ensemble_with_another_seed_and_a_side_that_is_not_there_are_refused()
    {
        using var ensemble = new Ensemble(1, seed: 4);
        RunPlan plan = Spec.Plan().OrThrow();
        Assert.Contains(
            "The seed of the ensemble is 4; that of the specification is 3",
            Assert.Throws<ArgumentException>(() => Spec.RunShard(ensemble, plan)).Message,
            StringComparison.Ordinal);
        using var right = new Ensemble(1, Spec.Seed);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => Spec.RunShard(right, plan, side: 2));
    }

    [Fact]
    public void A_purpose_in_the_range_of_outputs_is_refused()
    {
        using var ensemble = new Ensemble(1);
        Assert.Contains(
            "stream purpose 2147483649",
            Assert.Throws<ArgumentException>(() => ensemble.Run(new OutOfRange(), GramMatrix.Single())).Message,
            StringComparison.Ordinal);
    }

    private static double[] Samples(EnsembleResult result) =>
    [
        .. from record in Enumerable.Range(0, result.Steps.Count)
           from quantity in result.Quantities
           from value in result.Samples(quantity, record).ToArray()
           select value,
    ];

    private sealed class OutOfRange : IChain
    {
        public int Steps => 1;

        public double TimePerStep => 1;

        public uint StreamPurpose => (1u << 31) + 1;

        public ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => throw new InvalidOperationException();
    }
}
