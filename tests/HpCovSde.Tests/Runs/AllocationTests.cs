using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Networks;
using HpCovSde.Runs;

namespace HpCovSde.Tests.Runs;

/// <summary>After construction nothing allocates, and no call needs more scratch than it said.</summary>
public sealed class AllocationTests
{
    [Theory]
    [MemberData(nameof(Chains.All), MemberType = typeof(Chains))]
    public void Steps_and_observations_do_not_allocate(string name, Precision precision)
    {
        (IChain chain, GramMatrix start) = Chains.Make(name);
        long bytes = precision == Precision.Double
            ? Measure(chain.CreateTransition(start, ManagedBlas<double>.Instance))
            : Measure(chain.CreateTransition(start, ManagedBlas<float>.Instance));
        Assert.Equal(0, bytes);
    }

    [Theory]
    [InlineData(SampleStorage.Exact)]
    [InlineData(SampleStorage.Streaming)]
    public void What_a_whole_run_allocates_does_not_grow_with_its_depth(SampleStorage storage)
    {
        using var ensemble = new Ensemble(1);
        long shallow = OfRun(ensemble, depth: 10, storage);
        Assert.InRange(OfRun(ensemble, depth: 4000, storage), 0, shallow + 1024);
    }

    private static long OfRun(Ensemble ensemble, int depth, SampleStorage storage)
    {
        var network = new FeedforwardNetwork(10, depth, ReluFamily.Linear);
        var options = new RunOptions { Replicas = 8, Storage = storage };
        _ = ensemble.Run(network, GramMatrix.Pair(0.3), options);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = ensemble.Run(network, GramMatrix.Pair(0.3), options);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long Measure<T>(ITransition<T> transition)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Exactly the stated scratch: a routine that rents more throws.
        using var workspace = new Workspace(transition.Requirement);
        T[] state = new T[transition.StateLength];
        double[] rows = new double[ObservationRows.Length(transition.Inputs, transition.ReplicasPerState)];
        var key = new RandomKey(1, 1);
        Step(transition, workspace, state, rows, key, 0);
        Step(transition, workspace, state, rows, key, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Step(transition, workspace, state, rows, key, 2);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Step<T>(ITransition<T> transition, Workspace workspace, T[] state, double[] rows, RandomKey key, uint step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (step == 0)
        {
            transition.Start(state, key.Stream(0, 0), workspace);
        }

        transition.Advance(state, key.Stream(0, step), workspace);
        transition.Observe(state, new(rows, transition.Inputs, transition.ReplicasPerState), workspace);
    }
}
