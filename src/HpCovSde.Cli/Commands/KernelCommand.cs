using System.CommandLine;
using System.Diagnostics;
using HpCovSde.Cli.Models;
using HpCovSde.Cli.Options;
using HpCovSde.Cli.Output;
using HpCovSde.InfiniteWidth;

namespace HpCovSde.Cli.Commands;

/// <summary><c>kernel</c>: the covariance at infinite width, which is not random.</summary>
internal sealed class KernelCommand : Command
{
    private const string Files =
        "Writes the kernel. .npy: float64 [m, m], with --record-every [records, m, m]. .csv: a row per record with columns (layer, time,) V[1,1], V[1,2], ... in "
        + "row-major order. FILE.json beside it says what made it.";

    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly ModelOptions _model;
    private readonly ValueOption<int> _threads = RunSettingsOptions.Threads();
    private readonly ValueOption<int> _recordEvery = RunSettingsOptions.RecordEvery("layers (with --time: of the depth's equal parts of it)");
    private readonly OutputOptions _output;

    internal KernelCommand(CliConsole console, CancellationToken cancellation)
        : base("kernel", "The deterministic limit of infinite width: the kernel of a network after its layers, or with --time of its flow.")
    {
        _console = console;
        _cancellation = cancellation;
        _model = new(this, "The kernel of the flow at this time, not of the layers: resnet, or mlp with --c-plus and --c-minus.");
        Add(_threads);
        Add(_recordEvery);
        _output = new(this, hasResults: false, Files, plot: null);
        SetAction(parse => Execute(parse));
    }

    private void Execute(ParseResult parse)
    {
        int threads = _threads.Get(parse, RunSettingsOptions.DefaultThreads);
        OutputSettings output = _output.Read(parse);
        Model model = _model.Read(parse);
        int recordEvery = RunPlan.CheckRecordEvery(_recordEvery.Get(parse, 0), model.Depth, "the depth");
        InfiniteWidthKernel kernel = model.CreateKernel();
        using KernelFile? file = output.CovariancePath is { } path ? KernelFile.Create(path, model.Start.Size, model.Depth, recordEvery, output.Overwrite) : null;
        long started = Stopwatch.GetTimestamp();
        var records = new List<KernelRecord>();
        try
        {
            foreach (KernelRecord record in kernel.Path(model.Start, recordEvery, threads, _cancellation))
            {
                file?.Write(record);

                // Only JSON has them all.
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
            throw CliException.Usage($"--activation {model.Activation.Name}", refusal);
        }

        var report = new KernelReport(model, threads, recordEvery, records, Stopwatch.GetElapsedTime(started).TotalSeconds);
        file?.Commit(report.ToJson(withMatrices: false));
        _console.Output.Write(output.Json ? report.ToJson(withMatrices: true) : report.ToTable());
    }
}
