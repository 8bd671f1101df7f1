using HpCovSde.Chains;
using HpCovSde.Cli.Models;
using HpCovSde.Networks;

namespace HpCovSde.Cli.Commands;

/// <summary>One ensemble to be run.</summary>
/// <param name="Chain">What to run.</param>
/// <param name="RecordEvery">In steps of the chain; 0: the end only.</param>
internal sealed record Side(IChain Chain, int RecordEvery);

/// <summary>The ensembles of a command: a network, a limit, or both in this order.</summary>
/// <param name="Sides">One or two.</param>
/// <param name="Weights">How the network is drawn; null without a network.</param>
/// <param name="Integration">How the limit is integrated; null without a limit.</param>
internal sealed record RunPlan(IReadOnlyList<Side> Sides, WeightSampling? Weights, Integration? Integration)
{
    /// <summary>Refuses records beyond the end.</summary>
    internal static int CheckRecordEvery(int recordEvery, int steps, string what) => recordEvery <= steps
        ? recordEvery
        : throw CliException.Usage($"--record-every: '{recordEvery}' is not allowed; allowed: an integer from 1 to {steps}, {what}");
}
