using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.InfiniteWidth;
using HpCovSde.Laws;
using HpCovSde.Networks;

namespace HpCovSde.Models;

/// <summary>A <see cref="ResidualNetwork"/>. Its limit is the diffusion of infinite depth at the same width.</summary>
public sealed record ResidualSpec : ModelSpec
{
    internal const string Name = "resnet";

    /// <summary>The largest depth. The branch scalings and their clock are kept for every layer, 1.6 GB in total.</summary>
    public const int LargestDepth = 100_000_000;

    /// <inheritdoc/>
    public override string Family => Name;

    /// <inheritdoc/>
    public override string FamilyDescription => $"{Family}, {Activation.Description}, branches {Branches}";

    /// <summary>α_1 … α_L.</summary>
    public BranchSpec Branches { get; init; } = BranchSpec.Uniform;

    internal override IEnumerable<string> Notes => Branches.Note is { } note ? [.. base.Notes, note] : base.Notes;

    /// <inheritdoc/>
    public override bool BeginsAtStart => false;

    /// <inheritdoc/>
    public override Refusal? UnevenLayers
    {
        get
        {
            Answer<BranchScaling> scaling = Branches.At(Depth);
            return scaling.Value is not { } branches ? scaling.Refusal
                : branches.LargestSquare * Depth <= branches.SumOfSquares * (1 + 1e-9) ? null
                : new("branchScaling", name => $"layers with {name("branchScaling")} {Branches} are not evenly spaced in time");
        }
    }

    internal static Answer<ModelSpec> ReadFamily(ModelDocument document)
    {
        if ((OfShapedResidual(document, Name) ?? Only(
            "limitCoefficients",
            document.LimitCoefficients == Asymptotic ? null : document.LimitCoefficients,
            Name,
            $"{FeedforwardSpec.Name}, {ShapedFeedforwardSpec.Name} or {ShapedResidualSpec.Name}")) is { } refusal)
        {
            return refusal;
        }

        Answer<ActivationSpec> activation = ActivationSpec.Read(document);
        if (activation.Value is { IsShaped: true } shaped)
        {
            return new Refusal("network", name =>
                $"{shaped.Fields(name)}: given with {name("network")} {Name}, which is not shaped; "
                + $"allowed: with {FeedforwardSpec.Name} only");
        }

        if (document.Depth > LargestDepth)
        {
            return new Refusal("depth", name =>
                $"{name("depth")}: '{document.Depth}' is not allowed; "
                + $"allowed: an integer from 1 to {LargestDepth} with {name("network")} {Name}");
        }

        BranchSpec branches = document.BranchScaling is { } text ? BranchSpec.Parse(text)! : BranchSpec.Uniform;
        if (branches.File is { } path && InputSpec.Changed("branchScaling", path, document.BranchScalingSha256) is { } changed)
        {
            return changed;
        }

        Answer<BranchScaling> scaling = branches.At(document.Depth, DefaultDepth);
        return scaling.Value is { } read
            ? ReadCommon(document, new ResidualSpec { Branches = branches, Depth = read.Depth })
            : scaling.Refusal!;
    }

    /// <inheritdoc/>
    public override Answer<FiniteNetwork> Network(WeightSampling weights = WeightSampling.Auto)
    {
        Answer<BranchScaling> scaling = Branches.At(Depth);
        if (scaling.Value is not { } branches)
        {
            return scaling.Refusal!;
        }

        var network = new ResidualNetwork(Width, branches, Activation.Function) { Sampling = weights };
        return Drawn(network, network.SamplingFor(Start.Size), network.SamplingRefusal(Start.Size));
    }

    /// <inheritdoc/>
    private protected override Answer<LimitProcess> FindLimit()
    {
        Answer<BranchScaling> scaling = Branches.At(Depth);
        if (scaling.Value is not { } branches)
        {
            return scaling.Refusal!;
        }

        double time = Time ?? branches.SumOfSquares;
        return time > 0
            ? new ResidualDiffusion(Width, time, Activation.Function)
            : new Refusal("branchScaling", name =>
                $"{name("branchScaling")} {Branches}: the sum of squares is 0, and so is the time of the limit; "
                + $"allowed: a sum above 0, or {name("time")}");
    }

    /// <inheritdoc/>
    public override Answer<InfiniteWidthKernel> Kernel()
    {
        if (Time is double time)
        {
            return InfiniteWidthKernel.ResidualFlow(Activation.Function, time, Depth);
        }

        Answer<BranchScaling> scaling = Branches.At(Depth);
        return scaling.Value is { } branches ? InfiniteWidthKernel.Residual(Activation.Function, branches) : scaling.Refusal!;
    }

    /// <inheritdoc/>
    public override Answer<VarianceStability> Stability() => new Refusal("network", name =>
        $"{name("network")}: '{Name}' is not allowed; allowed: {FeedforwardSpec.Name}, {ShapedFeedforwardSpec.Name}, "
        + $"{ShapedResidualSpec.Name}, whose limits have a closed equation for the variance");

    /// <inheritdoc/>
    public override Answer<NetworkFamily> Commutation()
    {
        try
        {
            return Branches switch
            {
                { File: not null } => Refusal.Value(
                    "branchScaling", Branches.Text, "a rule for every depth: uniform, power:G or log-series"),
                { Exponent: double exponent } => NetworkFamily.Power(Activation.Function, exponent),
                _ => Branches.IsLogSeries ? NetworkFamily.LogSeries(Activation.Function) : NetworkFamily.Uniform(Activation.Function),
            };
        }
        catch (ArgumentOutOfRangeException exception)
        {
            return Refusal.Because("branchScaling", name => $"{name("branchScaling")} {Branches}", exception);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Quantity> Quantities(bool every)
    {
        IReadOnlyList<Quantity> quantities = base.Quantities(every);
        return every || quantities.Contains(Quantity.LogVariance(0))
            ? [.. quantities, .. Enumerable.Range(0, Start.Size).Select(Quantity.LogFeatureNorm)]
            : quantities;
    }

    private protected override string DescribeMore() => Branches.At(Depth).Value is { } branches
        ? FormattableString.Invariant(
            $", branches {Branches} (sum of squares {branches.SumOfSquares:G6}, largest {branches.LargestSquare:G6})")
        : $", branches {Branches}";

    private protected override void WriteMore(ModelDocument document)
    {
        document.BranchScaling = Branches.Text;
        document.BranchScalingSha256 = Branches.File is { } path ? InputSpec.Hash(path) : null;
        document.BranchSumOfSquares = Branches.At(Depth).Value?.SumOfSquares;
        document.BranchLargestSquare = Branches.At(Depth).Value?.LargestSquare;
    }
}
