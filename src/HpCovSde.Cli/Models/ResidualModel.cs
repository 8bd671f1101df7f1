using System.Text.Json;
using HpCovSde.Dynamics;
using HpCovSde.InfiniteWidth;
using HpCovSde.Networks;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Models;

/// <summary>Residual networks and their diffusion of infinite depth at the same width.</summary>
internal sealed record ResidualModel : Model
{
    internal const string Name = "resnet";

    /// <summary>Branch scalings of every layer are kept: 1.6 GB at this depth.</summary>
    internal const int LargestDepth = 100_000_000;

    internal override string Network => Name;

    /// <summary>The branch scalings as a rule for every depth.</summary>
    internal required BranchChoice BranchChoice { get; init; }

    /// <summary>α_1 … α_L.</summary>
    internal BranchScaling Branches => BranchChoice.At(Depth);

    internal override string? UnevenLayers =>
        Branches.LargestSquare * Depth <= Branches.SumOfSquares * (1 + 1e-9)
            ? null
            : $"layers with --branch-scaling {BranchChoice.Text} are not evenly spaced in time";

    internal override bool BeginsAtStart => false;

    internal override FiniteNetwork CreateNetwork(WeightSampling sampling)
    {
        var network = new ResidualNetwork(Width, Branches, Activation.Function) { Sampling = sampling };
        return FiniteNetwork.Of(network, network.SamplingFor(Start.Size), network.SamplingRefusal(Start.Size));
    }

    internal override LimitProcess CreateLimit()
    {
        double time = Time ?? Branches.SumOfSquares;
        return time > 0
            ? new ResidualDiffusion(Width, time, Activation.Function)
            : throw CliException.Usage($"--branch-scaling {BranchChoice.Text}: the sum of squares is 0, so that the limit has no time; allowed: a sum above 0, or --time");
    }

    internal override VarianceStability CreateStability() => throw CliException.Usage(
        $"--network: '{Name}' given; allowed: {FeedforwardModel.Name}, whose variances have an equation of their own");

    internal override InfiniteWidthKernel CreateKernel() => Time is double time
        ? InfiniteWidthKernel.ResidualFlow(Activation.Function, time, Depth)
        : InfiniteWidthKernel.Residual(Activation.Function, Branches);

    internal override IReadOnlyList<Quantity> Quantities(bool every)
    {
        IReadOnlyList<Quantity> quantities = base.Quantities(every);
        return every || quantities.Contains(Quantity.LogVariance(0))
            ? [.. quantities, .. Enumerable.Range(0, Start.Size).Select(Quantity.LogFeatureNorm)]
            : quantities;
    }

    private protected override string DescribeMore()
    {
        BranchScaling branches = Branches;
        return FormattableString.Invariant(
            $", branches {BranchChoice.Text} (sum of squares {branches.SumOfSquares:G6}, largest {branches.LargestSquare:G6})");
    }

    private protected override void WriteMore(Utf8JsonWriter json)
    {
        BranchScaling branches = Branches;
        json.WriteString("branchScaling", BranchChoice.Text);
        json.WriteNumber("branchSumOfSquares", branches.SumOfSquares);
        json.WriteNumber("branchLargestSquare", branches.LargestSquare);
    }
}
