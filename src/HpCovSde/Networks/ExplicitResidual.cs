using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Networks;

/// <summary>
/// A residual layer with its weights drawn: n² normals, multiplied as they are drawn, so that W is never stored. The product is linear in
/// the features and so takes differences of them as well.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal sealed class ExplicitResidual<T, TActivation> : ReplicaResidual<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    internal ExplicitResidual(ResidualLayers layers, TActivation activation, IBlas<T> blas)
        : base(layers, activation, blas)
    {
    }

    protected override WorkspaceRequirement BranchRequirement
    {
        get
        {
            var neurons = WorkspaceRequirement.Of<T>((long)Width * Inputs);
            return neurons.And(neurons).And(GaussianProduct.Requirement(Blas, Width, Inputs));
        }
    }

    protected override void AddBranch(ReplicaResidualState<T> view, T alpha, RandomStream stream, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> features = frame.Rent<T>(Width * m);
        Span<T> branch = frame.Rent<T>(Width * m);
        view.Neurons.CopyTo(features);
        FeaturePanel.Activate(features, Width, view.Units.References, Activation);
        GaussianProduct.Multiply(stream, Width, Width, alpha / T.Sqrt(T.CreateTruncating(Width)), features, m, branch, Blas, workspace);
        Add(branch, view.Neurons);
    }
}
