using System.CommandLine;
using HpCovSde.Chains;
using HpCovSde.Cli.Models;
using HpCovSde.Cli.Options;
using HpCovSde.Cli.Output;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Commands;

/// <summary>What the commands that run ensembles share: options, files, output.</summary>
internal abstract class EnsembleCommand : Command
{
    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly ModelOptions _model;
    private readonly RunSettingsOptions _run;
    private readonly OutputOptions _output;

    private protected EnsembleCommand(string name, string description, bool hasLimit, CliConsole console, CancellationToken cancellation)
        : base(name, description)
    {
        _console = console;
        _cancellation = cancellation;
        _model = new(this, hasLimit ? ModelOptions.TimeOfLimit : null);
        _run = new(this);
        IntegrationOptions = hasLimit ? new(this) : null;
        _output = new(this);
        SetAction(parse => Execute(parse));
    }

    private protected IntegrationOptions? IntegrationOptions { get; }

    /// <summary>Plans the runs that a command line asks for.</summary>
    private protected abstract RunPlan Plan(ParseResult parse, Model model, RunSettings run);

    private void Execute(ParseResult parse)
    {
        RunSettings run = _run.Read(parse);
        OutputSettings output = _output.Read(parse);
        Model model = _model.Read(parse);
        RunSettingsOptions.CheckLogits(run, model.Start.Size);
        RunPlan plan = Plan(parse, model, run);
        using var files = new OutputFiles(output, plan, run, model.Start.Size);
        Report report = Run(plan, model, run, output, files);
        _cancellation.ThrowIfCancellationRequested();
        files.Finish(report);
        _console.Output.Write(output.Json ? JsonReport.Of(report) : TableReport.Of(report));
    }

    private Report Run(RunPlan plan, Model model, RunSettings run, OutputSettings output, OutputFiles files)
    {
        IReadOnlyList<Quantity> reported = [.. model.Quantities(output.Every), .. Quantity.Logits(run.Logits, model.Start.Size)];
        IReadOnlyList<Quantity> shown = output.PlotPath is null ? reported : [.. reported.Union(PlotReport.Quantities(model))];
        using var ensemble = new Ensemble(run.Threads, run.Seed);
        using var progress = new ProgressBar(_console, plan.Sides.Count);
        var outcomes = new List<Outcome>();
        for (int side = 0; side < plan.Sides.Count; side++)
        {
            var options = new RunOptions
            {
                Replicas = run.Replicas,
                Precision = run.Precision,
                Blas = run.Blas.Provider,
                RecordEvery = plan.Sides[side].RecordEvery,
                Logits = run.Logits,
                Quantities = [.. shown, Quantity.ExplosionTime],
            };
            EnsembleResult result = RunOne(ensemble, plan.Sides[side].Chain, model.Start, options, files.Sink(side), progress.Next());
            outcomes.Add(new Outcome(result, reported));
        }

        Outcome? finite = plan.Weights is null ? null : outcomes[0];
        Outcome? limit = plan.Integration is null ? null : outcomes[^1];
        return new()
        {
            Command = Name,
            Model = model,
            Run = run,
            Weights = plan.Weights,
            Integration = plan.Integration,
            Finite = finite,
            Limit = limit,
            Distances = finite is null || limit is null ? new Dictionary<Quantity, Distance>() : Distances(finite, limit, shown),
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
            : throw CliException.Numeric($"none of {options.Replicas} replicas is usable: {exploded} exploded, {nonFinite} ended with numbers that are not finite");
    }

    private Dictionary<Quantity, Distance> Distances(Outcome finite, Outcome limit, IReadOnlyList<Quantity> quantities)
    {
        var distances = new Dictionary<Quantity, Distance>();
        foreach (Quantity quantity in quantities)
        {
            _cancellation.ThrowIfCancellationRequested();
            distances.Add(quantity, Distance.Of(finite, limit, quantity));
        }

        return distances;
    }
}
