using HpCovSde.Dynamics;
using HpCovSde.Networks;

namespace HpCovSde.Schemes;

/// <summary>What the schemes for one input of a residual diffusion share: its neurons, in lanes of replicas.</summary>
internal static class SingleInput
{
    /// <summary>Why such a scheme cannot hold the neurons of a diffusion; null if it can.</summary>
    internal static string? Misfit(string scheme, ResidualDiffusion diffusion) => diffusion.Width <= ResidualNetwork.LargestWideState
        ? null
        : $"{scheme} is for at most {ResidualNetwork.LargestWideState} neurons, not for {diffusion.Width}";

    /// <summary>The neurons. The schemes add their own increments: the branch scaling is not used.</summary>
    internal static ResidualLayers Layers(LimitProcess limit, GramMatrix start)
    {
        var diffusion = (ResidualDiffusion)limit;
        return new(start, diffusion.Width, BranchScaling.FromValues([1]), diffusion.Activation);
    }
}
