using System.Numerics;

namespace HpCovSde.Kernels.Random;

public static partial class StandardNormals
{
    /// <summary>
    /// Number <paramref name="index"/> of a stream, in scalar code and from the beginning of its segment: the definition that the vector
    /// code equals bit for bit.
    /// </summary>
    internal static T Reference<T>(RandomStream stream, long index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        uint block = 2 * (uint)(index / SegmentLength);
        int position = (int)(index % SegmentLength);
        (uint w0, uint w1, uint w2, uint w3) = Philox4x32.Block(stream, block);
        if (typeof(T) == typeof(double))
        {
            (uint w4, uint w5, uint w6, uint w7) = Philox4x32.Block(stream, block + 1);
            Span<ulong> state = [Join(w0, w1), Join(w2, w3), Join(w4, w5), Join(w6, w7)];
            ulong[] words = new ulong[position + 2];
            foreach (ref ulong word in words.AsSpan())
            {
                word = Xoshiro.NextReference(state);
            }

            int pair = position & ~1;
            (double z0, double z1) = BoxMuller.Reference(words[pair], words[pair + 1]);
            return T.CreateTruncating(position == pair ? z0 : z1);
        }

        Span<uint> narrowState = [w0, w1, w2, w3];
        uint[] narrowWords = new uint[position + 2];
        foreach (ref uint word in narrowWords.AsSpan())
        {
            word = Xoshiro.NextReference(narrowState);
        }

        int first = position & ~1;
        (float s0, float s1) = BoxMuller.Reference(narrowWords[first], narrowWords[first + 1]);
        return T.CreateTruncating(position == first ? s0 : s1);
    }

    private static ulong Join(uint low, uint high) => ((ulong)high << 32) | low;
}
