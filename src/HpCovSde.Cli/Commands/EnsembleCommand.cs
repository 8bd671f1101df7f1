using HpCovSde.Chains;
using HpCovSde.Cli.Files;
using HpCovSde.Cli.Reports;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Models;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Commands;

/// <summary><c>sample</c>, <c>sde</c> and <c>compare</c>: simulate a network, its limit, or both.</summary>
internal sealed class EnsembleCommand : SpecCommand
{
    private const string Covariances =
        "Writes the covariances of m inputs. A .npy file has float64 [replicas, m, m], or [records, replicas, m, m] with --record-every. "
        + "A .csv file has a row per record and replica with columns (step, time,) replica, V[1,1], V[1,2], ... in row-major order. "
        + "compare writes FILE.finite.* and FILE.limit.*. FILE.json describes the run. With --logits FILE.logits.* is also written: "
        + "[replicas, K, m], or columns f[1,1], f[1,2], ....";

    private const string Advice =
        "lower --replicas, --width, --logits, --threads or the number of inputs, raise --record-every, or use --storage streaming or a "
        + ".npy file";

    private static readonly string[] OfAnyRun =
        ["replicas", "firstReplica", "seed", "threads", "precision", "weights", "blas", "recordEvery", "recordStart", "logits", "storage"];

    private readonly RunKind _kind;
    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;

    private EnsembleCommand(string name, string description, RunKind kind, CliConsole console, CancellationToken cancellation)
        : base(
            name,
            description,
            field => field != "time" || kind != RunKind.Sample,
            [.. OfAnyRun, .. kind == RunKind.Sample ? (string[])[] : ["scheme", "step"], "results"],
            [],
            new(Covariances, "Plots the densities"))
    {
        _kind = kind;
        _console = console;
        _cancellation = cancellation;
    }

    internal static EnsembleCommand Sample(CliConsole console, CancellationToken cancellation) =>
        new("sample", "Simulates a finite network.", RunKind.Sample, console, cancellation);

    internal static EnsembleCommand Sde(CliConsole console, CancellationToken cancellation) =>
        new("sde", "Simulates the limiting SDE.", RunKind.Sde, console, cancellation);

    internal static EnsembleCommand Compare(CliConsole console, CancellationToken cancellation) =>
        new(
            "compare",
            "Simulates a finite network and its limiting SDE, and computes distances between the two.",
            RunKind.Compare,
            console,
            cancellation);

    private protected override void Execute(Specification specification, OutputSettings output)
    {
        RunSpec asked = specification.Require(RunSpec.Read(_kind, specification.ReadModel(), specification.Run));
        RunSpec run = asked with { Threads = asked.WorkerThreads };
        CheckBlas(run, specification);
        CheckSamples(run, output, specification);
        RunPlan plan = WithQuantities(specification.Require(run.Plan()), run, output);
        using var ensemble = new Ensemble(run.Threads, run.Seed);
        CheckMemory(ensemble, run, plan, output);
        using var files = new OutputFiles(output, plan, run.Model.Start.Size);
        Report report = Run(ensemble, run, plan, files);
        _cancellation.ThrowIfCancellationRequested();
        string? json = output.Json || output.DataPath is not null ? JsonReport.Of(report) : null;
        files.Finish(output.PlotPath is null ? null : PlotReport.Of(report), json);
        _console.Report(output.Json ? json! : TableReport.Of(report));
    }

    private static void CheckBlas(RunSpec run, Specification specification)
    {
        BlasProviderInfo blas = Blas.Inspect(run.Options.Blas);
        if (!blas.IsUsable)
        {
            throw CliException.NativeLibrary(
                $"{specification.NameOf("blas")}: {Refusal.Quote(blas.Name)} cannot be used: {blas.Refusal}");
        }
    }

