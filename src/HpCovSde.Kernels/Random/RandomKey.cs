namespace HpCovSde.Kernels.Random;

/// <summary>
/// What a family of random streams is for: the user's seed and the purpose of the numbers. Together with a replica, a step
/// and an index inside the step it addresses every random number of a computation; see <see cref="RandomStream"/>.
/// </summary>
/// <param name="Seed">The user's seed; becomes the 64-bit key of <see cref="Philox4x32"/>.</param>
/// <param name="Purpose">Separates uses that share a seed, e.g. the layers of a network and the steps of an SDE.</param>
public readonly record struct RandomKey(ulong Seed, uint Purpose)
{
    /// <summary>The stream of one replica at one layer or step.</summary>
    public RandomStream Stream(uint replica, uint step) => new(this, replica, step);
}
