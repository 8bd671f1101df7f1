using HpCovSde.Chains;
using HpCovSde.Cli.Files;
using HpCovSde.Cli.Reports;
using HpCovSde.Comparisons;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Estimation;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Commands;

/// <summary><c>sample</c>, <c>sde</c> and <c>compare</c>: simulate a network, its limit, or both.</summary>
internal sealed class EnsembleCommand : SpecCommand
{
    private const string Covariances =
        "Writes the samples of m inputs. A .npz file has all that a run keeps, as named arrays: V, logV, log1mrho, logdet, events, .... "
        + "A .npy file has V as float64 [replicas, m, m], or [records, replicas, m, m] with --record-every. "
        + "A .csv file has V, a row per record and replica with columns (step, time,) replica, V[1,1], V[1,2], ... in row-major order. "
        + "compare writes FILE.finite.* and FILE.limit.*. FILE.json describes the run. With --logits FILE.logits.* is also written, except "
        + "for .npz: [replicas, K, m], or columns f[1,1], f[1,2], ....";

    private const string Advice =
        "lower --replicas, --width, --logits, --threads or the number of inputs, raise --record-every, name fewer quantities in "
        + "--tolerance-of, or use --storage streaming or a .npy file";

    private static readonly string[] OfAnyRun =
        ["replicas", "firstReplica", "seed", "threads", "precision", "weights", "blas", "recordEvery", "recordStart", "logits", "storage"];

    private readonly RunKind _kind;
    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;

    private EnsembleCommand(string name, string description, RunKind kind, CliConsole console, CancellationToken cancellation)
        : base(
            name,
            description,
            field => kind != RunKind.Sample || field is not ("time" or "limitCoefficients"),
            [
                .. OfAnyRun, .. kind == RunKind.Sample ? (string[])[] : ["scheme", "step"], "results",
                .. kind == RunKind.Compare ? (string[])["against", "extrapolate"] : [],
                "tolerance", "relativeTolerance", "toleranceOf",
            ],
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
        Answer<PairLaws> laws = run.Model.PairLaws();
        if (run.AgainstExact)
        {
            _ = specification.Require(laws);
        }

        RunPlan plan = SideComparison.Keeping(specification.Require(run.Plan()), run, Shown(run, output));
        WiderNetworks? wider = run.Extrapolate
            ? new(run, specification.Require(WidthExtrapolation.Of(run.Model)), plan.Sides[0].Options)
            : null;
        using var ensemble = new Ensemble(run.Threads, run.Seed);
        CheckMemory(ensemble, run, plan, wider, output);
        using var files = new OutputFiles(output, plan, run.Model);
        Report report = Run(ensemble, run, plan, wider, output, files, laws.Value);
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
    private static IEnumerable<Quantity> Shown(RunSpec run, OutputSettings output) => run.Reported
        .Union(output.PlotPath is null ? [] : PlotReport.Quantities(run.Model))
        .Union(SideComparison.OfExactLaws(run));

    // Everything that the command keeps at the same time, before the first file is created.
    private static void CheckMemory(Ensemble ensemble, RunSpec run, RunPlan plan, WiderNetworks? wider, OutputSettings output)
    {
        var memory = new MemoryEstimate();
        bool isConditional = plan.Sides.Count == 2 && run.Model.Stability().Value is { Explodes: true };
        foreach (RunSide side in plan.Sides)
        {
            _ = memory
                .Add(Refusable(ensemble, run.Model.Start, side.Options, () => ensemble.Memory(side.Chain, run.Model.Start, side.Options)))
                .Add("the .csv file", OutputFiles.Memory(output, side, run.Model.Start.Size))
                .Add("the samples that are compared", isConditional ? Population.Memory(side.Options) : 0)
                .Add("the JSON document", output.Json || output.DataPath is not null ? JsonReport.Memory(side) : 0);
        }

        foreach (RunSide side in wider?.Sides ?? [])
        {
            _ = memory.Add(
                Refusable(ensemble, run.Model.Start, side.Options, () => ensemble.Memory(side.Chain, run.Model.Start, side.Options)));
        }

        if (run.Tolerance is { } asked)
        {
            _ = memory.Add("the means of --tolerance-of", ToleranceSearch.Memory(run, asked));
        }

        if (memory.Refusal is { } refusal)
        {
            throw CliException.Usage($"{Subject(ensemble, run.Model.Start, run.Options)}: {refusal}; {Advice}");
        }
    }

    private Report Run(
        Ensemble ensemble, RunSpec run, RunPlan plan, WiderNetworks? wider, OutputSettings output, OutputFiles files, PairLaws? laws)
    {
        using var progress = new ProgressBar(_console, plan.Sides.Count + (wider?.Sides.Count ?? 0), output.Progress);
        var outcomes = new List<Outcome>();
        foreach ((int index, RunSide side) in plan.Sides.Index())
        {
            EnsembleResult result = RunOne(ensemble, side.Chain, run.Model.Start, side.Options, files.Sink(index), progress.Next());
            outcomes.Add(new(side.Name, result, run.Reported, side.Options.Storage == SampleStorage.Exact, side.IsDeterministic));
        }

        EnsembleResult[] ofWider =
        [
            .. (wider?.Sides ?? []).Select(side => RunOne(ensemble, side.Chain, run.Model.Start, side.Options, null, progress.Next())),
        ];
        ToleranceReport? tolerance = run.Tolerance is { } asked
            ? Refusable(ensemble, run.Model.Start, run.Options, () => ToleranceReport.Of(run, asked, ensemble, _cancellation))
            : null;
        bool isSelected = new Population(outcomes, run.Model.Start).IsConditional;
        if (tolerance is { IsReached: true } && !isSelected)
        {
            outcomes = [.. outcomes.Zip(tolerance.Sides, (outcome, side) => outcome with { Means = side.Means })];
        }

        var population = new Population(outcomes, run.Model.Start);
        ExactLaws? exact = laws is null ? null : new(laws, new(run.Model, _cancellation), _cancellation);
        return new()
        {
            Command = Name,
            Run = run,
            Plan = plan,
            Outcomes = outcomes,
            Tolerance = tolerance,
            Population = population,
            Distances = outcomes is [{ } finite, { } limit]
                ? SideComparison.Distances(population, finite, limit, Shown(run, output), _cancellation)
                : [],
            Exact = exact,
            Extrapolated = wider?.Extrapolate([outcomes[0].Result, .. ofWider], outcomes[1], _cancellation),
            Against = run.AgainstExact ? SideComparison.Against(exact!, population, outcomes, run.Reported) : [],
        };
    }

    private EnsembleResult RunOne(
        Ensemble ensemble, IChain chain, GramMatrix start, RunOptions options, ICovarianceSink? sink, Action<double>? progress)
    {
        EnsembleResult result = Refusable(
            ensemble, start, options, () => ensemble.Run(chain, start, options, sink, progress, _cancellation));
        return result.Events.Unusable(options.Replicas) is { } reason ? throw CliException.Numeric(reason) : result;
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
        $"{Wording.Count(options.Replicas, "replica")} of {Wording.Count(start.Size, "input")} "
        + $"on {Wording.Count(ensemble.Threads, "thread")}";
}
