using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Schemes;

namespace HpCovSde.Cli.Models;

/// <summary>A limit with the scheme and the steps that integrate it.</summary>
internal sealed record Integration(LimitProcess Limit, Scheme Scheme, IChain Chain)
{
    /// <summary>One line for people.</summary>
    internal string Description => FormattableString.Invariant(
        $"{Limit.Description}, T = {Limit.Time:G6}; {Scheme.Name}, h = {Chain.TimePerStep:G6} ({Chain.Steps} steps)");
}
