using System.Diagnostics;
using HpCovSde.Cli.Files;
using HpCovSde.Cli.Reports;
using HpCovSde.Commutation;
using HpCovSde.Covariances;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Commands;

/// <summary><c>commute</c>: compares finite networks on a grid of widths and depths with the limit of both.</summary>
internal sealed class CommuteCommand : SpecCommand
{
    private const string Rho = "rho";
    private const long DefaultReplicas = 512;

    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;

    internal CommuteCommand(CliConsole console, CancellationToken cancellation)
        : base(
            "commute",
            "Do the limits of width and depth commute? Distances of finite networks to the limit on a grid of both, with rates.",
            field => field is not ("width" or "depth" or "time" or "limitCoefficients"),
            ["widths", "depths", "quantity", "replicas", "seed", "threads"],
            new()
            {
                ["branchScaling"] =
                    "The branch scaling alpha_l of a resnet: uniform (L^-1/2), power:G (L^-G) or log-series ((l log(l+1)^2)^-1/2). "
                    + "Default: uniform.",
                ["replicas"] = "The number of independent networks for each cell of the grid, at least 2. Default: 512.",
            },
            new(null, "Plots the mean square errors over widths and depths"))
    {
        _console = console;
        _cancellation = cancellation;
        RunOption("widths").Aliases.Add("--width");
        RunOption("depths").Aliases.Add("--depth");
    }

    private protected override void Execute(Specification specification, OutputSettings output)
    {
        ModelSpec model = specification.ReadModel();
        RunDocument fields = specification.Run;
        RunSpec run = specification.Require(
            RunSpec.Read(RunKind.Sample, model, fields with { Replicas = fields.Replicas ?? DefaultReplicas }));
        NetworkFamily family = specification.Require(model.Commutation());
        int[] widths = fields.Widths ?? [8, 32, 128];
        int[] depths = fields.Depths ?? [2, 8, 32];
        int threads = run.WorkerThreads;
        if (run.Options.Replicas is < 2 or > int.MaxValue)
        {
            throw CliException.Value(specification.NameOf("replicas"), $"{run.Options.Replicas}", $"an integer from 2 to {int.MaxValue}");
        }

        bool isCorrelation = fields.Quantity == Rho;
        if (isCorrelation && model.Start.Size < 2)
        {
            throw CliException.Value(specification.NameOf("quantity"), Rho, "V, because there is a single input");
        }

        int replicas = (int)run.Options.Replicas;
        int other = Math.Min(1, model.Start.Size - 1);
        Quantity quantity = isCorrelation ? Quantity.Correlation(0, other) : Quantity.Covariance(0, other);
        CheckMemory(specification, family, model.Start, widths.Max(), depths.Max(), replicas, threads);
        using PlotFile? plot = output.PlotPath is null ? null : new PlotFile(output.PlotPath, output.Overwrite);
        using var progress = new ProgressBar(_console, 1, output.Progress);
        long started = Stopwatch.GetTimestamp();
        CommutationStudy study;
        try
        {
            study = CommutationStudy.Run(
                family, model.Start, widths, depths, quantity, replicas, threads, run.Seed, progress.Next(), _cancellation);
        }
        catch (ArgumentException refusal)
        {
            string[] given =
            [
                .. fields.Widths is null ? (string[])[] : [$"{specification.NameOf("widths")} {string.Join(',', widths)}"],
                .. fields.Depths is null ? (string[])[] : [$"{specification.NameOf("depths")} {string.Join(',', depths)}"],
            ];
            throw CliException.Usage(given is [] ? "the grid" : string.Join(", ", given), refusal);
        }
        catch (ArithmeticException failure)
        {
            throw CliException.Numeric(failure.Message);
        }

        var document = new RunDocument
        {
            Replicas = replicas,
            Seed = run.Seed,
            Threads = threads,
            Widths = widths,
            Depths = depths,
            Quantity = fields.Quantity ?? "V",
        };
        var report = new CommuteReport(model, study, document, Stopwatch.GetElapsedTime(started).TotalSeconds);
        plot?.Finish(CommutePlot.Of(report)).Commit();
        _console.Report(output.Json ? report.ToJson() : report.ToTable());
    }

    // The largest cell of the grid; the cells run one after the other.
    private static void CheckMemory(
        Specification specification, NetworkFamily family, GramMatrix start, int width, int depth, int replicas, int threads)
    {
        // The network, its kernel and the stability of the scaling each have the scalings.
        MemoryEstimate memory = new();
        for (int copies = 0; family.Scaling is not null && copies < 3; copies++)
        {
            _ = memory.Add(BranchScaling.Memory(depth));
        }

        using var ensemble = new Ensemble(threads);
        var options = new RunOptions { Replicas = replicas, Quantities = [Quantity.Covariance(0, 0)] };
        if ((memory.Refusal ?? memory.Add(ensemble.Memory(family.Network(width, depth), start, options)).Refusal) is { } refusal)
        {
            throw CliException.Usage(
                $"{specification.NameOf("widths")} {width}, {specification.NameOf("depths")} {depth}: {refusal}; "
                + "allowed: smaller ones, or fewer threads or replicas");
        }
    }
}
