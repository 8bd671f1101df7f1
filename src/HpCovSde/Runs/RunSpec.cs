using System.Globalization;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Dynamics;
using HpCovSde.Models;
using HpCovSde.Networks;
using HpCovSde.Schemes;

namespace HpCovSde.Runs;

/// <summary>The ensembles of a run. The names are those of the commands.</summary>
public enum RunKind
{
    /// <summary>The finite network.</summary>
    Sample,

    /// <summary>Its limit.</summary>
    Sde,

    /// <summary>Both.</summary>
    Compare,
}

/// <summary>
/// A model and all settings that determine the results of a run. <see cref="Plan"/> makes the ensembles. <see cref="Read"/> and
/// <see cref="ToDocument"/> are inverse to each other: a document written after a run gives the same bits when it is run again. Immutable.
/// </summary>
public sealed partial record RunSpec
{
    /// <summary>The longest step, if none is given.</summary>
    internal const double DefaultStep = 0.01;

    private const string Auto = "auto";
    private const double MostChosenSteps = 100_000;
    private const int MostOutputs = 1_000_000;

    // Rounding must not add a step when T is divided into equal steps.
    private const double RoundingSlack = 1 + 1e-14;

    /// <summary>The model.</summary>
    public required ModelSpec Model { get; init; }

    /// <summary>The network, its limit, or both.</summary>
    public RunKind Kind { get; init; }

    /// <summary>Replicas, precision and storage. Records are counted in layers if there is a network, otherwise in steps.</summary>
    public RunOptions Options { get; init; } = new();

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>The number of threads; 0 means one per core. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>The number of threads, with 0 replaced by the number of cores.</summary>
    internal int WorkerThreads => Threads > 0 ? Threads : Environment.ProcessorCount;

    /// <summary>The way in which layers are drawn.</summary>
    public WeightSampling Weights { get; init; }

    /// <summary>The scheme that integrates the limit; null takes the first of <see cref="SchemeCatalog"/> that does not refuse.</summary>
    public Scheme? Scheme { get; init; }

    /// <summary>
    /// The longest step of the limit; null takes 0.01, or the longest that the scheme takes (<see cref="Scheme.LongestStep"/>) if that is
    /// shorter.
    /// </summary>
    public double? Step { get; init; }

    /// <summary>The error asked for of means; null if there is none.</summary>
    public Tolerance? Tolerance { get; init; }

    /// <summary>Whether every entry is reported with any number of inputs.</summary>
    public bool EveryQuantity { get; init; }

    /// <summary>Whether the ensembles are compared with the exact law of the limit.</summary>
    public bool AgainstExact { get; init; }

    /// <summary>Whether means are extrapolated to infinite width, with networks of two and four times the size.</summary>
    public bool Extrapolate { get; init; }

    /// <summary>The quantities that are reported.</summary>
    public IReadOnlyList<Quantity> Reported => [.. Model.Quantities(EveryQuantity), .. Quantity.Logits(Options.Logits, Model.Start.Size)];

    /// <summary>Reads a run of a model.</summary>
    /// <param name="kind">The ensembles.</param>
    /// <param name="model">The model.</param>
    /// <param name="run">The fields; a null field takes its default.</param>
    public static Answer<RunSpec> Read(RunKind kind, ModelSpec model, RunDocument run)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(run);
        run = run with { };
        if (run.Normalize() is { } refusal)
        {
            return refusal;
        }

        int logits = run.Logits ?? 0;
        if ((long)logits * model.Start.Size > MostOutputs)
        {
            return new Refusal("logits", name =>
                $"{name("logits")}: '{logits}' given with {Wording.Count(model.Start.Size, "input")}; "
                + $"allowed: at most {MostOutputs} outputs in total");
        }

        if (Tolerance.Read(run, model.Start.Size, out Tolerance? tolerance) is { } wrong)
        {
            return wrong;
        }

