using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Tests.Runs;

/// <summary>A chain of two inputs without random numbers: what replica r shows after s steps is what the caller writes.</summary>
/// <param name="steps">The number of steps.</param>
/// <param name="show">Writes what a replica shows: the rows, the replica and the number of steps.</param>
internal sealed class ScriptedChain(int steps, ScriptedChain.Show show) : IChain
{
    internal delegate void Show(ObservationRows rows, int replica, int steps);

    public int Steps => steps;

    public double TimePerStep => 1;

    public uint StreamPurpose => IChain.FirstCustomPurpose + 7;

    public ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new Transition<T>(show);

    private sealed class Transition<T>(Show show) : ITransition<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Inputs => 2;

        public int ReplicasPerState => 1;

        public int StateLength => 2;

        public WorkspaceRequirement Requirement => WorkspaceRequirement.None;

        public void Start(Span<T> state, RandomStream stream, Workspace workspace) =>
            (state[0], state[1]) = (T.CreateTruncating(stream.Replica), T.Zero);

        public void Advance(Span<T> state, RandomStream stream, Workspace workspace) => state[1] += T.One;

        public void Observe(Span<T> state, ObservationRows rows, Workspace workspace) =>
            show(rows, int.CreateTruncating(state[0]), int.CreateTruncating(state[1]));
    }
}
