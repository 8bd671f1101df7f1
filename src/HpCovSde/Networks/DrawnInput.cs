using System.Diagnostics;
using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Networks;

/// <summary>
/// Layers that begin at Y_0 = W_in x with Gaussian weights, instead of a Y_0 with the Gram matrix of the inputs. Given the inputs the rows
/// of Y_0 are iid N(0, q_0), so V_0 is that of a linear layer, which is drawn in the start.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class DrawnInput<T> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly WideConditional<T, PiecewiseLinear<T>> _input;
    private readonly ITransition<T> _layers;

    /// <param name="layers">The layers, with the state of a wide feedforward layer.</param>
    /// <param name="start">q_0.</param>
    /// <param name="shape">n, c = 1, and the units of the layers.</param>
    internal DrawnInput(ITransition<T> layers, GramMatrix start, LayerShape shape)
    {
        _layers = layers;
        _input = new WideConditional<T, PiecewiseLinear<T>>(start, shape, new(ReluFamily.Linear));
        Debug.Assert(_input.StateLength == layers.StateLength && _input.ReplicasPerState == layers.ReplicasPerState, "The states differ.");
    }

    public int Inputs => _layers.Inputs;

    public int ReplicasPerState => _layers.ReplicasPerState;

    public int StateLength => _layers.StateLength;

    public WorkspaceRequirement Requirement => _layers.Requirement.Or(_input.Requirement);

    public void Start(Span<T> state, RandomStream stream, Workspace workspace)
    {
        RandomStream own = stream with { Step = StreamMap.StepOfDrawnInput };
        _input.Start(state, own, workspace);
        _input.Advance(state, own, workspace);
    }

    public void Advance(Span<T> state, RandomStream stream, Workspace workspace) => _layers.Advance(state, stream, workspace);

    public void Observe(Span<T> state, ObservationRows rows, Workspace workspace) => _layers.Observe(state, rows, workspace);
}
