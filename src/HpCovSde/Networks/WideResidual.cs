using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// A layer of a residual network, sampled conditionally, lanes = replicas, for small m. Given Y the rows of W φ(Y) are iid N(0, R),
/// R = φ(Y)ᵀφ(Y)/n, so Y ← Y + α G Cᵀ with R = CCᵀ: n·m normals and no weights.
/// Source: Hayou 2022 (arXiv 2210.00688) for the network; the increments given Y are Gaussian.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal sealed class WideResidual<T, TActivation>(ResidualLayers layers, TActivation activation)
    : ResidualLanes<T, TActivation>(layers, activation)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(PackedElements);
        WideResidualState<T> view = View(bundle);
        FactorBranch(view, Lanes<T>.Of(Layers.Branches.Values[(int)stream.Step]), factor);
        AddGaussian(view, factor, NormalLanes<T>.OfReplicas(stream), workspace);
        ChangeUnits(view, workspace);
    }
}
