using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>What the layers that work on one replica at a time share. Their state begins with a <see cref="CovarianceState{T}"/>.</summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal abstract class ReplicaLayer<T, TActivation> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    private readonly GramMatrix _start;

    protected ReplicaLayer(GramMatrix start, LayerShape shape, TActivation activation, IBlas<T> blas)
    {
        _start = start;
        Width = shape.Width;
        IsHomogeneous = shape.IsHomogeneous;
        Activation = activation;
        Blas = blas;
        Scale = T.CreateTruncating(shape.Normalization / shape.Width);
        bool keepsZero = !IsHomogeneous && activation.Value(Lanes<T>.Zero)[0] == T.Zero;
        ZeroInputs = keepsZero ? InitialDifferenceGram.ZeroInputs(start) : [];
    }

    public int Inputs => _start.Size;

    public int ReplicasPerState => 1;

    public abstract int StateLength { get; }

    public WorkspaceRequirement Requirement => AdvanceRequirement.Or(CovarianceState<T>.ObserveRequirement(Blas, Inputs));

    protected int Width { get; }

    protected TActivation Activation { get; }

    /// <summary>True if the activation is: then inputs are kept in units of their own standard deviations.</summary>
    protected bool IsHomogeneous { get; }

    protected IBlas<T> Blas { get; }

    /// <summary>c/n.</summary>
    protected T Scale { get; }

    /// <summary>
    /// The <see cref="InitialDifferenceGram.ZeroInputs"/> that stay zero, since φ(0) = 0: with explicit weights their e_a must be made −z_1. None if the activation is homogeneous: then log V^{aa} = −∞ stays by itself.
    /// </summary>
    protected int[] ZeroInputs { get; }

    protected abstract WorkspaceRequirement AdvanceRequirement { get; }

    public void Start(Span<T> state) => Covariance(state).Set(_start);

    public void Observe(Span<T> state, Span<double> rows, Workspace workspace) => Covariance(state).Observe(Blas, Width, rows, workspace);

    public abstract void Advance(Span<T> state, RandomStream stream, Workspace workspace);

    protected CovarianceState<T> Covariance(Span<T> state) => new(state[..CovarianceState<T>.Length(Inputs)], Inputs);

    /// <summary>V from the Gram matrix of explicit features, which are in absolute units unless the activation is homogeneous.</summary>
    protected void TakeGram(CovarianceState<T> covariance, ReadOnlySpan<T> gram)
    {
        if (!IsHomogeneous)
        {
            covariance.ForgetVariances();
        }

        covariance.TakeDifferenceGram(gram, Scale);
    }

    /// <summary>Scratch of <see cref="DrawNeurons"/>.</summary>
    protected WorkspaceRequirement DrawRequirement =>
        WorkspaceRequirement.Of<T>((long)Inputs * Inputs)
            .And(SemidefiniteCholesky.Requirement(Blas, Inputs).Or(Blas.TrmmRequirement(Width, Inputs)));

    /// <summary>The factor of the covariance of a neuron's (z_1, z_2 − z_1, …); variances that the activation does not see stay where they are.</summary>
    protected void FactorOfNeurons(CovarianceState<T> covariance, Span<T> factor, Workspace workspace)
    {
        covariance.CopyDifferenceGram(factor);
        _ = SemidefiniteCholesky.Factor(Blas, Inputs, factor, Inputs, workspace);
        if (!IsHomogeneous)
        {
            covariance.MoveVariancesTo(factor);
        }
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
}
