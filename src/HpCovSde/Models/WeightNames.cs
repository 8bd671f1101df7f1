using HpCovSde.Networks;

namespace HpCovSde.Models;

/// <summary>The names of <see cref="WeightSampling"/> in JSON and on the command line.</summary>
internal static class WeightNames
{
    private static readonly (string Name, WeightSampling Sampling)[] Samplings =
    [
        ("auto", WeightSampling.Auto), ("conditional", WeightSampling.Conditional),
        ("explicit", WeightSampling.Explicit), ("exact", WeightSampling.Exact),
    ];

    internal static IEnumerable<string> All => Samplings.Select(named => named.Name);

    internal static string Of(WeightSampling sampling) => Samplings.Single(named => named.Sampling == sampling).Name;

    internal static WeightSampling Find(string name) => Samplings.Single(named => named.Name == name).Sampling;
}
