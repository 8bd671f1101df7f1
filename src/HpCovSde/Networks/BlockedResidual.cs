using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Networks;

/// <summary>
/// The layer of <see cref="WideResidual{T, TActivation}"/> for many inputs or neurons, one replica at a time: Y ← Y + α G Cᵀ (trmm), R =
/// CCᵀ. Same law and same random numbers as the wide engine.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal sealed class BlockedResidual<T, TActivation> : ReplicaResidual<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    internal BlockedResidual(ResidualLayers layers, TActivation activation, IBlas<T> blas)
        : base(layers, activation, blas)
    {
    }

    protected override WorkspaceRequirement BranchRequirement => WorkspaceRequirement.Of<T>((long)Inputs * Inputs).And(GaussianRequirement);

    protected override void AddBranch(ReplicaResidualState<T> view, T alpha, RandomStream stream, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(m * m);
        view.FeatureGram.CopyTo(factor);
        _ = SemidefiniteCholesky.Factor(Blas, m, factor, m, workspace);
        foreach (ref T entry in factor)
        {
            entry *= alpha;
        }

        AddGaussian(view.Neurons, factor, stream, firstSegment: 0, workspace);
    }
}
