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
        for (int length = 0; length <= 130; length++)
        {
            int offset = length % 3;
            T[] memory = new T[length + 8];
            Array.Fill(memory, garbage);
            RandomStream stream = Key.Stream(replica: 5, step: (uint)length);
            StandardNormals.Fill(stream, firstBlock: 11, memory.AsSpan(offset, length));
            for (int i = 0; i < memory.Length; i++)
            {
                bool inside = i >= offset && i < offset + length;
                long index = (11 * StandardNormals.PerBlock<T>()) + i - offset;
                Assert.Equal(inside ? StandardNormals.Reference<T>(stream, index) : garbage, memory[i]);
            }
        }
    }

    [Fact]
    public void FillLanes_gives_each_lane_the_numbers_of_its_own_replica()
    {
        const int Blocks = 9;
        int rows = Blocks * StandardNormals.PerBlock<T>();
        T[] lanes = new T[rows * Lanes<T>.Count];
        StandardNormals.FillLanes(Key.Stream(replica: uint.MaxValue - 7, step: 3), firstBlock: 4, lanes);
        for (int lane = 0; lane < 8; lane++)
        {
            T[] alone = new T[rows];
            StandardNormals.Fill(Key.Stream(replica: uint.MaxValue - 7 + (uint)lane, step: 3), firstBlock: 4, alone);
            Assert.Equal(alone, Enumerable.Range(0, rows).Select(row => lanes[(row * Lanes<T>.Count) + lane]));
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
    public void Tails_are_right_to_five_sigma()
    {
        // Counts beyond ±t are binomial with the normal's own probability; ten tests at 5.5 sigma (Poisson: plus 8 where few are expected).
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
    public void The_distribution_function_is_the_normal_one()
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

    [Theory]
    [InlineData("index")]
    [InlineData("step")]
    [InlineData("replica")]
    [InlineData("purpose")]
    [InlineData("seed")]
    public void Neighbouring_addresses_are_uncorrelated(string direction)
    {
        // Sums of N products of independent normals, of their squares less one, and of squares with values: variances N, 4N, 2N.
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
            StandardNormals.Fill(there, 0, y);
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

    [Fact]
    public void FillLanes_refuses_parts_of_blocks()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => StandardNormals.FillLanes(default, 0, new double[24]));
        Assert.Contains("24 elements", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => StandardNormals.FillLanes(default, 0, new float[32]));
    }

    [Fact]
    public void Filling_does_not_allocate()
    {
        T[] buffer = new T[64 * Lanes<T>.Count];
        StandardNormals.FillLanes(Key.Stream(0, 0), 0, buffer);
        StandardNormals.Fill(Key.Stream(0, 0), 0, buffer.AsSpan(1));
        long before = GC.GetAllocatedBytesForCurrentThread();
        StandardNormals.FillLanes(Key.Stream(1, 0), 0, buffer);
        StandardNormals.Fill(Key.Stream(1, 0), 0, buffer.AsSpan(1));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
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
