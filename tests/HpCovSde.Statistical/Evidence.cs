using HpCovSde.Statistics;

namespace HpCovSde.Statistical;

/// <summary>
/// Collects comparisons of samples with exact values, each as a distance in units of the standard error of the estimate, and judges them
/// together. The tolerance is <see cref="Sigmas"/>: with fewer than 3000 comparisons at 5.5 sigma (two-sided 4e-8), a correct
/// program fails for one seed in 9000.
/// </summary>
internal sealed class Evidence
{
    internal const double Sigmas = 5.5;

    private readonly List<(string What, double Distance)> _comparisons = [];

    /// <summary>The comparisons that differ by more than <see cref="Sigmas"/>.</summary>
    internal IReadOnlyList<string> Rejected =>
        [.. _comparisons.Where(c => !(Math.Abs(c.Distance) < Sigmas)).Select(
            c => FormattableString.Invariant($"{c.What}: {c.Distance:0.0} sigma off"))];

    /// <summary>The sample mean against an exact mean.</summary>
    internal void Mean(string what, ReadOnlySpan<double> samples, double exact)
    {
        Moments moments = Moments.Of(samples);

        // A mean of equal samples is compared up to rounding.
        double error = Math.Max(moments.StandardError, 1e-12 * Math.Max(1, Math.Abs(exact)));
        _comparisons.Add((what, (moments.Mean - exact) / error));
    }

    /// <summary>The sample mean of a function of the samples against an exact mean.</summary>
    internal void Mean(string what, ReadOnlySpan<double> samples, Func<double, double> function, double exact) =>
        Mean(what, Map(samples, function), exact);

    /// <summary>The sample mean against the mean that another program found, with its standard error.</summary>
    internal void Estimate(string what, ReadOnlySpan<double> samples, double estimate, double standardError)
    {
        Moments moments = Moments.Of(samples);
        double error = Math.Sqrt((moments.StandardError * moments.StandardError) + (standardError * standardError));
        _comparisons.Add((what, (moments.Mean - estimate) / error));
    }

    /// <summary>A relative frequency against its exact probability.</summary>
    internal void Proportion(string what, ReadOnlySpan<double> samples, Func<double, bool> condition, double exact)
    {
        double count = Map(samples, x => condition(x) ? 1 : 0).Sum();
        _comparisons.Add((what, (count - (samples.Length * exact)) / Math.Sqrt(Math.Max(1, samples.Length * exact * (1 - exact)))));
    }

    /// <summary>The sample variance against an exact variance; its standard error is √((μ₄ − μ₂²)/N).</summary>
    internal void Variance(string what, ReadOnlySpan<double> samples, double exact)
    {
        double mean = Moments.Of(samples).Mean;
        Mean(what, Map(samples, x => (x - mean) * (x - mean)), exact * (samples.Length - 1) / samples.Length);
    }

    /// <summary>
    /// The distribution function against the exact one. √N sup|F_N − F| exceeds 2.98 with probability 4e-8 (Kolmogorov), which
    /// is mapped to <see cref="Sigmas"/>.
    /// </summary>
    internal void Law(string what, ReadOnlySpan<double> samples, Func<double, double> cdf) =>
        _comparisons.Add((
            what, KolmogorovSmirnov.Compare(EmpiricalDistribution.Of(samples), cdf).Statistic * Math.Sqrt(samples.Length) * Sigmas / 2.98));

    /// <summary>Two samples against each other by the Kolmogorov–Smirnov distance, on the same scale.</summary>
    internal void SameLaw(string what, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double effective = 1.0 / ((1.0 / x.Length) + (1.0 / y.Length));
        double distance = KolmogorovSmirnov.Compare(EmpiricalDistribution.Of(x), EmpiricalDistribution.Of(y)).Statistic;
        _comparisons.Add((what, distance * Math.Sqrt(effective) * Sigmas / 2.98));
    }

    internal void AssertNoneRejected()
    {
        Assert.NotEmpty(_comparisons);
        Assert.True(Rejected.Count == 0, string.Join(Environment.NewLine, Rejected));
    }

    internal static double[] Map(ReadOnlySpan<double> samples, Func<double, double> function)
    {
        double[] mapped = new double[samples.Length];
        for (int i = 0; i < mapped.Length; i++)
        {
            mapped[i] = function(samples[i]);
        }

        return mapped;
    }

    internal static double[] Map(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Func<double, double, double> function)
    {
        double[] mapped = new double[x.Length];
        for (int i = 0; i < mapped.Length; i++)
        {
            mapped[i] = function(x[i], y[i]);
        }

        return mapped;
    }
}
