using System.CommandLine;
using HpCovSde.Cli.Models;
using HpCovSde.Cli.Options;

namespace HpCovSde.Cli.Commands;

/// <summary><c>sde</c>: Monte Carlo of the limit of a network.</summary>
internal sealed class SdeCommand : EnsembleCommand
{
    internal SdeCommand(CliConsole console, CancellationToken cancellation)
        : base("sde", "Monte Carlo of the limiting SDE.", hasLimit: true, console, cancellation)
    {
    }

    private protected override RunPlan Plan(ParseResult parse, Model model, RunSettings run)
    {
        Integration integration = IntegrationOptions!.Read(parse, model);
        int recordEvery = RunPlan.CheckRecordEvery(run.RecordEvery, integration.Chain.Steps, "the number of steps");
        return new([new(integration.Chain, recordEvery)], null, integration);
    }
}
