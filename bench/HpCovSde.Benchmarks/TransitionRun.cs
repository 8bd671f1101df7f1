using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Benchmarks;

/// <summary>One state of a chain with its workspace, advanced one step at a time, as a worker of an ensemble does.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class TransitionRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ITransition<T> _transition;
    private readonly Workspace _workspace;
    private readonly T[] _state;
    private readonly RandomKey _key;
    private uint _next;

    internal TransitionRun(IChain chain, int inputs)
    {
        _transition = chain.CreateTransition(Inputs.Of(inputs), ManagedBlas<T>.Instance);
        _workspace = new Workspace(_transition.Requirement);
        _state = new T[_transition.StateLength];
        _key = new RandomKey(Seed: 1, chain.StreamPurpose);
    }

    /// <summary>Starts at V_0 every time, because after many steps correlations would have reached 1.</summary>
    internal void StartAndAdvance(int steps = 1)
    {
        _transition.Start(_state, _key.Stream(replica: 0, step: 0), _workspace);
        for (uint step = 0; step < steps; step++)
        {
            _transition.Advance(_state, _key.Stream(replica: 0, step), _workspace);
        }
    }

    /// <summary>Takes the next step. The first call also draws the start.</summary>
    internal void Continue()
    {
        if (_next == 0)
        {
            _transition.Start(_state, _key.Stream(replica: 0, step: 0), _workspace);
        }

        _transition.Advance(_state, _key.Stream(replica: 0, _next++), _workspace);
    }

    public void Dispose() => _workspace.Dispose();
}
