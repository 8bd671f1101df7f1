using System.Runtime.Intrinsics;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Tests.Random;

/// <summary>Direction numbers, scrambles and quantiles of a Sobol' sequence.</summary>
public sealed class ScrambledSobolTests
{
    private static readonly RandomKey Key = new(Seed: 5, Purpose: 8);

    [Theory]
    [InlineData(0, new ulong[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData(1, new ulong[] { 1, 3, 5, 15, 17, 51, 85, 255, 257, 771, 1285, 3855 })]
    [InlineData(2, new ulong[] { 1, 3, 3, 9, 29, 23, 71, 197, 209, 627, 1907, 1369 })]
    [InlineData(9, new ulong[] { 1, 1, 7, 11, 19, 37, 69, 91, 103, 871, 913, 1009 })]
    [InlineData(49, new ulong[] { 1, 1, 1, 3, 23, 43, 57, 177, 7, 843, 1547, 2489 })]
    [InlineData(127, new ulong[] { 1, 3, 3, 7, 5, 41, 127, 61, 261, 717, 45, 1071 })]
    public void Direction_numbers_are_those_of_another_program(int dimension, ulong[] expected) =>
        Assert.Equal(expected, Directions(dimension, expected.Length).Select((word, k) => word >> (63 - k)));

    [Fact]
    public void Every_coordinate_is_a_net()
    {
        // Also beyond the numbers of the table, which the recurrence makes.
        const int Bits = 14;
        for (int dimension = 0; dimension < SobolDirections.MostDimensions; dimension++)
        {
            Assert.True(IsNet(Plain(dimension, Bits), Bits), $"dimension {dimension}");
        }

        ulong[] wrong = Plain(3, Bits);
        wrong[7] ^= 1UL << 62;
        Assert.False(IsNet(wrong, Bits));
    }

    // t by another program, from the numbers of Joe and Kuo. Two dimensions with the same numbers have t = 10.
    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 2, 1)]
    [InlineData(2, 3, 1)]
    [InlineData(0, 9, 1)]
    [InlineData(3, 7, 2)]
    [InlineData(10, 20, 1)]
    [InlineData(26, 27, 2)]
    [InlineData(60, 100, 2)]
    [InlineData(126, 127, 3)]
    [InlineData(5, 5, 9)]
    public void Pairs_of_coordinates_are_nets_of_known_quality(int first, int second, int expected)
    {
        const int Bits = 10;
        Assert.Equal(expected, Quality(Plain(first, Bits), Plain(second, Bits), Bits));
        if (first != second)
        {
            var scrambled = new ScrambledSobol(Key, 2, Math.Max(first, second) + 1);
            Assert.Equal(expected, Quality(Coordinates(scrambled, 1, first, Bits), Coordinates(scrambled, 1, second, Bits), Bits));
        }
    }

    [Fact]
    public void Randomisations_and_seeds_have_points_of_their_own()
    {
        var points = new ScrambledSobol(Key, 3, 5);
        var seen = new HashSet<ulong>();
        foreach (ScrambledSobol one in new[] { points, new ScrambledSobol(Key with { Seed = 6 }, 3, 5) })
        {
            for (int r = 0; r < 3; r++)
            {
                Assert.All(Enumerable.Range(0, 5), d => Assert.All(Coordinates(one, r, d, 6), word => Assert.True(seen.Add(word))));
            }
        }

        // More randomisations or dimensions do not change the first ones.
        Assert.Equal(Coordinates(points, 2, 4, 6), Coordinates(new ScrambledSobol(Key, 7, 40), 2, 4, 6));
    }

