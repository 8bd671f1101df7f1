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
        RunPlan plan = specification.Require(run.Plan());
        using var files = new OutputFiles(output, plan, run.Model.Start.Size);
        Report report = Run(run, plan, output, files);
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

    private Report Run(RunSpec run, RunPlan plan, OutputSettings output, OutputFiles files)
    {
        IReadOnlyList<Quantity> reported = run.Reported;
        IReadOnlyList<Quantity> shown = output.PlotPath is null ? reported : [.. reported.Union(PlotReport.Quantities(run.Model))];
        using var ensemble = new Ensemble(run.Threads, run.Seed);
        using var progress = new ProgressBar(_console, plan.Sides.Count);
        var outcomes = new List<Outcome>();
        foreach ((int index, RunSide side) in plan.Sides.Index())
        {
            RunOptions options = side.Options with { Quantities = [.. shown, Quantity.ExplosionTime] };
            EnsembleResult result = RunOne(ensemble, side.Chain, run.Model.Start, options, files.Sink(index), progress.Next());
            outcomes.Add(new(side.Name, result, reported, options.Storage == SampleStorage.Exact));
        }

        return new()
        {
            Command = Name,
            Run = run,
            Plan = plan,
            Outcomes = outcomes,
            Distances = outcomes is [{ } finite, { } limit] ? Distances(finite, limit, shown) : [],
        };
    }

    private EnsembleResult RunOne(
        Ensemble ensemble, IChain chain, GramMatrix start, RunOptions options, ICovarianceSink? sink, Action<double>? progress)
    {
        EnsembleResult result;
        try
        {
            result = ensemble.Run(chain, start, options, sink, progress, _cancellation);
        }
        catch (ArgumentException refusal)
        {
            throw CliException.Usage($"--replicas {options.Replicas} on --threads {ensemble.Threads} with {start.Size} inputs", refusal);
        }

        (long exploded, long nonFinite) = (result.Events.Exploded, result.Events.NonFinite);
        return exploded + nonFinite < options.Replicas
            ? result
            : throw CliException.Numeric(
                $"none of {options.Replicas} replicas is usable: {exploded} exploded, {nonFinite} ended with numbers that are not finite");
    }

    private Dictionary<Quantity, SampleComparison> Distances(Outcome finite, Outcome limit, IReadOnlyList<Quantity> quantities)
    {
        var distances = new Dictionary<Quantity, SampleComparison>();
        foreach (Quantity quantity in quantities)
        {
            _cancellation.ThrowIfCancellationRequested();
            distances.Add(quantity, SampleComparison.Of(finite.Distribution(quantity), limit.Distribution(quantity)));
        }

        return distances;
    }
}
