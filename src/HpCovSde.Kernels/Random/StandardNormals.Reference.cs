using System.Numerics;

namespace HpCovSde.Kernels.Random;

public static partial class StandardNormals
{
    /// <summary>
    /// Number <paramref name="index"/> of a stream, in scalar code, from the beginning of its segment: the definition that the vector
    /// code equals bit for bit.
    /// </summary>
    internal static T Reference<T>(RandomStream stream, long index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int position = (int)(index % SegmentLength);
        if (typeof(T) == typeof(double))
        {
            int pair = position & ~1;
            long place = index - position + pair;
            (double z0, double z1) = BoxMuller.Reference(WordReference(stream, place), WordReference(stream, place + 1));
            return T.CreateTruncating(position == pair ? z0 : z1);
        }

        (uint w0, uint w1, uint w2, uint w3) = Philox4x32.Block(stream, 2 * (uint)(index / SegmentLength));
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

    /// <summary>
    /// The 64-bit word in the place of number <paramref name="index"/> of a stream. A pair of normals is made from two neighbouring words.
    /// </summary>
    internal static ulong WordReference(RandomStream stream, long index)
    {
        uint block = 2 * (uint)(index / SegmentLength);
        (uint w0, uint w1, uint w2, uint w3) = Philox4x32.Block(stream, block);
        (uint w4, uint w5, uint w6, uint w7) = Philox4x32.Block(stream, block + 1);
        Span<ulong> state = [Join(w0, w1), Join(w2, w3), Join(w4, w5), Join(w6, w7)];
        ulong word = 0;
        for (int i = 0; i <= index % SegmentLength; i++)
        {
            word = Xoshiro.NextReference(state);
        }

        return word;
    }

    private static ulong Join(uint low, uint high) => ((ulong)high << 32) | low;
}
