using System.Numerics;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Kernels.Tests.Random;

public abstract class StandardNormalsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly RandomKey Key = new(20221122, 77);

    [Fact]
    public void Fill_equals_the_scalar_definition_for_every_length_and_offset_and_writes_nothing_else()
    {
        T garbage = T.CreateTruncating(-77);
        int batch = StandardNormals.SegmentLength * Lanes<T>.Count;
        int[] lengths = [.. Enumerable.Range(0, 131), batch - 1, batch, batch + 1, (2 * batch) + 300];
        foreach (int length in lengths)
        {
            int offset = length % 3;
            T[] memory = new T[length + 8];
            Array.Fill(memory, garbage);
            RandomStream stream = Key.Stream(replica: 5, step: (uint)length);
            StandardNormals.Fill(stream, firstSegment: 11, memory.AsSpan(offset, length));
            int stride = length < batch ? 1 : 37;
            for (int i = 0; i < memory.Length; i += i < offset || i + stride >= offset + length ? 1 : stride)
            {
                bool inside = i >= offset && i < offset + length;
                long index = (11 * StandardNormals.SegmentLength) + i - offset;
                Assert.Equal(inside ? StandardNormals.Reference<T>(stream, index) : garbage, memory[i]);
            }
        }
    }

    [Fact]
    public void FillLanes_gives_each_lane_the_numbers_of_its_own_replica()
    {
        const int Rows = (2 * StandardNormals.SegmentLength) + 14;
        RandomStream first = Key.Stream(replica: uint.MaxValue - (uint)Lanes<T>.Count + 1, step: 3);
        T[] lanes = new T[Rows * Lanes<T>.Count];
        StandardNormals.FillLanes(first, lanes);
        for (int lane = 0; lane < Lanes<T>.Count; lane++)
        {
            T[] alone = new T[Rows];
            StandardNormals.Fill(first with { Replica = first.Replica + (uint)lane }, firstSegment: 0, alone);
            Assert.Equal(alone, Enumerable.Range(0, Rows).Select(row => lanes[(row * Lanes<T>.Count) + lane]));
        }
    }

    [Fact]
    public void Reading_lanes_in_parts_gives_the_same_numbers()
    {
        const int Rows = 300;
        RandomStream stream = Key.Stream(replica: 8, step: 1);
        T[] whole = new T[Rows * Lanes<T>.Count];
        StandardNormals.FillLanes(stream, whole);
        T[] parts = new T[whole.Length];
        NormalLanes<T> reader = NormalLanes<T>.OfReplicas(stream);
        for (int row = 0, rows = 2; row < Rows; row += rows, rows = Math.Min(rows + 34, Rows - row))
        {
            reader.Next(parts.AsSpan(row * Lanes<T>.Count, rows * Lanes<T>.Count));
        }

        Assert.Equal(whole, parts);
    }

    [Fact]
    public void Each_row_of_a_matrix_begins_with_a_new_segment()
    {
        const int Columns = 130;
        RandomStream stream = Key.Stream(replica: 1, step: 9);
        T[] lanes = new T[Columns * Lanes<T>.Count];
        NormalLanes<T> reader = NormalLanes<T>.OfMatrixRows(stream, row: 5, Columns);
        reader.Next(lanes);
        for (int lane = 0; lane < Lanes<T>.Count; lane++)
        {
            T[] row = new T[Columns];
            StandardNormals.Fill(stream, firstSegment: 2 * (5 + (uint)lane), row);
            Assert.Equal(row, Enumerable.Range(0, Columns).Select(column => lanes[(column * Lanes<T>.Count) + lane]));
        }
    }

    [Fact]
    public void Moments_up_to_the_sixth_are_those_of_a_standard_normal()
    {
        // The k-th moment of N normals has variance (E x^2k − (E x^k)²)/N; six tests at 5.5 sigma each.
        const int Count = 1 << 22;
        double[] x = Draw(Key, Count);
        double[] exact = [0, 1, 0, 3, 0, 15];
        double[] doubled = [1, 3, 15, 105, 945, 10395];
        for (int k = 1; k <= 6; k++)
        {
            double moment = x.Average(v => Math.Pow(v, k));
            double sigma = Math.Sqrt((doubled[k - 1] - (exact[k - 1] * exact[k - 1])) / Count);
            Assert.InRange(moment, exact[k - 1] - (5.5 * sigma), exact[k - 1] + (5.5 * sigma));
        }
    }

    [Fact]
    public void Tails_have_their_probabilities()
    {
        // Counts beyond ±t are binomial with the exact probability; ten tests at 5.5 sigma (Poisson: plus 8 where few are expected).
        const int Count = 1 << 24;
        double[] x = Draw(Key with { Purpose = 78 }, Count);
        for (int t = 1; t <= 5; t++)
        {
            double expected = Count * Normal.CDF(0, 1, -t);
            double tolerance = (5.5 * Math.Sqrt(expected)) + 8;
            Assert.InRange(x.Count(v => v > t), expected - tolerance, expected + tolerance);
            Assert.InRange(x.Count(v => v < -t), expected - tolerance, expected + tolerance);
        }
    }

    [Fact]
    public void The_distribution_function_is_that_of_a_standard_normal()
    {
        // √N sup|F_N − F| exceeds 3.0 with probability 2e-8 (Kolmogorov).
        const int Count = 1 << 20;
        double[] x = Draw(Key with { Purpose = 79 }, Count);
        Array.Sort(x);
        double distance = 0;
        for (int i = 0; i < Count; i++)
        {
            double f = Normal.CDF(0, 1, x[i]);
            distance = Math.Max(distance, Math.Max(f - ((double)i / Count), ((i + 1.0) / Count) - f));
        }

        Assert.InRange(Math.Sqrt(Count) * distance, 0.1, 3.0);
    }

    [Fact]
    public void The_end_of_a_segment_and_the_beginning_of_the_next_are_uncorrelated()
    {
        // As below, with one pair of numbers at each boundary.
        const int Boundaries = 1 << 15;
        double[] x = Draw(Key with { Purpose = 80 }, (Boundaries + 1) * StandardNormals.SegmentLength);
        double xy = 0;
        double squares = 0;
        for (int i = StandardNormals.SegmentLength; i < x.Length; i += StandardNormals.SegmentLength)
        {
            xy += x[i - 1] * x[i];
            squares += ((x[i - 1] * x[i - 1]) - 1) * ((x[i] * x[i]) - 1);
        }

        Assert.InRange(xy / Math.Sqrt(Boundaries), -5.5, 5.5);
        Assert.InRange(squares / Math.Sqrt(4 * Boundaries), -5.5, 5.5);
    }

    [Theory]
    [InlineData("index")]
    [InlineData("segment")]
    [InlineData("step")]
    [InlineData("replica")]
    [InlineData("purpose")]
    [InlineData("seed")]
    public void Neighbouring_addresses_are_uncorrelated(string direction)
    {
        // Sums of N products of independent normals, of their squares minus one, and of one of each: variances N, 4N, 2N.
        const int Streams = 4096;
        const int PerStream = 64;
        double xy = 0;
        double squares = 0;
        double mixed = 0;
        for (uint s = 0; s < Streams; s++)
        {
            RandomStream here = new RandomKey(1000 + (2UL * s), 7).Stream(2 * s, 2 * s);
            RandomStream there = direction switch
            {
                "step" => here with { Step = here.Step + 1 },
                "replica" => here with { Replica = here.Replica + 1 },
                "purpose" => here with { Key = here.Key with { Purpose = 8 } },
                "seed" => here with { Key = here.Key with { Seed = here.Key.Seed + 1 } },
                _ => here,
            };
            T[] x = new T[PerStream + 1];
            T[] y = new T[PerStream + 1];
            StandardNormals.Fill(here, 0, x);
            StandardNormals.Fill(there, direction == "segment" ? 1u : 0, y);
            for (int i = 0; i < PerStream; i++)
            {
                double a = double.CreateTruncating(x[i]);
                double b = double.CreateTruncating(direction == "index" ? x[i + 1] : y[i]);
                xy += a * b;
                squares += ((a * a) - 1) * ((b * b) - 1);
                mixed += a * ((b * b) - 1);
            }
        }

        double n = (double)Streams * PerStream;
        Assert.InRange(xy / Math.Sqrt(n), -5.5, 5.5);
        Assert.InRange(squares / Math.Sqrt(4 * n), -5.5, 5.5);
        Assert.InRange(mixed / Math.Sqrt(2 * n), -5.5, 5.5);
    }

    [Theory]
    [InlineData("replicas")]
    [InlineData("rows of a matrix")]
    public void Neighbouring_lanes_are_uncorrelated(string lanes)
    {
        // As above, between all neighbouring lanes; the rows are two segments long.
        const int Groups = 512;
        const int Rows = StandardNormals.SegmentLength + 2;
        T[] rows = new T[Rows * Lanes<T>.Count];
        double xy = 0;
        double squares = 0;
        double n = 0;
        for (int group = 0; group < Groups; group++)
        {
            RandomStream stream = Key.Stream((uint)(group * Lanes<T>.Count), step: 20);
            NormalLanes<T> reader = lanes == "replicas"
                ? NormalLanes<T>.OfReplicas(stream)
                : NormalLanes<T>.OfMatrixRows(stream, group * Lanes<T>.Count, columns: Rows);
            reader.Next(rows);
            for (int i = 1; i < rows.Length; i++)
            {
                if (i % Lanes<T>.Count != 0)
                {
                    double a = double.CreateTruncating(rows[i - 1]);
                    double b = double.CreateTruncating(rows[i]);
                    xy += a * b;
                    squares += ((a * a) - 1) * ((b * b) - 1);
                    n++;
                }
            }
        }

        Assert.InRange(xy / Math.Sqrt(n), -5.5, 5.5);
        Assert.InRange(squares / Math.Sqrt(4 * n), -5.5, 5.5);
    }

    [Fact]
    public void An_odd_number_of_rows_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => StandardNormals.FillLanes(default, new T[3 * Lanes<T>.Count]));
        Assert.Contains($"destination has {3 * Lanes<T>.Count} elements", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Filling_does_not_allocate()
    {
        T[] buffer = new T[64 * Lanes<T>.Count];
        FillAll(buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        FillAll(buffer);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void FillAll(T[] buffer)
        {
            StandardNormals.FillLanes(Key.Stream(1, 0), buffer);
            StandardNormals.Fill(Key.Stream(1, 0), 0, buffer.AsSpan(1));
            NormalLanes<T> reader = NormalLanes<T>.OfReplicas(Key.Stream(1, 0));
            reader.Next(buffer);
        }
    }

    private static double[] Draw(RandomKey key, int count)
    {
        T[] x = new T[count];
        StandardNormals.Fill(key.Stream(0, 0), 0, x);
        return [.. x.Select(double.CreateTruncating)];
    }
}

public sealed class StandardNormalsInDoubleTests : StandardNormalsTests<double>;

public sealed class StandardNormalsInSingleTests : StandardNormalsTests<float>;
