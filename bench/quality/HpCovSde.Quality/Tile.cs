using System.Numerics;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Quality;

/// <summary>
/// The first 16 segments of 8 replicas at 8 steps, which contain every kind of neighbours; the t-th tile has replicas 8t to 8t + 7.
/// </summary>
internal static class Tile
{
    internal const int Replicas = 8;
    internal const int Steps = 8;
    internal const int RunLength = 16 * StandardNormals.SegmentLength;
    internal const int Length = Replicas * Steps * RunLength;

    /// <summary>Draws a tile; the numbers of (step, replica) are run number step·Replicas + replica.</summary>
    internal delegate void Draw(RandomKey key, long tile, double[] numbers);

    internal static Draw Of(string source) => source switch
    {
        "double" => Normals<double>,
        "single" => Normals<float>,
        "control" => OfAddresses,
        _ => throw new ArgumentException($"source is '{source}'; it must be double, single or control.", nameof(source)),
    };

    internal static ReadOnlySpan<double> Run(double[] numbers, int step, int replica) =>
        numbers.AsSpan(((step * Replicas) + replica) * RunLength, RunLength);

    private static void Normals<T>(RandomKey key, long tile, double[] numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> drawn = stackalloc T[RunLength];
        for (int run = 0; run < Replicas * Steps; run++)
        {
            StandardNormals.Fill(StreamOf(key, tile, run), firstSegment: 0, drawn);
            Span<double> destination = numbers.AsSpan(run * RunLength, RunLength);
            for (int i = 0; i < RunLength; i++)
            {
                destination[i] = double.CreateTruncating(drawn[i]);
            }
        }
    }

    // The same transform of a bad generator, for which the table must fail.
    private static void OfAddresses(RandomKey key, long tile, double[] numbers)
    {
        var words = new AddressAsState();
        Span<ulong> state = stackalloc ulong[SegmentWords.StateLength];
        for (int i = 0; i < Length; i += 2)
        {
            if (i % StandardNormals.SegmentLength == 0)
            {
                words.Begin(StreamOf(key, tile, i / RunLength), (uint)(i % RunLength / StandardNormals.SegmentLength), state);
            }

            ulong radiusWord = Xoshiro.NextReference(state);
            (numbers[i], numbers[i + 1]) = BoxMuller.Reference(radiusWord, Xoshiro.NextReference(state));
        }
    }

    private static RandomStream StreamOf(RandomKey key, long tile, int run) =>
        key.Stream((uint)((tile * Replicas) + (run % Replicas)), (uint)(run / Replicas));
}
