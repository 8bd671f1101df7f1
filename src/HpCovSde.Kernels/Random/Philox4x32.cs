using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// The counter-based generator Philox4x32-10: a keyed bijection of 128-bit counters. A random number is a function of
/// (key, counter), so there is no state to seed, split or advance.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11.
/// </summary>
internal static partial class Philox4x32
{
    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;
    internal const uint Weyl0 = 0x9E3779B9;
    internal const uint Weyl1 = 0xBB67AE85;
    internal const int Rounds = 10;

    /// <summary>
    /// Eight blocks at once, one per 64-bit lane. Only the low 32 bits of each lane are the word; the high 32 bits of inputs
    /// are ignored and those of the outputs are unspecified, which saves a mask per multiplication.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Blocks(
        Vector512<ulong> c0, Vector512<ulong> c1, Vector512<ulong> c2, Vector512<ulong> c3, ulong key,
        out Vector512<ulong> w0, out Vector512<ulong> w1, out Vector512<ulong> w2, out Vector512<ulong> w3)
    {
        Vector512<ulong> m0 = Vector512.Create((ulong)Multiplier0);
        Vector512<ulong> m1 = Vector512.Create((ulong)Multiplier1);
        uint k0 = (uint)key;
        uint k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            Vector512<ulong> p0 = MultiplyLowWords(c0, m0);
            Vector512<ulong> p1 = MultiplyLowWords(c2, m1);
            c0 = (p1 >>> 32) ^ c1 ^ Vector512.Create((ulong)k0);
            c2 = (p0 >>> 32) ^ c3 ^ Vector512.Create((ulong)k1);
            c1 = p1;
            c3 = p0;
            k0 += Weyl0;
            k1 += Weyl1;
        }

        (w0, w1, w2, w3) = (c0, c1, c2, c3);
    }

    // The 64-bit products of the low 32-bit words (vpmuludq).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> MultiplyLowWords(Vector512<ulong> x, Vector512<ulong> y)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.Multiply(x.AsUInt32(), y.AsUInt32());
        }

        if (Avx2.IsSupported)
        {
            return Vector512.Create(
                Avx2.Multiply(x.GetLower().AsUInt32(), y.GetLower().AsUInt32()),
                Avx2.Multiply(x.GetUpper().AsUInt32(), y.GetUpper().AsUInt32()));
        }

        Vector512<ulong> low = Vector512.Create(0xFFFF_FFFFUL);
        return (x & low) * (y & low);
    }
}