    [Fact]
    public void Means_over_randomisations_are_unbiased_and_without_a_scramble_they_are_not()
    {
        // Π (1 + 3(x² − 1/3)) has mean 1.
        const int Dimensions = 5;
        const int Bits = 5;
        const int Randomisations = 4000;
        var points = new ScrambledSobol(Key, Randomisations, Dimensions);
        double[] means = [.. Enumerable.Range(0, Randomisations).Select(
            r => Mean([.. Enumerable.Range(0, Dimensions).Select(d => Coordinates(points, r, d, Bits))]))];
        double mean = means.Average();
        double error = Math.Sqrt(means.Sum(x => (x - mean) * (x - mean)) / Randomisations / (Randomisations - 1));
        Assert.InRange(Math.Abs(mean - 1), 0, 5.5 * error);
        double plain = Mean([.. Enumerable.Range(0, Dimensions).Select(d => Plain(d, Bits))]);
        Assert.True(Math.Abs(plain - 1) > 5.5 * error, $"{plain} {error}");

        static double Mean(ulong[][] words) => Enumerable.Range(0, 1 << Bits).Average(
            i => words.Aggregate(1.0, (product, coordinate) => product * (3 * Math.Pow(coordinate[i] / Math.Pow(2, 64), 2))));
    }

    [Fact]
    public void Normals_are_the_quantiles_of_the_coordinates()
    {
        var points = new ScrambledSobol(Key, 2, 3);
        double[] rows = new double[3 * Lanes<double>.Count];
        for (uint first = 0; first < 4096; first += 8)
        {
            points.FillNormals(1, first, rows);
            for (int d = 0; d < 3; d++)
            {
                Vector512<ulong> words = points.Coordinate(1, first, d);
                for (int lane = 0; lane < Lanes<double>.Count; lane++)
                {
                    double x = ((words[lane] >> 11) + 0.5) / (1UL << 53);
                    double expected = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, x);
                    Assert.Equal(expected, rows[(d * Lanes<double>.Count) + lane], 1e-12 * Math.Max(1, Math.Abs(expected)));
                }
            }
        }
    }

    // By arithmetic with 40 digits. The last is the largest that points have.
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.4, 0.25334710313579974)]
    [InlineData(0.2, 0.84162123357291417)]
    [InlineData(0.075, 1.4395314709384559)]
    [InlineData(0.0749, 1.4402382675279637)]
    [InlineData(1e-3, 3.0902323061678135)]
    [InlineData(1e-6, 4.753424308822899)]
    [InlineData(1e-9, 5.9978070150076869)]
    [InlineData(1e-11, 6.7060231554951363)]
    [InlineData(1e-12, 7.0344838253011319)]
    [InlineData(1e-14, 7.6506280929352688)]
    [InlineData(5.551115123125783e-17, 8.2923610758135955)]
    public void Quantiles_have_full_accuracy_in_the_tail(double tail, double expected) =>
        Assert.Equal(expected, NormalQuantile.OfTail(tail)[0], 1e-15 * Math.Max(1, expected));

    private static ulong[] Directions(int dimension, int count)
    {
        ulong[] directions = new ulong[count];
        SobolDirections.Fill(dimension, directions);
        return directions;
    }

    private static ulong[] Plain(int dimension, int bits)
    {
        ulong[] directions = Directions(dimension, bits);
        return [.. Enumerable.Range(0, 1 << bits).Select(
            i => directions.Where((_, k) => ((i >> k) & 1) != 0).Aggregate(0UL, (word, direction) => word ^ direction))];
    }

    private static ulong[] Coordinates(ScrambledSobol points, int randomisation, int dimension, int bits)
    {
        ulong[] words = new ulong[1 << bits];
        for (int first = 0; first < words.Length; first += 8)
        {
            points.Coordinate(randomisation, (uint)first, dimension).CopyTo(words, first);
        }

        return words;
    }

    private static bool IsNet(ulong[] words, int bits) => words.Select(word => word >> (64 - bits)).Distinct().Count() == 1 << bits;

    // t: all boxes of 2^−a times 2^−b with a + b = bits − t have 2^t points.
    private static int Quality(ulong[] x, ulong[] y, int bits) => Enumerable.Range(0, bits + 1).First(
        t => Enumerable.Range(0, bits - t + 1).All(a => x.Zip(y, (u, v) => (Top(u, a), Top(v, bits - t - a)))
            .GroupBy(box => box).Count(box => box.Count() == 1 << t) == 1 << (bits - t)));

    private static ulong Top(ulong word, int bits) => bits == 0 ? 0 : word >> (64 - bits);
}
