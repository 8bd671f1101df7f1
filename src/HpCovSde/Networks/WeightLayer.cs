using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Networks;

/// <summary>
/// The common part of the feedforward layers that draw their weights, z_{l+1} = √(c/n) W_l φ(z_l). The first layer is drawn from its exact
/// law N(0, V_0).
/// </summary>
/// <remarks>
/// A state is the covariance, the neurons, and one element that tells what the neurons are: 1 for the pre-activations z_1, drawn at the
/// start, and 0 for the features φ(z_l) of the last layer. Both are in difference coordinates, and in the units of K.
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
        : base(start, shape, activation, blas) => NeuronsLength = neuronsLength;

    public sealed override int StateLength => CovarianceState<T>.Length(Inputs) + NeuronsLength + 1;

    /// <summary>Elements that the neurons take.</summary>
    protected int NeuronsLength { get; }

    protected sealed override WorkspaceRequirement AdvanceRequirement
    {
        get
        {
            var neurons = WorkspaceRequirement.Of<T>(NeuronsLength);
            var row = WorkspaceRequirement.Of<T>(Inputs);
            WorkspaceRequirement advance = WorkspaceRequirement.Of<T>((long)Inputs * Inputs).And(neurons).And(neurons)
                .And(row).And(row).And(row).And(LayerRequirement);
            return advance.Or(StartRequirement);
        }
    }

    /// <summary>Scratch of <see cref="Multiply"/> or <see cref="SumGram"/>.</summary>
    protected abstract WorkspaceRequirement LayerRequirement { get; }

    /// <summary>Scratch of <see cref="DrawFirstLayer"/>.</summary>
    protected abstract WorkspaceRequirement StartRequirement { get; }

    /// <summary>Scratch of <see cref="DrawNeurons"/>.</summary>
    protected WorkspaceRequirement DrawRequirement => WorkspaceRequirement.Of<T>((long)Inputs * Inputs)
        .And(SemidefiniteCholesky.Requirement(Blas, Inputs).Or(Blas.TrmmRequirement(Width, Inputs)));

    public sealed override void Start(Span<T> state, RandomStream stream, Workspace workspace)
    {
        base.Start(state, stream, workspace);
        DrawFirstLayer(Covariance(state), stream, Neurons(state), workspace);
        IsFirst(state) = T.One;
    }

    public sealed override void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> gram = frame.Rent<T>(m * m);
        Span<T> preactivations = frame.Rent<T>(NeuronsLength);
        Span<T> panel = frame.Rent<T>(NeuronsLength);
        Span<T> deviations = frame.Rent<T>(m);
        Span<T> ofDifference = frame.Rent<T>(m);
        Span<T> ofFirst = frame.Rent<T>(m);
        CovarianceState<T> covariance = Covariance(state);
        Span<T> neurons = Neurons(state);
        if (IsFirst(state) == T.Zero)
        {
            Multiply(stream, neurons, preactivations, workspace);
        }
        else
        {
            neurons.CopyTo(preactivations);
            IsFirst(state) = T.Zero;
        }

        SumFeatures(covariance, preactivations, deviations, panel, gram, workspace);
        while (Release(covariance, gram, preactivations, ofDifference, ofFirst))
        {
            SumFeatures(covariance, preactivations, deviations, panel, gram, workspace);
        }

        TakeGram(covariance, gram, ofDifference, ofFirst);
        panel.CopyTo(neurons);
        T gain = T.One / T.Sqrt(Scale);
        for (int a = 0; a < m; a++)
        {
            ofDifference[a] *= gain;
            ofFirst[a] *= gain;
        }

        Combine(neurons, ofDifference, ofFirst);
    }

    /// <summary>Draws z_1, laid out as the neurons of a state.</summary>
    protected abstract void DrawFirstLayer(CovarianceState<T> covariance, RandomStream stream, Span<T> neurons, Workspace workspace);

    /// <summary>√(c/n) W times the features.</summary>
    protected abstract void Multiply(RandomStream stream, ReadOnlySpan<T> features, Span<T> preactivations, Workspace workspace);

    /// <summary>Every input times a factor of its own.</summary>
    protected abstract void MultiplyInputs(Span<T> neurons, ReadOnlySpan<T> factors);

    /// <summary>φ in difference coordinates, in place.</summary>
    protected abstract void Activate(Span<T> neurons, InputReferences<T> references);

    /// <summary>The Gram matrix of the features, the lower triangle.</summary>
    protected abstract void SumGram(ReadOnlySpan<T> features, Span<T> gram, Workspace workspace);

    /// <summary>In place: x_1 ← p_1 x_1 and x_a ← p_a x_a + q_a x_1 (the old x_1).</summary>
    protected abstract void Combine(Span<T> neurons, ReadOnlySpan<T> ofDifference, ReadOnlySpan<T> ofFirst);

    /// <summary>All n neurons of a layer given its covariance, in difference coordinates and units of K, a neuron a row.</summary>
    protected void DrawNeurons(CovarianceState<T> covariance, RandomStream stream, Span<T> panel, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(m * m);
        Factor(covariance, factor, workspace);
        StandardNormals.Fill(stream, 0, panel);
        Blas.Trmm(Width, m, factor, m, panel, m, workspace);
    }

    /// <summary>The neurons of a state.</summary>
    protected Span<T> Neurons(Span<T> state) => state.Slice(CovarianceState<T>.Length(Inputs), NeuronsLength);

    private void SumFeatures(
        CovarianceState<T> covariance,
        ReadOnlySpan<T> preactivations,
        Span<T> deviations,
        Span<T> panel,
        Span<T> gram,
        Workspace workspace)
    {
        preactivations.CopyTo(panel);
        if (!Units.Own)
        {
            covariance.FillDeviations(deviations);
            MultiplyInputs(panel, deviations);
        }

        Activate(panel, covariance.References);
        SumGram(panel, gram, workspace);
    }

    // Releases the references of inputs that cancel, in the covariance and in the neurons; false if there are none.
    private bool Release(
        CovarianceState<T> covariance, ReadOnlySpan<T> gram, Span<T> preactivations, Span<T> ofDifference, Span<T> ofFirst)
    {
        ofDifference.Fill(T.One);
        ofFirst.Clear();
        bool any = false;
        for (int a = 1; a < Inputs; a++)
        {
            if (covariance.Cancels(gram, a))
            {
                (ofDifference[a], ofFirst[a]) = covariance.ReleaseReference(a);
                any = true;
            }
        }

        if (any)
        {
            Combine(preactivations, ofDifference, ofFirst);
        }

        return any;
    }

    private ref T IsFirst(Span<T> state) => ref state[CovarianceState<T>.Length(Inputs) + NeuronsLength];
}
