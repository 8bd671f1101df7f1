using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Extensibility.Tests;

/// <summary>
/// A chain of another assembly, for two inputs: V' is the sample covariance of n vectors N(0, V), which is a layer of a linear network.
/// V_0 = V and, for n ≥ 2, V' = L W Lᵀ with W ~ Wishart_2(n)/n.
/// </summary>
internal sealed class SampleCovariance(int vectors, int steps) : IChain
{
    public int Steps => steps;

    public double TimePerStep => 1.0 / vectors;

    public uint StreamPurpose => IChain.FirstCustomPurpose;

    public ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        start.Size == 2
            ? new Transition<T>(start, vectors)
            : throw new ArgumentException($"There are {start.Size} inputs, not 2.", nameof(start));

    // A state is L_11, L_21 and L_22 of one replica.
    private sealed class Transition<T>(GramMatrix start, int vectors) : ITransition<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Inputs => 2;

        public int ReplicasPerState => 1;

        public int StateLength => 3;

        public WorkspaceRequirement Requirement => WorkspaceRequirement.Of<T>(2L * vectors);

        public void Start(Span<T> state, RandomStream stream, Workspace workspace) =>
            Factor(T.CreateTruncating(start[0, 0]), T.CreateTruncating(start[1, 0]), T.CreateTruncating(start[1, 1]), state);

        public void Advance(Span<T> state, RandomStream stream, Workspace workspace)
        {
            using WorkspaceFrame frame = workspace.Enter();
            Span<T> normals = frame.Rent<T>(2 * vectors);
            StandardNormals.Fill(stream, firstSegment: 0, normals);
            (T v11, T v21, T v22) = (T.Zero, T.Zero, T.Zero);
            for (int i = 0; i < normals.Length; i += 2)
            {
                T x = state[0] * normals[i];
                T y = (state[1] * normals[i]) + (state[2] * normals[i + 1]);
                (v11, v21, v22) = (v11 + (x * x), v21 + (x * y), v22 + (y * y));
            }

            T n = T.CreateTruncating(vectors);
            Factor(v11 / n, v21 / n, v22 / n, state);
        }

        public void Observe(Span<T> state, ObservationRows rows, Workspace workspace)
        {
            double l11 = double.CreateTruncating(state[0]);
            double l21 = double.CreateTruncating(state[1]);
            double l22 = double.CreateTruncating(state[2]);
            double norm = Math.Sqrt((l21 * l21) + (l22 * l22));
            rows.SetLogVariance(0, 0, 2 * Math.Log(l11));
            rows.SetLogVariance(0, 1, 2 * Math.Log(norm));
            rows.SetOneMinusCorrelation(0, 1, 0, 1 - (l21 / norm));
            rows.SetLogDeterminant(0, 2 * Math.Log(l11 * l22));
        }

        private static void Factor(T v11, T v21, T v22, Span<T> state)
        {
            state[0] = T.Sqrt(v11);
            state[1] = v21 / state[0];
            state[2] = T.Sqrt(v22 - (state[1] * state[1]));
        }
    }
}
