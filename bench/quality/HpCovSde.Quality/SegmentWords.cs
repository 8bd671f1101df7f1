using System.Runtime.InteropServices;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Quality;

/// <summary>
/// The words from which the normals of a segment are made, one a normal, by the scalar definition. Many segments can be under way: the
/// caller keeps their states.
/// </summary>
internal abstract class SegmentWords
{
    /// <summary>64-bit words that hold a state.</summary>
    internal const int StateLength = 4;

    /// <summary>Goes to the beginning of a segment.</summary>
    internal abstract void Begin(RandomStream stream, uint segment, Span<ulong> state);

    /// <summary>Writes the next word of the generator, in pieces of 32 bits with the high one first.</summary>
    internal abstract void WriteNext(Span<ulong> state, WordWriter writer);
}

/// <summary>xoshiro256++, as it runs for double.</summary>
internal class DoubleWords : SegmentWords
{
    internal override void Begin(RandomStream stream, uint segment, Span<ulong> state)
    {
        for (uint half = 0; half < 2; half++)
        {
            (uint w0, uint w1, uint w2, uint w3) = Philox4x32.Block(stream, (2 * segment) + half);
            state[2 * (int)half] = ((ulong)w1 << 32) | w0;
            state[(2 * (int)half) + 1] = ((ulong)w3 << 32) | w2;
        }
    }

    internal override void WriteNext(Span<ulong> state, WordWriter writer)
    {
        ulong word = Xoshiro.NextReference(state);
        writer.Add((uint)(word >> 32));
        writer.Add((uint)word);
    }
}

/// <summary>xoshiro128++, as it runs for single.</summary>
internal sealed class SingleWords : SegmentWords
{
    internal override void Begin(RandomStream stream, uint segment, Span<ulong> state)
    {
        Span<uint> words = MemoryMarshal.Cast<ulong, uint>(state);
        (words[0], words[1], words[2], words[3]) = Philox4x32.Block(stream, 2 * segment);
    }

    internal override void WriteNext(Span<ulong> state, WordWriter writer) =>
        writer.Add(Xoshiro.NextReference(MemoryMarshal.Cast<ulong, uint>(state)));
}

/// <summary>A bad generator, to see the tests fail: the address itself is the state of xoshiro256++, without Philox.</summary>
internal sealed class AddressAsState : DoubleWords
{
    internal override void Begin(RandomStream stream, uint segment, Span<ulong> state) =>
        (state[0], state[1], state[2], state[3]) = (stream.Replica, stream.Step, segment, stream.Key.Seed);
}
