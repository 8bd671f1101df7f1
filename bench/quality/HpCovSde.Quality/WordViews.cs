using HpCovSde.Kernels.Random;

namespace HpCovSde.Quality;

/// <summary>Orders in which the words of the generator can be read. They do not end by themselves; the reader ends them.</summary>
internal static class WordViews
{
    private const int Replicas = 4096;
    private const uint Segments = 2;

    /// <summary>Segments of one stream, one after another.</summary>
    internal static void Along(SegmentWords words, ulong seed, WordWriter writer)
    {
        Span<ulong> state = stackalloc ulong[SegmentWords.StateLength];
        for (uint replica = 0; ; replica++)
        {
            RandomStream stream = new RandomKey(seed, Purpose: 1).Stream(replica, step: 0);
            for (uint segment = 0; segment < StandardNormals.SegmentsPerStream; segment++)
            {
                words.Begin(stream, segment, state);
                for (int i = 0; i < StandardNormals.SegmentLength; i++)
                {
                    words.WriteNext(state, writer);
                }
            }
        }
    }

    /// <summary>Word 0 of 4096 replicas, then word 1 of all of them, through two segments; then the next step.</summary>
    internal static void Interleaved(SegmentWords words, ulong seed, WordWriter writer)
    {
        ulong[] states = new ulong[Replicas * SegmentWords.StateLength];
        for (uint step = 0; ; step++)
        {
            for (uint segment = 0; segment < Segments; segment++)
            {
                for (int replica = 0; replica < Replicas; replica++)
                {
                    RandomStream stream = new RandomKey(seed, Purpose: 2).Stream((uint)replica, step);
                    words.Begin(stream, segment, states.AsSpan(replica * SegmentWords.StateLength, SegmentWords.StateLength));
                }

                for (int i = 0; i < StandardNormals.SegmentLength; i++)
                {
                    for (int replica = 0; replica < Replicas; replica++)
                    {
                        words.WriteNext(states.AsSpan(replica * SegmentWords.StateLength, SegmentWords.StateLength), writer);
                    }
                }
            }
        }
    }

    /// <summary>
    /// The first word of every step of a replica, all 2³² of them, then of the next replica, so that every word has its own initial state.
    /// </summary>
    internal static void FirstOfSteps(SegmentWords words, ulong seed, WordWriter writer)
    {
        Span<ulong> state = stackalloc ulong[SegmentWords.StateLength];
        uint step = 0;
        for (uint replica = 0; ; replica += step == 0 ? 1u : 0)
        {
            words.Begin(new RandomKey(seed, Purpose: 3).Stream(replica, step++), segment: 0, state);
            words.WriteNext(state, writer);
        }
    }

    /// <summary>A bad generator that must fail the tests: x ← 69069 x + 1 modulo 2³².</summary>
    internal static void Congruential(ulong seed, WordWriter writer)
    {
        for (uint x = (uint)seed; ; x = (69069 * x) + 1)
        {
            writer.Add(x);
        }
    }
}
