namespace HpCovSde.Runs;

/// <summary>
/// How a run is cut into blocks of replicas and where it records. It depends on what is run, never on the machine: block size
/// is part of the plan, so results do not depend on the number of threads.
/// </summary>
internal sealed class EnsemblePlan
{
    internal EnsemblePlan(int replicas, int replicasPerState, int steps, int recordEvery)
    {
        Replicas = replicas;
        ReplicasPerBlock = replicasPerState;
        Steps = steps;
        RecordEvery = recordEvery == 0 ? steps : recordEvery;
        Records = (int)(((long)steps + RecordEvery - 1) / RecordEvery);
        Blocks = (int)(((long)replicas + ReplicasPerBlock - 1) / ReplicasPerBlock);
    }

    internal int Replicas { get; }

    internal int ReplicasPerBlock { get; }

    internal int Blocks { get; }

    internal int Steps { get; }

    internal int RecordEvery { get; }

    internal int Records { get; }

    /// <summary>The step after which record <paramref name="record"/> is taken; the last record is at the last step.</summary>
    internal int StepOf(int record) => (int)Math.Min(Steps, (record + 1L) * RecordEvery);
}
