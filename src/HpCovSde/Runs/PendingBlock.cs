namespace HpCovSde.Runs;

/// <summary>A block of replicas that was stopped between two steps, with everything needed to go on.</summary>
/// <param name="Replicas">The replicas of the block that the run keeps.</param>
/// <param name="First">The first replica of the block, which addresses its random numbers; the run may not keep it.</param>
/// <param name="Step">How many steps were taken.</param>
/// <param name="State">The memory of the state.</param>
/// <param name="Samples">The samples of the records so far: column after column, each with one sample per replica kept.</param>
/// <param name="OutOfRange">How many of these samples are out of range, for each column of the run, see <see cref="NumberRange"/>.</param>
internal sealed record PendingBlock(ReplicaRange Replicas, long First, int Step, byte[] State, double[] Samples, long[] OutOfRange);
