using System.Numerics;

namespace HpCovSde.Kernels.Random;

internal static partial class Xoshiro
{
    /// <summary>xoshiro256++, the next word of a state of four.</summary>
    internal static ulong NextReference(Span<ulong> s)
    {
        ulong word = BitOperations.RotateLeft(s[0] + s[3], 23) + s[0];
        ulong shifted = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = BitOperations.RotateLeft(s[3], 45);
        return word;
    }

    /// <summary>xoshiro128++, the next word of a state of four.</summary>
    internal static uint NextReference(Span<uint> s)
    {
        uint word = BitOperations.RotateLeft(s[0] + s[3], 7) + s[0];
        uint shifted = s[1] << 9;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = BitOperations.RotateLeft(s[3], 11);
        return word;
    }
}
