using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Networks;

/// <summary>
/// The common part of the feedforward layers that work on one replica at a time. A state begins with a <see cref="CovarianceState{T}"/>.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal abstract class ReplicaLayer<T, TActivation> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    protected ReplicaLayer(GramMatrix start, LayerShape shape, TActivation activation, IBlas<T> blas)
    {
        InitialCovariance = start;
        Width = shape.Width;
        Units = HomogeneousRange.Of<T, TActivation>(shape.Units, activation);
        Activation = activation;
        Blas = blas;
        Scale = T.CreateTruncating(shape.Normalization / shape.Width);
    }

    public int Inputs => InitialCovariance.Size;

    public int ReplicasPerState => 1;

    public abstract int StateLength { get; }

    public WorkspaceRequirement Requirement => AdvanceRequirement.Or(CovarianceObserver.Requirement(Blas, Inputs));

    /// <summary>V_0.</summary>
    protected GramMatrix InitialCovariance { get; }

    /// <summary>n.</summary>
    protected int Width { get; }

    protected TActivation Activation { get; }

    /// <summary>How the differences of inputs are kept.</summary>
    protected DifferenceUnits Units { get; }

    protected IBlas<T> Blas { get; }

    /// <summary>c/n.</summary>
    protected T Scale { get; }

    /// <summary>Scratch of a start or a step.</summary>
    protected abstract WorkspaceRequirement AdvanceRequirement { get; }

    public virtual void Start(Span<T> state, RandomStream stream, Workspace workspace) => Covariance(state).Set(InitialCovariance);

    public abstract void Advance(Span<T> state, RandomStream stream, Workspace workspace);

    public void Observe(Span<T> state, ObservationRows rows, Workspace workspace) =>
        CovarianceObserver.Observe(Covariance(state), Blas, Width, rows, workspace);

    protected CovarianceState<T> Covariance(Span<T> state) => new(state[..CovarianceState<T>.Length(Inputs)], Inputs, Units);

    /// <summary>The factor of K.</summary>
    protected void Factor(CovarianceState<T> covariance, Span<T> factor, Workspace workspace)
    {
        covariance.CopyDifferenceGram(factor);
        _ = SemidefiniteCholesky.Factor(Blas, Inputs, factor, Inputs, workspace);
    }

    /// <summary>
    /// V from the Gram matrix of the features. These are in absolute units unless the activation is homogeneous. See
    /// <see cref="CovarianceState{T}.TakeDifferenceGram(ReadOnlySpan{T}, T, Span{T}, Span{T})"/> for the map.
    /// </summary>
    protected void TakeGram(CovarianceState<T> covariance, ReadOnlySpan<T> gram, Span<T> ofDifference = default, Span<T> ofFirst = default)
    {
        if (!Units.Own)
        {
            covariance.RemoveDeviations();
        }

        covariance.TakeDifferenceGram(gram, Scale, ofDifference, ofFirst);
    }
}
