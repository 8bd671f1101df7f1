using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Throughput;

/// <summary>
/// The limits of one core: multiply-adds that stay in registers, and bytes read from each level of memory. The best of many short
/// repetitions.
/// </summary>
internal static class Peaks
{
    private const int Repetitions = 50;

    internal static void Print(TextWriter output)
    {
        output.WriteLine("| peak of one core | |\n|---|---:|");
        Row("multiply-add, single", Flops<float>(), "GFLOP/s");
        Row("multiply-add, double", Flops<double>(), "GFLOP/s");
        Row("read from 16 KB (L1)", ReadRate(1 << 14), "GB/s");
        Row("read from 512 KB (L2)", ReadRate(1 << 19), "GB/s");
        Row("read from 8 MB (L3)", ReadRate(1 << 23), "GB/s");
        Row("read from 256 MB (memory)", ReadRate(1 << 28), "GB/s");

        void Row(string name, double rate, string unit) =>
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {rate / 1e9:0} {unit} |"));
    }

    // Independent chains hide the latency of a multiply-add (4 cycles at 2 per cycle): 12 registers of 512 bits, or 6 pairs of 256.
    private static double Flops<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Iterations = 100_000;
        int chains = Avx512F.IsSupported ? 12 : 6;
        double work = 2.0 * chains * Lanes<T>.Count * Iterations;
        return Best(work, () => chains == 12 ? TwelveChains<T>(Iterations) : SixChains<T>(Iterations));
    }

    private static double ReadRate(int bytes)
    {
        var values = new double[bytes / sizeof(double)];
        Array.Fill(values, 1);
        int passes = Math.Max(1, (1 << 24) / bytes);
        return Best((double)bytes * passes, () => Sum(values, passes));
    }

    private static double Best(double work, Func<double> run)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < Repetitions; i++)
        {
            long started = Stopwatch.GetTimestamp();
            double result = run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
            Debug.Assert(double.IsFinite(result), "The sums must stay finite.");
        }

        return work / best;
    }

    // x ← x/2 + 1 tends to 2, so that neither subnormal numbers nor overflow slow the loop down.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double SixChains<T>(int iterations)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> half = Lanes<T>.Of(0.5), one = Lanes<T>.One;
        Lanes<T> a = one, b = one, c = one, d = one, e = one, f = one;
        for (int n = 0; n < iterations; n++)
        {
            a = Lanes.MultiplyAdd(a, half, one);
            b = Lanes.MultiplyAdd(b, half, one);
            c = Lanes.MultiplyAdd(c, half, one);
            d = Lanes.MultiplyAdd(d, half, one);
            e = Lanes.MultiplyAdd(e, half, one);
            f = Lanes.MultiplyAdd(f, half, one);
        }

        return First(a + b + c + d + e + f);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double TwelveChains<T>(int iterations)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> half = Lanes<T>.Of(0.5), one = Lanes<T>.One;
        Lanes<T> a = one, b = one, c = one, d = one, e = one, f = one, g = one, h = one, i = one, j = one, k = one, l = one;
        for (int n = 0; n < iterations; n++)
        {
            a = Lanes.MultiplyAdd(a, half, one);
            b = Lanes.MultiplyAdd(b, half, one);
            c = Lanes.MultiplyAdd(c, half, one);
            d = Lanes.MultiplyAdd(d, half, one);
            e = Lanes.MultiplyAdd(e, half, one);
            f = Lanes.MultiplyAdd(f, half, one);
            g = Lanes.MultiplyAdd(g, half, one);
            h = Lanes.MultiplyAdd(h, half, one);
            i = Lanes.MultiplyAdd(i, half, one);
            j = Lanes.MultiplyAdd(j, half, one);
            k = Lanes.MultiplyAdd(k, half, one);
            l = Lanes.MultiplyAdd(l, half, one);
        }

        return First(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double Sum(ReadOnlySpan<double> values, int passes)
    {
        Lanes<double> a = Lanes<double>.Zero, b = a, c = a, d = a;
        for (int pass = 0; pass < passes; pass++)
        {
            for (int row = 0; row < values.Length / Lanes<double>.Count; row += 4)
            {
                a += Lanes<double>.Load(values, row);
                b += Lanes<double>.Load(values, row + 1);
                c += Lanes<double>.Load(values, row + 2);
                d += Lanes<double>.Load(values, row + 3);
            }
        }

        return First(a + b + c + d);
    }

    private static double First<T>(Lanes<T> lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> values = stackalloc T[Lanes<T>.Count];
        lanes.Store(values, 0);
        return double.CreateTruncating(values[0]);
    }
}
