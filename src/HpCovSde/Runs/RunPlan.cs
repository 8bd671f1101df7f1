using HpCovSde.Chains;
using HpCovSde.Data;
using HpCovSde.Dynamics;
using HpCovSde.Networks;
using HpCovSde.Schemes;

namespace HpCovSde.Runs;

/// <summary>One ensemble of a run.</summary>
/// <param name="Name"><c>finite</c> for the network, <c>limit</c> for the limit.</param>
/// <param name="Chain">The chain that is run.</param>
/// <param name="Options">The options, with records counted in steps of this chain.</param>
public sealed record RunSide(string Name, IChain Chain, RunOptions Options)
{
    /// <summary>The name of the network.</summary>
    public const string Finite = "finite";

    /// <summary>The name of the limit.</summary>
    public const string Limit = "limit";

    /// <summary>Whether the chain has no noise. Its replicas are then equal, and <see cref="Options"/> ask for one of them.</summary>
    public bool IsDeterministic { get; init; }

    /// <summary>The steps at which it records.</summary>
    public RecordGrid Grid { get; } = new(Chain.Steps, Options.RecordEvery, Options.RecordStart);
}

/// <summary>A limit with the scheme and the steps that integrate it.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Scheme">The scheme.</param>
/// <param name="Chain">The chain of its steps.</param>
public sealed record Integration(LimitProcess Limit, Scheme Scheme, IChain Chain)
{
    /// <summary>Whether the step is shorter than the default one, which is too long for the scheme.</summary>
    public bool IsStepShortened { get; init; }

    /// <summary>A description in one line.</summary>
    public string Description => FormattableString.Invariant(
        $"{Limit.Description}, T = {Limit.Time:G6}; {Scheme}, h = {Chain.TimePerStep:G6} ({Wording.Count(Chain.Steps, "step")})")
        + (IsStepShortened ? "; the default step is too long here" : "");
}

/// <summary>The ensembles of a run: a network, a limit, or both in this order.</summary>
/// <param name="Sides">One or two.</param>
/// <param name="Weights">The sampling of the network; null without a network.</param>
/// <param name="Integration">The integration of the limit; null without a limit.</param>
public sealed record RunPlan(IReadOnlyList<RunSide> Sides, WeightSampling? Weights, Integration? Integration);
