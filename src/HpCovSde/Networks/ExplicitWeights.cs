using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Networks;

/// <summary>
/// A layer of a feedforward network with its weights drawn, z_{l+1} = √(c/n) W_l φ(z_l): n² normals per layer, multiplied as they are
/// drawn, so that W is never stored. For many inputs: the products go through BLAS. The first layer is drawn from its exact law N(0, V_0).
/// The state carries the features φ(z), a neuron a row, as well as their covariance.
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

    protected override WorkspaceRequirement AdvanceRequirement
    {
        get
        {
            int m = Inputs;
            var coefficients = WorkspaceRequirement.Of<T>(m);
            WorkspaceRequirement products = DrawRequirement
                .Or(Blas.SyrkRequirement(m, Width))
                .Or(GaussianProduct.Requirement(Blas, Width, m));
            return WorkspaceRequirement.Of<T>((long)m * m).And(WorkspaceRequirement.Of<T>((long)Width * m))
                .And(coefficients).And(coefficients).And(products);
        }
    }

    public override void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> gram = frame.Rent<T>(m * m);
        Span<T> panel = frame.Rent<T>(Width * m);
        Span<T> ofDifference = frame.Rent<T>(m);
        Span<T> ofFirst = frame.Rent<T>(m);
        CovarianceState<T> covariance = Covariance(state);
        Span<T> features = Neurons(state);
        if (!TakeFirstLayer(state, panel))
        {
            GaussianProduct.Multiply(stream, Width, Width, T.Sqrt(Scale), features, m, panel, Blas, workspace);
            ZeroInputs.KeepInNeurons(panel, Width, neuronStride: m, inputStride: 1);
        }

        FeaturePanel.Activate(panel, Width, m, Activation);
        Blas.Syrk(m, Width, T.One, panel, m, T.Zero, gram, m, workspace);
        TakeGram(covariance, gram);
        if (IsHomogeneous)
        {
            CovarianceState<T>.Renormalization(gram, m, Scale, ofDifference, ofFirst);
            FeaturePanel.Renormalize(panel, Width, ofDifference, ofFirst);
        }

        panel.CopyTo(features);
    }

    protected override void DrawFirstLayer(CovarianceState<T> covariance, RandomStream stream, Span<T> neurons, Workspace workspace) =>
        DrawNeurons(covariance, stream, neurons, workspace);
}
