using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// The common part of the feedforward layers that draw their weights, z_{l+1} = √(c/n) W_l φ(z_l). A state carries neurons. The first layer
/// is drawn from its exact law N(0, V_0).
/// </summary>
/// <remarks>
/// A state is the covariance, the neurons, and one element that tells what the neurons are: 1 for the pre-activations z_1, drawn at the
/// start, and 0 for the features φ(z_l) of the last layer.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal abstract class WeightLayer<T, TActivation> : ReplicaLayer<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    /// <param name="start">V_0.</param>
    /// <param name="shape">n and c.</param>
    /// <param name="activation">φ.</param>
    /// <param name="blas">Computes dense products.</param>
    /// <param name="neuronsLength">Elements that the neurons take.</param>
    protected WeightLayer(GramMatrix start, LayerShape shape, TActivation activation, IBlas<T> blas, int neuronsLength)
        : base(start, shape, activation, blas)
    {
        NeuronsLength = neuronsLength;

        // A homogeneous activation needs no help: log V^{aa} = −∞ stays by itself.
        ZeroInputs = new(start, stayZero: !IsHomogeneous && activation.Value(Lanes<T>.Zero)[0] == T.Zero);
    }

    public sealed override int StateLength => CovarianceState<T>.Length(Inputs) + NeuronsLength + 1;

    /// <summary>Elements that the neurons take.</summary>
    protected int NeuronsLength { get; }

    /// <summary>The inputs that are zero and stay zero: their differences from the first are made exact in each layer.</summary>
    protected ZeroInputs ZeroInputs { get; }

    /// <summary>Scratch of <see cref="DrawNeurons"/>.</summary>
    protected WorkspaceRequirement DrawRequirement => WorkspaceRequirement.Of<T>((long)Inputs * Inputs)
        .And(SemidefiniteCholesky.Requirement(Blas, Inputs).Or(Blas.TrmmRequirement(Width, Inputs)));

    public sealed override void Start(Span<T> state, RandomStream stream, Workspace workspace)
    {
        base.Start(state, stream, workspace);
        DrawFirstLayer(Covariance(state), stream, Neurons(state), workspace);
        IsFirst(state) = T.One;

        // The draw may have moved the variances elsewhere.
        base.Start(state, stream, workspace);
    }

    /// <summary>Draws z_1, laid out as the neurons of a state.</summary>
    protected abstract void DrawFirstLayer(CovarianceState<T> covariance, RandomStream stream, Span<T> neurons, Workspace workspace);

    /// <summary>The neurons of a state.</summary>
    protected Span<T> Neurons(Span<T> state) => state.Slice(CovarianceState<T>.Length(Inputs), NeuronsLength);

    /// <summary>Copies z_1 if the state holds it, and from then on the state holds features. False if it held these already.</summary>
    protected bool TakeFirstLayer(Span<T> state, Span<T> neurons)
    {
        if (IsFirst(state) == T.Zero)
        {
            return false;
        }

        Neurons(state).CopyTo(neurons);
        IsFirst(state) = T.Zero;
        return true;
    }

    /// <summary>All n neurons of a layer given its covariance, iid N(0, V), in difference coordinates, a neuron a row.</summary>
    protected void DrawNeurons(CovarianceState<T> covariance, RandomStream stream, Span<T> panel, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(m * m);
        FactorOfNeurons(covariance, factor, workspace);
        StandardNormals.Fill(stream, 0, panel);
        Blas.Trmm(Width, m, factor, m, panel, m, workspace);
    }

    /// <summary>V from the Gram matrix of features, which are in absolute units unless the activation is homogeneous.</summary>
    protected void TakeGram(CovarianceState<T> covariance, ReadOnlySpan<T> gram)
    {
        if (!IsHomogeneous)
        {
            covariance.ForgetVariances();
        }

        covariance.TakeDifferenceGram(gram, Scale);
    }

    private ref T IsFirst(Span<T> state) => ref state[CovarianceState<T>.Length(Inputs) + NeuronsLength];
}
