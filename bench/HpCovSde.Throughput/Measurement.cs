using System.Diagnostics;
using System.Globalization;

namespace HpCovSde.Throughput;

/// <summary>Times a function of a count and prints one line of JSON, to be read by bench/peers/run.</summary>
internal static class Measurement
{
    /// <summary>One value for each of so many replicas; or of so many normals, some of them.</summary>
    internal delegate ReadOnlySpan<double> Sampler(int count);

    /// <summary>
    /// Pairs of runs that grow until the faster takes a quarter of <c>--seconds</c> are the warm-up, and tell how much to do in the run that
    /// counts; always a multiple of <paramref name="block"/>. The warm-up lasts <c>--seconds</c> at least: the compiler has its tiers.
    /// </summary>
    /// <param name="problem">Gives the time to measure for, and the steps per replica of the SDE.</param>
    /// <param name="library">Name and version.</param>
    /// <param name="block">Replicas, or normals, that keep all threads equally busy.</param>
    /// <param name="sample">One value for each of so many replicas; or of so many normals, some of them.</param>
    internal static void Print(Problem problem, string library, int block, Sampler sample)
    {
        double target = problem.Seconds;
        int count = block;
        long warmUp = Stopwatch.GetTimestamp();
        double seconds;
        while ((seconds = Math.Min(Time(sample, count, out _), Time(sample, count, out _))) < target / 4
            || Stopwatch.GetElapsedTime(warmUp).TotalSeconds < target)
        {
            count = Scale(Math.Clamp(0.6 * target / seconds, 1, 8));
        }

        count = Scale(target / seconds);
        seconds = Time(sample, count, out ReadOnlySpan<double> values);
        double mean = Mean(values, value => value);
        double deviation = Math.Sqrt(Mean(values, value => (value - mean) * (value - mean)));
        double work = (double)count * (problem.Text("task") == "sde" ? problem.Number("steps") : 1);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"rate": {{work / seconds:G6}}, "seconds": {{seconds:0.####}}, "samples": {{values.Length}}"""
            + $$""", "mean": {{mean:0.######}}, "sd": {{deviation:0.######}}, "library": "{{library}}, .NET {{Environment.Version}}"}"""));

        int Scale(double factor) => block * Math.Max(1, (int)Math.Round(count * factor / block));
    }

    private static double Time(Sampler sample, int count, out ReadOnlySpan<double> values)
    {
        long started = Stopwatch.GetTimestamp();
        values = sample(count);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Mean(ReadOnlySpan<double> values, Func<double, double> function)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += function(value);
        }

        return sum / values.Length;
    }
}
