using System.Runtime.InteropServices;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Quality;

/// <summary>
/// The words from which the normals of a segment are made, one word per normal, by the scalar definition. The caller keeps the states, so
/// many segments can be in progress.
/// </summary>
internal abstract class SegmentWords
{
    /// <summary>The number of 64-bit words of a state.</summary>
    internal const int StateLength = 4;

    /// <summary>Goes to the beginning of a segment.</summary>
    internal abstract void Begin(RandomStream stream, uint segment, Span<ulong> state);

    /// <summary>Writes the next word of the generator, in 32-bit parts, the high part first.</summary>
    internal abstract void WriteNext(Span<ulong> state, WordWriter writer);
}

/// <summary>xoshiro256++, used for double.</summary>
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

/// <summary>xoshiro128++, used for single.</summary>
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

/// <summary>A bad generator that must fail the tests: the address itself is the state of xoshiro256++, without Philox.</summary>
internal sealed class AddressAsState : DoubleWords
{
    internal override void Begin(RandomStream stream, uint segment, Span<ulong> state) =>
        (state[0], state[1], state[2], state[3]) = (stream.Replica, stream.Step, segment, stream.Key.Seed);
}
