using System.CommandLine;
using HpCovSde.Cli.Models;
using HpCovSde.Cli.Options;
using HpCovSde.Cli.Output;

namespace HpCovSde.Cli.Commands;

/// <summary><c>stability</c>: what becomes of the norm of an input.</summary>
internal sealed class StabilityCommand : Command
{
    private readonly ModelOptions _model;
    private readonly Flag _json = new("--json", "One JSON document on standard output and nothing else.");

    internal StabilityCommand(CliConsole console, CancellationToken cancellation)
        : base("stability", "Does the norm explode? Coefficient, explosion probability, long time and stationary law in the limit of depth and width.")
    {
        _model = new(this, "Also the probability of explosion by this time, and E[1/V] then. Absent: neither.");
        Add(_json);
        SetAction(parse =>
        {
            Model model = _model.Read(parse);
            StabilityReport report = StabilityReport.Of(model, cancellation);
            console.Output.Write(_json.IsGiven(parse) ? report.ToJson() : report.ToTable());
        });
    }
}
