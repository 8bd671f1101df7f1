using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Runs;

namespace HpCovSde.Tests;

/// <summary>Step 0 of every chain can be observed.</summary>
public sealed class StartTests
{
    private const uint Replica = 16;
    private static readonly RandomKey Key = new(Seed: 5, Purpose: 2);

    [Theory]
    [MemberData(nameof(Chains.All), MemberType = typeof(Chains))]
    public void Observing_the_start_and_each_step_does_not_change_a_bit(string name, Precision precision)
    {
        (IChain chain, GramMatrix start) = Chains.Make(name);
        if (precision == Precision.Double)
        {
            AssertUnchanged(chain.CreateTransition(start, ManagedBlas<double>.Instance));
        }
        else
        {
            AssertUnchanged(chain.CreateTransition(start, ManagedBlas<float>.Instance));
        }
    }

    [Theory]
    [MemberData(nameof(Chains.All), MemberType = typeof(Chains))]
    public void The_start_is_the_covariance_of_the_inputs_or_a_random_one_about_it(string name, Precision precision)
    {
        (IChain chain, GramMatrix start) = Chains.Make(name);
        bool isRandom = name.StartsWith("residual", StringComparison.Ordinal)
            || name.Split(' ')[0] is "exact-residual" or "log-norm" or "clock" or "clock-softplus";
        if (precision == Precision.Double)
        {
            AssertStart(chain.CreateTransition(start, ManagedBlas<double>.Instance), start, isRandom, Tolerance(name, start, -52));
        }
        else
        {
            AssertStart(chain.CreateTransition(start, ManagedBlas<float>.Instance), start, isRandom, Tolerance(name, start, -23));
        }
    }

    // A sum or a quotient of at most m numbers below 2, some roots, and a logarithm. With more than 12 inputs, which have 12 coordinates,
    // V_0 is singular, and the factor that an exact linear network keeps of it is less accurate: the first two inputs are parallel up to
    // 1e-7.
    private static double Tolerance(string name, GramMatrix start, int lastBit) =>
        start.Size > 12 && name.StartsWith("exact-linear", StringComparison.Ordinal) ? 1e-4 : Math.ScaleB(start.Size + 10, lastBit);

    private static void AssertUnchanged<T>(ITransition<T> transition)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Assert.Equal(Run(transition, observeEachStep: false), Run(transition, observeEachStep: true));

    private static double[] Run<T>(ITransition<T> transition, bool observeEachStep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var workspace = new Workspace(transition.Requirement);
        T[] state = new T[transition.StateLength];
        double[] values = new double[ObservationRows.Length(transition.Inputs, transition.ReplicasPerState)];
        transition.Start(state, Key.Stream(Replica, 0), workspace);
        for (uint step = 0; step < 5; step++)
        {
            if (observeEachStep)
            {
                transition.Observe(state, new(values, transition.Inputs, transition.ReplicasPerState), workspace);
            }

            transition.Advance(state, Key.Stream(Replica, step), workspace);
        }

        transition.Observe(state, new(values, transition.Inputs, transition.ReplicasPerState), workspace);
        return values;
    }

    private static void AssertStart<T>(ITransition<T> transition, GramMatrix start, bool isRandom, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int m = transition.Inputs;
        using var workspace = new Workspace(transition.Requirement);
        T[] state = new T[transition.StateLength];
        double[] values = new double[ObservationRows.Length(m, transition.ReplicasPerState)];
        var rows = new ObservationRows(values, m, transition.ReplicasPerState);

        // The memory of a run can contain any values.
        state.AsSpan().Fill(T.NaN);
        transition.Start(state, Key.Stream(Replica, 0), workspace);
        transition.Observe(state, rows, workspace);
        var distinct = new HashSet<double>();
        for (int replica = 0; replica < rows.Replicas; replica++)
        {
            CovarianceSample sample = rows[replica];
            Assert.Equal(0, sample.DefinitenessLosses);
            Assert.True(double.IsNaN(sample.ExplosionTime));
            distinct.Add(sample.LogVariance(0));
            for (int a = 0; a < m; a++)
            {
                // χ²_n/n of 37 or 5 neurons is within e^±5 with probability above 1 − 1e-9, and features have not grown yet.
                double expected = Math.Log(start.Variance(a));
                Assert.Equal(expected, sample.LogVariance(a), isRandom ? 5 : tolerance * Math.Max(1, Math.Abs(expected)));
                double norm = sample.LogFeatureNorm(a);
                Assert.True(
                    double.IsNaN(norm) || (isRandom && Math.Abs(norm) <= tolerance * Math.Max(1, Math.Abs(expected))), $"Norm {norm}");
                for (int b = 0; b < a && !isRandom; b++)
                {
                    Assert.Equal(start.OneMinusCorrelation(a, b), sample.OneMinusCorrelation(a, b), tolerance);
                }
            }
        }

        Assert.Equal(isRandom ? rows.Replicas : 1, distinct.Count);
    }
}
