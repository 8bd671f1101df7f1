using HpCovSde.Statistics;

namespace HpCovSde.Statistical;

/// <summary>A number that the theory's sources, or an independent program, state, and how this library finds it.</summary>
/// <param name="Name">Source and quantity.</param>
/// <param name="Value">As printed.</param>
/// <param name="Error">The standard error stated with it; half a unit of the last digit printed for what is not random.</param>
/// <param name="Ours">Our number; its standard error is 0 where it is exact.</param>
internal sealed record PublishedNumber(string Name, double Value, double Error, Func<Estimate> Ours)
{
    /// <summary>A closed form, to the digits printed.</summary>
    internal static PublishedNumber Exact(string name, double value, int digits, Func<double> ours) =>
        new(name, value, 0.5 * Math.Pow(10, -digits), () => new(ours(), 0));

    /// <summary>A statistic of a sample whose size alone is stated: its error is ours, scaled to that size.</summary>
    internal static IEnumerable<PublishedNumber> OfSample(string name, int replicas, Func<double[]> samples, params (string What, double Value, Func<double[], Estimate> Statistic)[] rows) =>
        rows.Select(row => new PublishedNumber($"{name}: {row.What}", row.Value, double.NaN, () => row.Statistic(samples())) { Replicas = replicas, Size = () => samples().Length });

    /// <summary>The number of samples behind <see cref="Value"/>, where <see cref="Error"/> is not stated.</summary>
    internal int Replicas { get; private init; }

    /// <summary>The number of samples behind ours.</summary>
    internal Func<int> Size { get; private init; } = () => 1;

    /// <summary>The mean.</summary>
    internal static Estimate Mean(double[] samples) => Estimate.OfMean(Moments.Of(samples));

    /// <summary>The variance, with the error √((μ₄ − μ₂²)/N).</summary>
    internal static Estimate Variance(double[] samples)
    {
        Moments moments = Moments.Of(samples);
        double square = moments.CentralMoment2 * moments.CentralMoment2;
        return new(moments.Variance, Math.Sqrt((moments.CentralMoment4 - square) / samples.Length));
    }

    /// <summary>The standard deviation.</summary>
    internal static Estimate Deviation(double[] samples)
    {
        Estimate variance = Variance(samples);
        double deviation = Math.Sqrt(variance.Value);
        return new(deviation, variance.StandardError / (2 * deviation));
    }

    /// <summary>The median; its error is half of what lies within √N/2 ranks of the middle.</summary>
    internal static Estimate Median(double[] samples)
    {
        double[] sorted = [.. samples.Order()];
        int middle = sorted.Length / 2;
        int ranks = (int)(Math.Sqrt(sorted.Length) / 2);
        return new(sorted[middle], (sorted[middle + ranks] - sorted[middle - ranks]) / 2);
    }
}
