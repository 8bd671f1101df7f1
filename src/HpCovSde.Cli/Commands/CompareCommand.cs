using System.CommandLine;
using HpCovSde.Cli.Models;
using HpCovSde.Cli.Options;

namespace HpCovSde.Cli.Commands;

/// <summary><c>compare</c>: a finite network beside its limit.</summary>
internal sealed class CompareCommand : EnsembleCommand
{
    internal CompareCommand(CliConsole console, CancellationToken cancellation)
        : base("compare", "A finite network and its limiting SDE, with distances between the two.", hasLimit: true, console, cancellation)
    {
    }

    private protected override RunPlan Plan(ParseResult parse, Model model, RunSettings run)
    {
        FiniteNetwork network = model.CreateNetwork(run.Weights);
        int recordEvery = RunPlan.CheckRecordEvery(run.RecordEvery, model.Depth, "the depth");
        int records = 1;
        if (recordEvery > 0)
        {
            // Layers and steps meet at every record only if the records divide both evenly.
            records = model.UnevenLayers is { } uneven ? throw CliException.Usage($"--record-every: '{recordEvery}' is not allowed with compare: {uneven}")
                : model.Depth % recordEvery == 0
                ? model.Depth / recordEvery
                : throw CliException.Usage($"--record-every: '{recordEvery}' is not allowed; allowed with compare: a divisor of the depth {model.Depth}");
        }

        Integration integration = IntegrationOptions!.Read(parse, model, records);
        return new(
            [new(network.Chain, recordEvery), new(integration.Chain, recordEvery == 0 ? 0 : integration.Chain.Steps / records)],
            network.Sampling,
            integration);
    }
}
