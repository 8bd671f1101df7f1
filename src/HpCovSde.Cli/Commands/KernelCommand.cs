using System.Diagnostics;
using HpCovSde.Chains;
using HpCovSde.Cli.Files;
using HpCovSde.Cli.Reports;
using HpCovSde.InfiniteWidth;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Commands;

/// <summary><c>kernel</c>: the deterministic covariance at infinite width.</summary>
internal sealed class KernelCommand : SpecCommand
{
    private const string Files =
        "Writes the kernel of m inputs. A .npy file has float64 [m, m], or [records, m, m] with --record-every. A .csv file has a row per "
        + "record with columns (layer, time,) V[1,1], V[1,2], ... in row-major order. FILE.json describes the run.";

    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;

    internal KernelCommand(CliConsole console, CancellationToken cancellation)
        : base(
            "kernel",
            "Computes the deterministic limit of infinite width: the kernel of a network, or of its flow with --time.",
            _ => true,
            ["threads", "recordEvery"],
            new()
            {
                ["time"] =
                    "Computes the kernel of the flow at this time instead of the layers. For resnet, or mlp with --c-plus and --c-minus.",
                ["recordEvery"] =
                    "Records every K layers and at the end. With --time a layer is T divided by the depth. Default: only at the end.",
            },
            new(Files, null))
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
        long kept = output.Json ? grid.Count : 1;
        if (new MemoryEstimate().Add($"{kept} records", kept * KernelReport.Memory(model.Start.Size, output.Json)).Refusal is { } tooMuch)
        {
            throw CliException.Usage(
                $"{specification.NameOf("recordEvery")} {recordEvery}: {tooMuch}; allowed: fewer records or inputs, or no JSON document");
        }

        using KernelFile? file = output.DataPath is { } path ? KernelFile.Create(path, model.Start.Size, grid, output.Overwrite) : null;
        long started = Stopwatch.GetTimestamp();
        var records = new List<KernelRecord>();
        try
        {
            foreach (KernelRecord record in kernel.Path(model.Start, recordEvery, threads, _cancellation))
            {
                file?.Write(record);

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
            throw CliException.Usage($"{specification.NameOf("activation")} {model.Activation.Name}", refusal);
        }

        var report = new KernelReport(model, threads, recordEvery, records, Stopwatch.GetElapsedTime(started).TotalSeconds);
        file?.Commit(report.ToJson(withMatrices: false));
        _console.Report(output.Json ? report.ToJson(withMatrices: true) : report.ToTable());
    }
}
