using System.CommandLine;
using HpCovSde.Cli.Models;
using HpCovSde.Cli.Options;

namespace HpCovSde.Cli.Commands;

/// <summary><c>sample</c>: Monte Carlo of a finite network.</summary>
internal sealed class SampleCommand : EnsembleCommand
{
    internal SampleCommand(CliConsole console, CancellationToken cancellation)
        : base("sample", "Monte Carlo of a finite network.", hasLimit: false, console, cancellation)
    {
    }

    private protected override RunPlan Plan(ParseResult parse, Model model, RunSettings run)
    {
        FiniteNetwork network = model.CreateNetwork(run.Weights);
        int recordEvery = RunPlan.CheckRecordEvery(run.RecordEvery, model.Depth, "the depth");
        return new([new(network.Chain, recordEvery)], network.Sampling, null);
    }
}
