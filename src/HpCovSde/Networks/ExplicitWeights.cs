using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Networks;

/// <summary>
/// A layer of a feedforward network with its weights drawn, z_{l+1} = √(c/n) W_l φ(z_l): n² normals per layer, multiplied as they are
/// drawn, so that W is never stored. For many inputs: the products go through BLAS. A neuron is a row.
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal sealed class ExplicitWeights<T, TActivation> : WeightLayer<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    internal ExplicitWeights(GramMatrix start, LayerShape shape, TActivation activation, IBlas<T> blas)
        : base(start, shape, activation, blas, shape.Width * start.Size)
    {
    }

    protected override WorkspaceRequirement LayerRequirement =>
        Blas.SyrkRequirement(Inputs, Width).Or(GaussianProduct.Requirement(Blas, Width, Inputs));

    protected override WorkspaceRequirement StartRequirement => DrawRequirement;

    protected override void DrawFirstLayer(CovarianceState<T> covariance, RandomStream stream, Span<T> neurons, Workspace workspace) =>
        DrawNeurons(covariance, stream, neurons, workspace);

    protected override void Multiply(RandomStream stream, ReadOnlySpan<T> features, Span<T> preactivations, Workspace workspace) =>
        GaussianProduct.Multiply(stream, Width, Width, T.Sqrt(Scale), features, Inputs, preactivations, Blas, workspace);

    protected override void MultiplyInputs(Span<T> neurons, ReadOnlySpan<T> factors) =>
        FeaturePanel.Multiply(neurons, Width, factors);

    protected override void Activate(Span<T> neurons, InputReferences<T> references) =>
        FeaturePanel.Activate(neurons, Width, references, Activation);

    protected override void SumGram(ReadOnlySpan<T> features, Span<T> gram, Workspace workspace) =>
        Blas.Syrk(Inputs, Width, T.One, features, Inputs, T.Zero, gram, Inputs, workspace);

    protected override void Combine(Span<T> neurons, ReadOnlySpan<T> ofDifference, ReadOnlySpan<T> ofFirst) =>
        FeaturePanel.Renormalize(neurons, Width, ofDifference, ofFirst);
}
