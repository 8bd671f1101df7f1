using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;
using HpCovSde.Runs;

namespace HpCovSde.Tests;

public sealed class StepNormalsTests
{
    private static readonly RandomKey Key = new(Seed: 5, Purpose: 2);

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(36)]
    [InlineData(300)]
    public void The_normals_of_a_step_have_their_address_in_any_order_of_steps(int perStep)
    {
        // The address as documented: the group is the largest power of two that fits into 384 rows of both bundles.
        uint group = 1;
        while (2 * 2 * group * perStep <= 384)
        {
            group *= 2;
        }

        var normals = new StepNormals<double>(perStep, bundles: 2, steps: 1_000_002);
        double[] held = new double[normals.Length];
        double[] whole = new double[((group * perStep) + 1) / 2 * 2 * Lanes<double>.Count];
        StepNormals<double>.Forget(held);
        foreach (uint step in new uint[] { 0, 1, 7, 3, 64, 63, 1_000_001, 0 })
        {
            normals.Hold(Key.Stream(replica: 40, step), held);
            for (int bundle = 0; bundle < 2; bundle++)
            {
                StandardNormals.FillLanes(Key.Stream((uint)(40 + (bundle * Lanes<double>.Count)), step - (step % group)), whole);
                int first = (int)(step % group) * perStep * Lanes<double>.Count;
                Assert.Equal(whole.AsSpan(first, perStep * Lanes<double>.Count).ToArray(), normals.Of(bundle, step, held).ToArray());
            }
        }
    }

    [Fact]
    public void Another_seed_purpose_or_replica_gives_other_normals()
    {
        var normals = new StepNormals<double>(3, bundles: 1, steps: 1);
        double[] held = new double[normals.Length];
        var seen = new HashSet<double>();
        RandomStream[] streams = [Key.Stream(0, 0), Key.Stream(8, 0), new RandomKey(6, 2).Stream(8, 0), new RandomKey(6, 3).Stream(8, 0)];
        foreach (RandomStream stream in streams)
        {
            normals.Hold(stream, held);
            Assert.True(seen.Add(normals.Of(0, 0, held)[0]));
        }
    }

    [Theory]
    [MemberData(nameof(Chains.All), MemberType = typeof(Chains))]
    public void A_step_from_a_copied_state_gives_the_same_bits(string name, Precision precision)
    {
        (IChain chain, GramMatrix start) = Chains.Make(name);
        if (precision == Precision.Double)
        {
            AssertResumes(chain.CreateTransition(start, ManagedBlas<double>.Instance));
        }
        else
        {
            AssertResumes(chain.CreateTransition(start, ManagedBlas<float>.Instance));
        }
    }

    private static void AssertResumes<T>(ITransition<T> transition)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const uint Steps = 5;
        const uint Cut = 2;
        using var workspace = new Workspace(transition.Requirement);
        T[] state = new T[transition.StateLength];
        T[] saved = [];
        transition.Start(state, Key.Stream(16, 0), workspace);
        for (uint step = 0; step < Steps; step++)
        {
            if (step == Cut)
            {
                saved = [.. state];
            }

            transition.Advance(state, Key.Stream(16, step), workspace);
        }

        // Another replica uses the same workspace in between.
        T[] other = new T[transition.StateLength];
        transition.Start(other, Key.Stream(160, 0), workspace);
        transition.Advance(other, Key.Stream(160, 0), workspace);
        for (uint step = Cut; step < Steps; step++)
        {
            transition.Advance(saved, Key.Stream(16, step), workspace);
        }

        Assert.Equal(state, saved);
    }
}
