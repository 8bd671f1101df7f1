using System.Text.Json;

namespace HpCovSde.Runs;

// A part of a run, which knows what it is a part of.
public sealed partial record RunSpec
{
    /// <summary>The command that has these ensembles.</summary>
    public string Command => Kind switch { RunKind.Sample => "sample", RunKind.Sde => "sde", _ => "compare" };

    /// <summary>
    /// Runs a part of one of the ensembles, or continues it. The shard keeps the JSON document of this specification, so that its file says
    /// what it is a part of. Shards of different specifications do not merge.
    /// </summary>
    /// <param name="ensemble">Runs it; its seed must be <see cref="Seed"/>.</param>
    /// <param name="plan">What <see cref="Plan"/> made of this specification.</param>
    /// <param name="side">The index of the ensemble in the plan.</param>
    /// <param name="replicas">The replicas of this part; null: all of the ensemble.</param>
    /// <param name="continued">See <see cref="Ensemble.RunShard"/>.</param>
    /// <param name="stopAfterStep">See <see cref="Ensemble.RunShard"/>.</param>
    /// <param name="sink">See <see cref="Ensemble.RunShard"/>.</param>
    /// <param name="progress">See <see cref="Ensemble.RunShard"/>.</param>
    /// <param name="pause">See <see cref="Ensemble.RunShard"/>.</param>
    /// <param name="cancellation">See <see cref="Ensemble.RunShard"/>.</param>
    /// <exception cref="ArgumentException">The ensemble has another seed; and as <see cref="Ensemble.RunShard"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The plan has no such ensemble.</exception>
    public Shard RunShard(
        Ensemble ensemble,
        RunPlan plan,
        int side = 0,
        ReplicaRange? replicas = null,
        Shard? continued = null,
        int? stopAfterStep = null,
        ICovarianceSink? sink = null,
        Action<double>? progress = null,
        CancellationToken pause = default,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(ensemble);
        ArgumentNullException.ThrowIfNull(plan);
        if (ensemble.Seed != Seed)
        {
            throw new ArgumentException(
                $"The seed of the ensemble is {ensemble.Seed}; that of the specification is {Seed}.", nameof(ensemble));
        }

        if ((uint)side >= (uint)plan.Sides.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(side), side, $"side = {side}, but it must be in [0, {plan.Sides.Count}).");
        }

        RunSide run = plan.Sides[side];
        ReplicaRange range = replicas ?? run.Options.Range;
        return ensemble.RunShard(
            run.Chain,
            Model.Start,
            run.Options with { FirstReplica = range.First, Replicas = range.Count },
            continued,
            TextOf(plan, run),
            stopAfterStep,
            sink,
            progress,
            pause,
            cancellation);
    }

    // Everything but the replicas and the threads, on which the bits of a replica do not depend.
    private string TextOf(RunPlan plan, RunSide side)
    {
        var document = new SpecDocument
        {
            Command = side.Name == RunSide.Limit ? "sde" : "sample",
            Model = Model.ToDocument(),
            Run = ToDocument(plan) with { Replicas = null, FirstReplica = null, Threads = null },
        };
        return JsonSerializer.Serialize(document, SpecJson.WithoutNulls.Value.SpecDocument);
    }
}
