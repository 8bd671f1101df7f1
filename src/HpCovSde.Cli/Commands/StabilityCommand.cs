using HpCovSde.Cli.Files;
using HpCovSde.Cli.Reports;
using HpCovSde.Models;

namespace HpCovSde.Cli.Commands;

/// <summary><c>stability</c>: the behaviour of the norm of an input at large depth.</summary>
internal sealed class StabilityCommand : SpecCommand
{
    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;

    internal StabilityCommand(CliConsole console, CancellationToken cancellation)
        : base(
            "stability",
            "Does the norm explode? Explosion probability, long-time behaviour and stationary law in the limit of depth and width.",
            field => field is not ("branchScaling" or "limitCoefficients"),
            [],
            new()
            {
                ["network"] = "mlp, shaped-mlp or shaped-resnet, whose limits have a closed equation for the variance. Default: mlp.",
                ["time"] = "Also computes the probability of explosion by this time, and E[1/V] at this time. Default: neither.",
            },
            new(null, null))
    {
        _console = console;
        _cancellation = cancellation;
    }

    private protected override void Execute(Specification specification, OutputSettings output)
    {
        ModelSpec model = specification.ReadModel();
        StabilityReport report = StabilityReport.Of(model, specification.Require(model.Stability()), _cancellation);
        _console.Report(output.Json ? report.ToJson() : report.ToTable());
    }
}
