using HpCovSde.Cli.Models;
using HpCovSde.Cli.Options;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Output;

/// <summary>Everything that a command has to say; how it is said is for the JSON, the table and the plot.</summary>
internal sealed class Report
{
    internal required string Command { get; init; }

    internal required Model Model { get; init; }

    internal required RunSettings Run { get; init; }

    /// <summary>How the layers of the network were drawn; null without a network.</summary>
    internal WeightSampling? Weights { get; init; }

    /// <summary>How the limit was integrated; null without a limit.</summary>
    internal Integration? Integration { get; init; }

    /// <summary>The network, or null.</summary>
    internal Outcome? Finite { get; init; }

    /// <summary>The limit, or null.</summary>
    internal Outcome? Limit { get; init; }

    /// <summary>Between the two, where both are there.</summary>
    internal IReadOnlyDictionary<Quantity, SampleComparison> Distances { get; init; } = new Dictionary<Quantity, SampleComparison>();

    internal double Seconds => (Finite?.Result.Manifest.Seconds ?? 0) + (Limit?.Result.Manifest.Seconds ?? 0);

    /// <summary>The sides that are there, with their names in file names and JSON.</summary>
    internal IEnumerable<(string Name, Outcome Outcome)> Sides
    {
        get
        {
            if (Finite is not null)
            {
                yield return ("finite", Finite);
            }

            if (Limit is not null)
            {
                yield return ("limit", Limit);
            }
        }
    }

    /// <summary>How layers were drawn, as on the command line; null without a network.</summary>
    internal string? WeightsName => Weights is { } sampling ? RunSettingsOptions.NameOf(sampling) : null;
}
