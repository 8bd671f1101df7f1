using System.Diagnostics;
using HpCovSde.Chains;
using HpCovSde.Cli.Files;
using HpCovSde.Cli.Reports;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Commands;

/// <summary><c>law</c>: the exact laws of pairs of inputs in the limit.</summary>
internal sealed class LawCommand : SpecCommand
{
    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;

    internal LawCommand(CliConsole console, CancellationToken cancellation)
        : base(
            "law",
            "Computes the exact law of every pair of inputs in the limit, without Monte Carlo: moments, quantiles and the density.",
            field => field != "branchScaling",
            ["threads", "recordEvery", "moment", "results"],
            new()
            {
                ["recordEvery"] = "Also gives the law every K layers; a layer is T divided by the depth. Default: only at the end.",
                ["results"] =
                    "all prints every pair, and gives densities in JSON. With more than 8 inputs default prints a summary, and JSON has no "
                    + "densities.",
            },
            new(null, "Plots the densities of correlations, or with --record-every their means and quantiles over time"))
    {
        _console = console;
        _cancellation = cancellation;
    }

    private protected override void Execute(Specification specification, OutputSettings output)
    {
        ModelSpec model = specification.ReadModel();
        RunSpec run = specification.Require(RunSpec.Read(RunKind.Sample, model, specification.Run));
        PairLaws laws = specification.Require(model.PairLaws());
        int every = run.Options.RecordEvery;
        if (every > model.Depth)
        {
            throw CliException.Value(specification.NameOf("recordEvery"), $"{every}", $"an integer from 1 to {model.Depth}, the depth");
        }

        (double P, double Q)? moment = specification.Run.Moment is [double p, double q] ? (p, q) : null;
        if (moment is not null && !laws.HasVariances)
        {
            throw CliException.Usage(
                $"{specification.NameOf("moment")}: given with {model.Activation.Fields(specification.NameOf)}, whose variances have a "
                + "drift of their own, so that only correlations have an exact law; allowed: without it");
        }

        var grid = new RecordGrid(model.Depth, every);
        bool withDensities = run.EveryQuantity || model.Start.Size <= LawReport.LargestTable;
        CheckMemory(specification, model, grid, withDensities);
        using PlotFile? plot = output.PlotPath is null ? null : new PlotFile(output.PlotPath, output.Overwrite);
        using var progress = new ProgressBar(_console, 1, output.Progress);
        long started = Stopwatch.GetTimestamp();
        IReadOnlyList<LawRecord> records = Compute(laws, grid, moment, withDensities, run.WorkerThreads, progress.Next());
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (records[^1].Pairs.All(pair => pair.Rho.Mean.Refusal is not null))
        {
            throw CliException.Numeric($"no law has a value: {records[^1].Pairs[0].Rho.Mean.Refusal}");
        }

        var document = new RunDocument
        {
            Threads = run.WorkerThreads,
            RecordEvery = every,
            Moment = specification.Run.Moment,
            Results = run.EveryQuantity ? "all" : "default",
        };
        var report = new LawReport(model, laws, document, records, seconds);
        plot?.Finish(LawPlot.Of(report)).Commit();
        _console.Report(output.Json ? report.ToJson() : report.ToTable());
    }

    private static void CheckMemory(Specification specification, ModelSpec model, RecordGrid grid, bool withDensities)
    {
        double pairs = model.Start.Size * (model.Start.Size - 1.0) / 2;
        MemoryEstimate memory = new MemoryEstimate()
            .Add($"laws of {pairs:0} pairs", pairs * LawReport.Memory(grid.Count, withDensities));
        if (memory.Refusal is { } refusal)
        {
            throw CliException.Usage($"{specification.NameOf("inputs")}: {refusal}; allowed: fewer inputs or records");
        }
    }

    // A job is a pair at a time.
    private LawRecord[] Compute(
        PairLaws laws, RecordGrid grid, (double P, double Q)? moment, bool withDensities, int threads, Action<double>? progress)
    {
        (int A, int B)[] pairs = [.. laws.Pairs];
        LawRecord[] records =
        [
            .. Enumerable.Range(0, grid.Count).Select(record => new LawRecord(
                grid.StepOf(record), laws.Time * grid.StepOf(record) / grid.StepOf(grid.Count - 1), new LawOfPair[pairs.Length])),
        ];
        long jobs = (long)pairs.Length * records.Length;
        long done = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = _cancellation };
        _ = Parallel.For(0, jobs, parallel, job =>
        {
            LawRecord record = records[job / pairs.Length];
            (int a, int b) = pairs[job % pairs.Length];
            bool isLast = job / pairs.Length == records.Length - 1;
            double time = isLast ? laws.Time : record.Time;
            record.Pairs[job % pairs.Length] = LawOfPair.Compute(laws, a, b, time, moment, withDensities && isLast, _cancellation);
            progress?.Invoke((double)Interlocked.Increment(ref done) / jobs);
        });
        return records;
    }
}