    // Distances and densities need every sample.
    private void CheckSamples(RunSpec run, OutputSettings output, Specification specification)
    {
        if (run.Options.Storage == SampleStorage.Streaming && (_kind == RunKind.Compare || output.PlotPath is not null))
        {
            string user = _kind == RunKind.Compare ? "compare" : "--plot";
            throw CliException.Usage(
                $"{specification.NameOf("storage")}: 'streaming' given with {user}, which needs every sample; allowed: exact");
        }
    }

    // A plot may show more quantities than the report.
    private static RunPlan WithQuantities(RunPlan plan, RunSpec run, OutputSettings output)
    {
        IEnumerable<Quantity> shown = output.PlotPath is null ? run.Reported : run.Reported.Union(PlotReport.Quantities(run.Model));
        Quantity[] kept = [.. shown, Quantity.ExplosionTime];
        return plan with { Sides = [.. plan.Sides.Select(side => side with { Options = side.Options with { Quantities = kept } })] };
    }

    // Everything that the command keeps at the same time, before the first file is created.
    private static void CheckMemory(Ensemble ensemble, RunSpec run, RunPlan plan, OutputSettings output)
    {
        var memory = new MemoryEstimate();
        foreach (RunSide side in plan.Sides)
        {
            _ = memory
                .Add(Refusable(ensemble, run.Model.Start, side.Options, () => ensemble.Memory(side.Chain, run.Model.Start, side.Options)))
                .Add("the .csv file", OutputFiles.Memory(output, side, run.Model.Start.Size))
                .Add("the JSON document", output.Json || output.DataPath is not null ? JsonReport.Memory(side) : 0);
        }

        if (memory.Refusal is { } refusal)
        {
            throw CliException.Usage($"{Subject(ensemble, run.Model.Start, run.Options)}: {refusal}; {Advice}");
        }
    }

    private Report Run(Ensemble ensemble, RunSpec run, RunPlan plan, OutputFiles files)
    {
        using var progress = new ProgressBar(_console, plan.Sides.Count);
        var outcomes = new List<Outcome>();
        foreach ((int index, RunSide side) in plan.Sides.Index())
        {
            EnsembleResult result = RunOne(ensemble, side.Chain, run.Model.Start, side.Options, files.Sink(index), progress.Next());
            outcomes.Add(new(side.Name, result, run.Reported, side.Options.Storage == SampleStorage.Exact));
        }

        return new()
        {
            Command = Name,
            Run = run,
            Plan = plan,
            Outcomes = outcomes,
            Distances = outcomes is [{ } finite, { } limit] ? Distances(finite, limit) : [],
        };
    }

    private EnsembleResult RunOne(
        Ensemble ensemble, IChain chain, GramMatrix start, RunOptions options, ICovarianceSink? sink, Action<double>? progress)
    {
        EnsembleResult result = Refusable(
            ensemble, start, options, () => ensemble.Run(chain, start, options, sink, progress, _cancellation));
        (long exploded, long nonFinite) = (result.Events.Exploded, result.Events.NonFinite);
        return exploded + nonFinite < options.Replicas
            ? result
            : throw CliException.Numeric(
                $"none of {options.Replicas} replicas is usable: {exploded} exploded, {nonFinite} ended with numbers that are not finite");
    }

    private static T Refusable<T>(Ensemble ensemble, GramMatrix start, RunOptions options, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (ArgumentException refusal)
        {
            throw CliException.Usage(Subject(ensemble, start, options), refusal);
        }
    }

    private static string Subject(Ensemble ensemble, GramMatrix start, RunOptions options) =>
        $"--replicas {options.Replicas} on --threads {ensemble.Threads} with {start.Size} inputs";

    private Dictionary<Quantity, SampleComparison> Distances(Outcome finite, Outcome limit)
    {
        var distances = new Dictionary<Quantity, SampleComparison>();
        foreach (Quantity quantity in finite.Result.Quantities.Where(quantity => quantity != Quantity.ExplosionTime))
        {
            _cancellation.ThrowIfCancellationRequested();
            distances.Add(quantity, SampleComparison.Of(finite.Distribution(quantity), limit.Distribution(quantity)));
        }

        return distances;
    }
}
