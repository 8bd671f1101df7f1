using HpCovSde.Statistics;

namespace HpCovSde.Statistical;

/// <summary>A number from a paper or an independent program, with the computation of the same number by this library.</summary>
/// <param name="Name">Source and quantity.</param>
/// <param name="Value">The number as printed.</param>
/// <param name="Error">The stated standard error. For numbers that are not random it is half a unit of the last printed digit.</param>
/// <param name="Ours">Our number; its standard error is 0 if it is exact.</param>
internal sealed record PublishedNumber(string Name, double Value, double Error, Func<Estimate> Ours)
{
    /// <summary>A closed form, to the digits printed.</summary>
    internal static PublishedNumber Exact(string name, double value, int digits, Func<double> ours) =>
        new(name, value, 0.5 * Math.Pow(10, -digits), () => new(ours(), 0));

    /// <summary>A statistic of a sample with stated size but without a stated error. Our error, scaled to that size, is used.</summary>
    internal static IEnumerable<PublishedNumber> OfSample(
        string name, int replicas, Func<double[]> samples, params (string What, double Value, Func<double[], Estimate> Statistic)[] rows) =>
        rows.Select(row => new PublishedNumber(
            $"{name}: {row.What}",
            row.Value,
            double.NaN,
            () => row.Statistic(samples()))
        { Replicas = replicas, Size = () => samples().Length });

    /// <summary>The number of samples behind <see cref="Value"/>, if <see cref="Error"/> is not stated.</summary>
    internal int Replicas { get; private init; }

    /// <summary>The number of samples behind our number.</summary>
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

    /// <summary>The median. Its error is half the distance of the order statistics √N/2 ranks from the middle.</summary>
    internal static Estimate Median(double[] samples)
    {
        double[] sorted = [.. samples.Order()];
        int middle = sorted.Length / 2;
        int ranks = (int)(Math.Sqrt(sorted.Length) / 2);
        return new(sorted[middle], (sorted[middle + ranks] - sorted[middle - ranks]) / 2);
    }
}
