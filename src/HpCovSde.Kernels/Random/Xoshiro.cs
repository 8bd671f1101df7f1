using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// The generators xoshiro256++ (64-bit words, for doubles) and xoshiro128++ (32-bit words, for singles), one in every lane:
/// nine cheap operations per word, where a block of <see cref="Philox4x32"/> costs thirty. They have a state, so each runs through only
/// one segment of a stream, from an initial state made by Philox; see <see cref="StandardNormals"/>.
/// Source: Blackman, Vigna, "Scrambled linear pseudorandom number generators", ACM Trans. Math. Softw. 47 (2021).
/// </summary>
internal static partial class Xoshiro
{
    /// <summary>The next word of every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TRow Next<TRow, T>(ref TRow s0, ref TRow s1, ref TRow s2, ref TRow s3)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow word = TRow.AddBits(TRow.RotateLeft(TRow.AddBits(s0, s3), 23, 7), s0);
        TRow shifted = TRow.ShiftLeft(s1, 17, 9);
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = TRow.RotateLeft(s3, 45, 11);
        return word;
    }
}
