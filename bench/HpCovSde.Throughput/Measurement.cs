using System.Diagnostics;
using System.Globalization;

namespace HpCovSde.Throughput;

/// <summary>Times a function of a count and prints one line of JSON, which bench/peers/run reads.</summary>
internal static class Measurement
{
    /// <summary>Gives one value for each of <paramref name="count"/> replicas, or some of <paramref name="count"/> normals.</summary>
    internal delegate ReadOnlySpan<double> Sampler(int count);

    /// <summary>
    /// The warm-up runs growing pairs of samples until the faster takes a quarter of <c>--seconds</c>. It determines the size of the
    /// measured run, always a multiple of <paramref name="block"/>. It lasts at least <c>--seconds</c>, because of the compiler's tiers.
    /// </summary>
    /// <param name="problem">Gives the time to measure for, and the steps per replica of the SDE.</param>
    /// <param name="library">Name and version.</param>
    /// <param name="block">The number of replicas, or normals, that keeps all threads equally busy.</param>
    /// <param name="sample">The function.</param>
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

        // Normals are so many that a count could leave the range of an integer.
        int Scale(double factor) => block * (int)Math.Clamp(Math.Round(count * factor / block), 1, int.MaxValue / block);
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
