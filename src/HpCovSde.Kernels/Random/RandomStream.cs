namespace HpCovSde.Kernels.Random;

/// <summary>
/// The address of the random numbers of one replica at one layer or step. A stream has no state: number
/// <c>i</c> of it is a pure function of (seed, purpose, replica, step, i). It does not matter which thread computes it, when, or together
/// with which other numbers.
/// </summary>
/// <remarks>
/// A stream is cut into segments of <see cref="StandardNormals.SegmentLength"/> numbers. Each segment starts from two blocks of the
/// counter-based generator Philox4x32-10, whose 128-bit counter consists of four 32-bit words:
/// <code>
/// word 0: 2·segment, 2·segment + 1   word 1: step or layer   word 2: replica   word 3: purpose
/// </code>
/// The 64-bit key is the seed. Distinct addresses give distinct counters, so no block is used twice.
/// </remarks>
/// <param name="Key">Seed and purpose.</param>
/// <param name="Replica">The replica; where a routine works on lanes, the replica of lane 0.</param>
/// <param name="Step">The layer of a network, the step of an SDE.</param>
public readonly record struct RandomStream(RandomKey Key, uint Replica, uint Step);
