using System.Diagnostics;
using HpCovSde.Chains;
using HpCovSde.Cli.Files;
using HpCovSde.Cli.Reports;
using HpCovSde.Data;
using HpCovSde.InfiniteWidth;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Commands;

/// <summary><c>kernel</c>: the deterministic covariance at infinite width.</summary>
internal sealed class KernelCommand : SpecCommand
{
    private const string Files =
        "Writes the kernel of m inputs. A .npz file has the arrays V, logV, log1mrho, layer and time. A .npy file has V as float64 [m, m], "
        + "or [records, m, m] with --record-every. A .csv file has a row per record with columns (layer, time,) V[1,1], V[1,2], ... in "
        + "row-major order. FILE.json describes the run.";

    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;

    internal KernelCommand(CliConsole console, CancellationToken cancellation)
        : base(
            "kernel",
            "Computes the deterministic limit of infinite width: the kernel of a network, or of its flow with --time.",
            field => field != "limitCoefficients",
            ["threads", "recordEvery", "results"],
            new()
            {
                ["time"] =
                    "Computes the kernel of the flow at this time instead of the layers. For resnet, or mlp with --c-plus and --c-minus.",
                ["recordEvery"] =
                    "Records every K layers and at the end. With --time a layer is T divided by the depth. Default: only at the end.",
                ["results"] = "all prints every entry. With more than 8 inputs default prints a summary. JSON and files have every entry.",
            },
            new(Files, "Plots the correlations, over the layers with --record-every"))
    {
        _console = console;
        _cancellation = cancellation;
    }

    private protected override void Execute(Specification specification, OutputSettings output)
    {
        ModelSpec model = specification.ReadModel();
        RunSpec run = specification.Require(RunSpec.Read(RunKind.Sample, model, specification.Run));
        int threads = run.WorkerThreads;
        int recordEvery = run.Options.RecordEvery;
        if (recordEvery > model.Depth)
        {
            throw CliException.Value(
                specification.NameOf("recordEvery"), $"{recordEvery}", $"an integer from 1 to {model.Depth}, the depth");
        }

        InfiniteWidthKernel kernel = specification.Require(model.Kernel());
        var grid = new RecordGrid(model.Depth, recordEvery);
        CheckMemory(specification, model.Start.Size, grid, output);
        using KernelFile? file = output.DataPath is { } data
            ? KernelFile.Create(data, model.Start.Size, grid, output.Overwrite)
            : null;
        using PlotFile? plot = output.PlotPath is null ? null : new PlotFile(output.PlotPath, output.Overwrite);
        long started = Stopwatch.GetTimestamp();
        var records = new List<KernelRecord>();
        KernelPath? path = plot is null ? null : new();
        path?.Add(0, model.Start);
        try
        {
            foreach (KernelRecord record in kernel.Path(model.Start, recordEvery, threads, _cancellation))
            {
                file?.Write(record);
                path?.Add(record.Time, record.Covariance);

                // Only the JSON document needs all records.
                if (!(output.Json && recordEvery > 0))
                {
                    records.Clear();
                }

                records.Add(record);
            }
        }
        catch (ArithmeticException failure)
        {
            throw CliException.Numeric(failure.Message);
        }
        catch (ArgumentException refusal)
        {
            throw CliException.Usage($"the kernel of {model.Activation.Name}", refusal);
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var report = new KernelReport(model, run.EveryQuantity, threads, recordEvery, records, seconds);
        AtomicFile.CommitAll(
        [
            .. file?.Finish(report.ToJson(withMatrices: false)) ?? [],
            .. plot is null ? (AtomicFile[])[] : [plot.Finish(KernelPlot.Of(report, path!))],
        ]);
        _console.Report(output.Json ? report.ToJson(withMatrices: true) : report.ToTable());
    }

    // Everything that the command keeps at the same time, before the first file is created.
    private static void CheckMemory(Specification specification, int inputs, RecordGrid grid, OutputSettings output)
    {
        long kept = output.Json ? grid.Count : 1;
        MemoryEstimate memory = new MemoryEstimate()
            .Add(Wording.Count(kept, "record"), kept * KernelReport.Memory(inputs, output.Json))
            .Add("the figure", output.PlotPath is null ? 0 : KernelPath.Memory(inputs, grid.Count));
        if (memory.Refusal is { } tooMuch)
        {
            throw CliException.Usage(
                $"{specification.NameOf("recordEvery")} {grid.Every}: {tooMuch}; "
                + "allowed: fewer records or inputs, or no JSON document or figure");
        }
    }
}
