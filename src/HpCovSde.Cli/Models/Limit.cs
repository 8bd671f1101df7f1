using System.Text.Json;
using HpCovSde.Chains;

namespace HpCovSde.Cli.Models;

/// <summary>The limit of a model and the schemes that integrate it. Schemes go by name, as on the command line: each kind of limit has its own.</summary>
internal abstract class Limit
{
    /// <summary>The names of all schemes of all limits, each once.</summary>
    internal static IReadOnlyList<string> SchemeNames { get; } = [.. CovarianceLimit.Names.Union(DiffusionLimit.Names)];

    /// <summary>The name in JSON.</summary>
    internal abstract string Kind { get; }

    /// <summary>T.</summary>
    internal abstract double Time { get; }

    /// <summary>A few words for people.</summary>
    internal abstract string Description { get; }

    /// <summary>The scheme taken when none is named.</summary>
    internal abstract string DefaultScheme { get; }

    /// <summary>Why a scheme of <see cref="SchemeNames"/> cannot integrate this limit from these inputs; null if it can.</summary>
    internal abstract string? Refusal(string scheme);

    /// <summary>The chain of a scheme that is not refused.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step cannot be taken.</exception>
    internal abstract IChain Integrate(string scheme, double step);

    /// <summary>Writes the coefficients as fields of a JSON object.</summary>
    internal abstract void Write(Utf8JsonWriter json);
}

/// <summary>A limit with the scheme and the steps that integrate it.</summary>
internal sealed record Integration(Limit Limit, string Scheme, IChain Chain)
{
    /// <summary>One line for people.</summary>
    internal string Description => FormattableString.Invariant(
        $"{Limit.Description}, T = {Limit.Time:G6}; {Scheme}, h = {Chain.TimePerStep:G6} ({Chain.Steps} steps)");
}
