namespace HpCovSde.Kernels.Random;

/// <summary>
/// The seed and the purpose of a family of random streams. Together with a replica, a step and an index inside the step they address every
/// random number of a computation; see <see cref="RandomStream"/>.
/// </summary>
/// <param name="Seed">The user's seed; it is the 64-bit key of Philox4x32-10.</param>
/// <param name="Purpose">Separates uses that share a seed, e.g. the layers of a network and the steps of an SDE.</param>
public readonly record struct RandomKey(ulong Seed, uint Purpose)
{
    /// <summary>The stream of one replica at one layer or step.</summary>
    public RandomStream Stream(uint replica, uint step) => new(this, replica, step);
}
