using System.Diagnostics;
using HpCovSde.Cli.Files;
using HpCovSde.Cli.Reports;
using HpCovSde.Models;

namespace HpCovSde.Cli.Commands;

/// <summary><c>design</c>: the shape, or the depth, for a target of the law of the limit.</summary>
internal sealed class DesignCommand : SpecCommand
{
    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;

    internal DesignCommand(CliConsole console, CancellationToken cancellation)
        : base(
            "design",
            "Finds the shape, or the depth, with which the limit has a given number, from its exact law.",
            field => field is not ("branchScaling" or "exponent" or "negativeSlope"),
            ["target", "solve"],
            new()
            {
                ["network"] = "mlp, or for rho and median also shaped-resnet. Default: mlp.",
                ["cPlus"] = "The shape of a relu whose time is found: slopes 1 + X n^-1/2 above 0 and 1 + Y n^-1/2 below 0.",
                ["a"] = "The shape of a smooth activation whose time is found: s phi(x/s) with s = A n^1/2.",
                ["width"] = "The number of neurons per layer. The answer is then for a network of this size. Default: for the limit.",
                ["depth"] = "The number of layers of such a network. Default: N T with --time, otherwise 100.",
                ["time"] = "The time of the limit. Default: D/N, or 1; for explosion: ever.",
                ["limitCoefficients"] =
                    "corrected: the law of the network up to terms in 1/N^2; matched: the limit with the mean of a layer of width N; "
                    + "asymptotic: that of infinite width. Default with --width or --depth: corrected, or matched where that is not known.",
            },
            new(null, null))
    {
        _console = console;
        _cancellation = cancellation;
    }

    private protected override void Execute(Specification specification, OutputSettings output)
    {
        if (specification.Run.Normalize() is { } refusal)
        {
            throw CliException.Usage(refusal.Text(specification.NameOf));
        }

        if (specification.Run.Target is not { } text || !DesignTarget.TryParse(text, out DesignTarget? target))
        {
            throw CliException.Usage($"{specification.NameOf("target")} is missing; allowed: {DesignTarget.Kind.Allowed}");
        }

        DesignUnknown? unknown = specification.Run.Solve is { } name
            ? (DesignUnknown)DesignTarget.UnknownNames.Index().Single(known => known.Item == name).Index
            : null;
        long started = Stopwatch.GetTimestamp();
        Design design = specification.Require(Design.Find(specification.Model, target, unknown, _cancellation));
        var report = new DesignReport(design, Stopwatch.GetElapsedTime(started).TotalSeconds);
        _console.Report(output.Json ? report.ToJson() : report.ToTable());
    }
}
