using System.Numerics;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Quality;

/// <summary>
/// Normals, transformed back to uniform numbers by Φ: 32 bits of each double; 16 bits of each single, two singles per word, because 24-bit
/// numbers are too coarse for more in places. The views do not end by themselves; the reader ends them.
/// </summary>
internal static class NormalViews
{
    private const int Replicas = 1024;
    private const int Rows = 2 * StandardNormals.SegmentLength;

    /// <summary>Segments of one stream, one after another.</summary>
    internal static void Along<T>(ulong seed, WordWriter writer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] numbers = new T[1 << 14];
        for (uint replica = 0; ; replica++)
        {
            RandomStream stream = new RandomKey(seed, Purpose: 4).Stream(replica, step: 0);
            for (long segment = 0; segment < StandardNormals.SegmentsPerStream; segment += numbers.Length / StandardNormals.SegmentLength)
            {
                StandardNormals.Fill(stream, (uint)segment, numbers);
                Write(numbers, writer);
            }
        }
    }

    /// <summary>Number 0 of 1024 replicas, then number 1 of all of them, through two segments; then the next step.</summary>
    internal static void Interleaved<T>(ulong seed, WordWriter writer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = Lanes<T>.Count;
        T[] bundle = new T[Rows * lanes];
        T[] numbers = new T[Rows * Replicas];
        for (uint step = 0; ; step++)
        {
            for (int replica = 0; replica < Replicas; replica += lanes)
            {
                StandardNormals.FillLanes(new RandomKey(seed, Purpose: 5).Stream((uint)replica, step), bundle);
                for (int row = 0; row < Rows; row++)
                {
                    bundle.AsSpan(row * lanes, lanes).CopyTo(numbers.AsSpan((row * Replicas) + replica));
                }
            }

            Write(numbers, writer);
        }
    }

    private static void Write<T>(T[] numbers, WordWriter writer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            foreach (T z in numbers)
            {
                writer.Add((uint)(NormalDistribution.Cumulative(double.CreateTruncating(z)) * 4294967296.0));
            }

            return;
        }

        for (int i = 0; i < numbers.Length; i += 2)
        {
            uint high = (uint)(NormalDistribution.Cumulative(double.CreateTruncating(numbers[i])) * 65536);
            uint low = (uint)(NormalDistribution.Cumulative(double.CreateTruncating(numbers[i + 1])) * 65536);
            writer.Add((high << 16) | low);
        }
    }
}
