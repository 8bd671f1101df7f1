using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Extensibility.Tests;

/// <summary>A class outside the library implements a chain with public members only, and an ensemble runs it.</summary>
public sealed class OwnChainTests
{
    private const int Vectors = 10;
    private const int Steps = 4;
    private static readonly GramMatrix Start = GramMatrix.FromMatrix(new double[,] { { 2, 0.6 }, { 0.6, 0.5 } });

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void The_chain_has_its_exact_law(Precision precision) =>
        Assert.All(Deviations(Vectors, precision), z => Assert.InRange(z, -5.5, 5.5));

    [Fact]
    public void One_vector_more_in_the_law_is_noticed() =>
        Assert.Contains(Deviations(Vectors + 1, Precision.Double), z => Math.Abs(z) > 5.5);

    [Fact]
    public void Threads_do_not_change_a_bit_and_inputs_that_do_not_fit_are_refused()
    {
        using var one = new Ensemble(threads: 1, seed: 3);
        using var three = new Ensemble(threads: 3, seed: 3);
        var options = new RunOptions { Replicas = 50 };
        var chain = new SampleCovariance(Vectors, Steps);
        Quantity quantity = Quantity.Correlation(0, 1);
        Assert.Equal(
            one.Run(chain, Start, options).Samples(quantity).ToArray(), three.Run(chain, Start, options).Samples(quantity).ToArray());
        Assert.Throws<ArgumentException>(() => one.Run(chain, GramMatrix.Single(), options));
    }

    [Fact]
    public void Rows_forget_what_was_written_and_refuse_what_they_have_not()
    {
        double[] values = new double[ObservationRows.Length(inputs: 2, replicas: 3)];
        var rows = new ObservationRows(values, inputs: 2, replicas: 3);
        rows.SetLogVariance(2, 1, 0.5);
        rows.SetOneMinusCorrelation(2, 0, 1, 0.25);
        rows.SetLogDeterminant(2, -1);
        rows.SetDefinitenessLosses(2, 4);
        rows.SetExplosionTime(2, 0.75);
        rows.SetLogFeatureNorm(2, 0, 3);
        Assert.Equal((0.5, 0.25, -1), (rows[2].LogVariance(1), rows[2].OneMinusCorrelation(1, 0), rows[2].LogDeterminant));
        Assert.Equal((4, 0.75, 3), (rows[2].DefinitenessLosses, rows[2].ExplosionTime, rows[2].LogFeatureNorm(0)));
        Assert.True(double.IsNaN(rows[1].LogVariance(1)));

        rows = new ObservationRows(values, inputs: 2, replicas: 3);
        Assert.Equal(0, rows[2].DefinitenessLosses);
        Assert.True(double.IsNaN(rows[2].LogVariance(1) + rows[2].OneMinusCorrelation(1, 0)) && double.IsNaN(rows[2].LogDeterminant));
        Assert.True(double.IsNaN(rows[2].ExplosionTime) && double.IsNaN(rows[2].LogFeatureNorm(0)));

        Assert.Throws<ArgumentOutOfRangeException>(() => new ObservationRows(values, 2, 3).SetLogVariance(3, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObservationRows(values, 2, 3).SetLogVariance(0, 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObservationRows(values, 2, 3).SetOneMinusCorrelation(0, 1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObservationRows(values, 2, 3).SetLogFeatureNorm(0, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObservationRows(values, 2, 3)[-1].Inputs);
        Assert.Throws<ArgumentOutOfRangeException>(() => ObservationRows.Length(0, 1));
        Assert.Throws<ArgumentException>(() => new ObservationRows(values, 2, 4).Replicas);
    }

    // In standard errors, if n were the number of vectors. With W = TTᵀ, T_11² ~ χ²_n/n and T_22² ~ χ²_{n−1}/n independent (Bartlett), log
    // V_11 grows by log T_11² in each step and log det V by log T_11² + log T_22². E log χ²_k = ψ(k/2) + log 2 and Var log χ²_k = ψ′(k/2);
    // E W = I.
    private static double[] Deviations(int n, Precision precision)
    {
        using var ensemble = new Ensemble(threads: 1, seed: 7);
        Quantity[] quantities = [Quantity.LogVariance(0), Quantity.LogDeterminant, Quantity.Covariance(0, 1)];
        var options = new RunOptions { Replicas = 40_000, Precision = precision, Quantities = quantities };
        EnsembleResult result = ensemble.Run(new SampleCovariance(Vectors, Steps), Start, options);
        double[] logVariances = result.Samples(quantities[0]).ToArray();
        double[] logDeterminants = result.Samples(quantities[1]).ToArray();
        double meanOfLog = Math.Log(Start.Variance(0)) + (Steps * MeanOfLog(n, n));
        double meanOfDeterminant = Math.Log((2 * 0.5) - (0.6 * 0.6)) + (Steps * (MeanOfLog(n, n) + MeanOfLog(n - 1, n)));
        return
        [
            Deviation(logVariances, meanOfLog),
            Deviation(logDeterminants, meanOfDeterminant),
            Deviation(Squares(logVariances, meanOfLog), Steps * Trigamma(n / 2.0)),
            Deviation(Squares(logDeterminants, meanOfDeterminant), Steps * (Trigamma(n / 2.0) + Trigamma((n - 1) / 2.0))),
            Deviation(result.Samples(quantities[2]).ToArray(), 0.6),
        ];
    }

    private static double MeanOfLog(int k, int n) => MathNet.Numerics.SpecialFunctions.DiGamma(k / 2.0) + Math.Log(2.0 / n);

    // ψ′(x) = Σ 1/(x + i)², the rest of the sum after N terms by the Euler–Maclaurin formula.
    private static double Trigamma(double x)
    {
        const int N = 50;
        double y = x + N;
        return Enumerable.Range(0, N).Sum(i => 1 / ((x + i) * (x + i))) + (1 / y) + (1 / (2 * y * y)) + (1 / (6 * y * y * y));
    }

    private static double[] Squares(double[] samples, double mean) => [.. samples.Select(x => (x - mean) * (x - mean))];

    private static double Deviation(double[] samples, double expected)
    {
        Moments moments = Moments.Of(samples);
        return (moments.Mean - expected) / moments.StandardError;
    }
}