        var defaults = new RunOptions();
        return new RunSpec
        {
            Model = model,
            Kind = kind,
            Options = defaults with
            {
                Replicas = run.Replicas ?? defaults.Replicas,
                FirstReplica = run.FirstReplica ?? 0,
                Precision = run.Precision == "single" ? Precision.Single : Precision.Double,
                Blas = RunDocument.BlasNames[run.Blas ?? Auto],
                RecordEvery = run.RecordEvery ?? 0,
                RecordStart = run.RecordStart ?? false,
                Logits = logits,
                Storage = run.Storage == "streaming" ? SampleStorage.Streaming : SampleStorage.Exact,
            },
            Seed = run.Seed ?? 0,
            Threads = run.Threads ?? 0,
            Weights = WeightNames.Find(run.Weights ?? Auto),
            Scheme = run.Scheme is null or Auto ? null : SchemeCatalog.Find(run.Scheme),
            Step = run.Step,
            EveryQuantity = run.Results == "all",
            Tolerance = tolerance,
            AgainstExact = run.Against == "exact",
            Extrapolate = run.Extrapolate ?? false,
        };
    }

    /// <summary>Writes the run with all its fields. The replicas are those that are run: one of a flow without noise.</summary>
    /// <param name="plan">The result of <see cref="Plan"/>.</param>
    public RunDocument ToDocument(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new()
        {
            Replicas = plan.Sides.Max(side => side.Options.Replicas),
            FirstReplica = Options.FirstReplica,
            Seed = Seed,
            Threads = Threads,
            Precision = Options.Precision == Precision.Single ? "single" : "double",
            Weights = plan.Weights is { } weights ? WeightNames.Of(weights) : null,
            Blas = RunDocument.BlasNames.Single(named => named.Value == Options.Blas).Key,
            RecordEvery = Options.RecordEvery,
            RecordStart = Options.RecordStart,
            Logits = Options.Logits,
            Storage = Options.Storage == SampleStorage.Streaming ? "streaming" : "exact",
            Results = EveryQuantity ? "all" : "default",
            Against = AgainstExact ? "exact" : null,
            Extrapolate = Extrapolate ? true : null,
            Scheme = plan.Integration?.Scheme.Name,
            Step = plan.Integration?.Chain.TimePerStep,
            Steps = plan.Integration?.Chain.Steps,
            Tolerance = Tolerance?.Error,
            RelativeTolerance = Tolerance?.IsRelative,
            ToleranceOf = Tolerance is null ? null : string.Join(',', Tolerance.Quantities.Select(quantity => quantity.Name)),
        };
    }

    /// <summary>The ensembles, or the reason why they cannot be run.</summary>
    public Answer<RunPlan> Plan()
    {
        var sides = new List<RunSide>();
        RunOptions kept = Options with { Quantities = Options.Quantities ?? [.. Reported, Quantity.ExplosionTime] };
        FiniteNetwork? network = null;
        int records = 1;
        if (Kind != RunKind.Sde)
        {
            Answer<FiniteNetwork> answer = Model.Network(Weights);
            if (!answer.IsGranted)
            {
                return answer.Refusal;
            }

            network = answer.Value;
            if ((RecordRefusal(Model.Depth, "the depth") ?? (Kind == RunKind.Compare ? CommonRecordRefusal() : null)) is { } refusal)
            {
                return refusal;
            }

            records = Kind == RunKind.Compare && Options.RecordEvery > 0 ? Model.Depth / Options.RecordEvery : 1;
            sides.Add(new(RunSide.Finite, network.Chain, kept));
        }

        if (Kind == RunKind.Sample)
        {
            return new RunPlan(sides, network!.Sampling, null);
        }

        Answer<Integration> integration = Integrate(records);
        if (!integration.IsGranted)
        {
            return integration.Refusal;
        }

        int steps = integration.Value.Chain.Steps;
        if (Kind == RunKind.Sde && RecordRefusal(steps, "the number of steps") is { } beyond)
        {
            return beyond;
        }

        RunOptions ofLimit = Kind == RunKind.Sde || Options.RecordEvery == 0 ? kept : kept with { RecordEvery = steps / records };

        // Outputs of the network are random also where the covariance is not.
        bool isDeterministic = integration.Value.Limit.IsDeterministic && Options.Logits == 0;
        ofLimit = isDeterministic ? ofLimit with { Replicas = 1 } : ofLimit;
        sides.Add(new(RunSide.Limit, integration.Value.Chain, ofLimit) { IsDeterministic = isDeterministic });
        return new RunPlan(sides, network?.Sampling, integration.Value);
    }

    private Refusal? RecordRefusal(int steps, string what) => Options.RecordEvery <= steps
        ? null
        : Refusal.Value("recordEvery", $"{Options.RecordEvery}", $"an integer from 1 to {steps}, {what}");

    // The records of layers and steps are at the same times only if they divide both evenly.
    private Refusal? CommonRecordRefusal() => Options.RecordEvery == 0 ? null
        : Model.UnevenLayers is { } uneven
            ? new("recordEvery", name => $"{name("recordEvery")}: '{Options.RecordEvery}' is not allowed with compare: {uneven.Text(name)}")
        : Model.Depth % Options.RecordEvery == 0 ? null
        : new("recordEvery", name =>
            $"{name("recordEvery")}: '{Options.RecordEvery}' is not allowed; allowed with compare: a divisor of the depth {Model.Depth}");

    private Answer<Integration> Integrate(int records)
    {
        // A corrected law is known of pairs only. Beside it there are samples of the matched limit.
        Answer<LimitProcess> answer = (AgainstExact ? Model.WithoutCorrection : Model).Limit();
        if (answer.Value is not { } limit)
        {
            return answer.Refusal!;
        }

        int inputs = Model.Start.Size;
        Scheme? scheme = Scheme ?? (SchemeCatalog.For(limit, inputs) is [{ } preferred, ..] ? preferred : null);
        if (scheme is null)
        {
            return new Refusal("scheme", _ => $"no scheme integrates this limit from these inputs: {limit.Refusal(inputs)}");
        }

        if (scheme.Refusal(limit, inputs) is { } refusal)
        {
            return new Refusal("scheme", name => $"{name("scheme")}: '{scheme.Name}' is not allowed: {refusal}");
        }

        // Not one that would make a run a thousand times as long.
        double longest = scheme.LongestStep(limit, inputs) / RoundingSlack;
        bool isShortened = Step is null && longest < DefaultStep && limit.Time / longest <= MostChosenSteps;
        double asked = Step ?? (isShortened ? longest : DefaultStep);
        string Subject(Func<string, string> name) => string.Create(
            CultureInfo.InvariantCulture,
            $"{(Step is null ? $"a step of {asked}, the default of {name("step")}" : $"{name("step")} {asked}")}");
        try
        {
            double stepsPerRecord = Math.Max(1, Math.Ceiling((limit.Time / records / asked) - 1e-9));
            double step = records == 1 ? asked : limit.Time / (records * stepsPerRecord) * RoundingSlack;
            IChain chain = limit.Integrate(step, scheme);
            return scheme.StepRefusal(limit, inputs, chain.TimePerStep) is { } tooLong
                ? new Refusal("step", name => $"{Subject(name)}: {tooLong}")
                : new Integration(limit, scheme, chain) { IsStepShortened = isShortened };
        }
        catch (ArgumentOutOfRangeException exception)
        {
            return Refusal.Because("step", Subject, exception);
        }
    }
}
