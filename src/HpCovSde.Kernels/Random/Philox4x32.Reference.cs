namespace HpCovSde.Kernels.Random;

internal static partial class Philox4x32
{
    /// <summary>
    /// One block, in scalar code: the definition that the vector code equals bit for bit. It can replay any single address, e.g.
    /// the numbers of one replica of a long run.
    /// </summary>
    /// <param name="c0">Counter, word 0.</param>
    /// <param name="c1">Counter, word 1.</param>
    /// <param name="c2">Counter, word 2.</param>
    /// <param name="c3">Counter, word 3.</param>
    /// <param name="key">The key; its low word is the paper's k₀.</param>
    /// <returns>The four words of the block.</returns>
    public static (uint W0, uint W1, uint W2, uint W3) Block(uint c0, uint c1, uint c2, uint c3, ulong key)
    {
        uint k0 = (uint)key;
        uint k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0;
            ulong p1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>Block <paramref name="block"/> of a stream.</summary>
    public static (uint W0, uint W1, uint W2, uint W3) Block(RandomStream stream, uint block) =>
        Block(block, stream.Step, stream.Replica, stream.Key.Purpose, stream.Key.Seed);
}
