using System.Diagnostics;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Throughput;

/// <summary>The SDE of shaped ReLU networks with c = (0, −1) to T = 1, from V_0 = 0.7 I + 0.3 11ᵀ.</summary>
internal sealed class SdeRun(Scheme scheme, int inputs, Precision precision)
{
    internal const double Kappa = 1 / (2 * Math.PI);
    internal const double InitialCorrelation = 0.3;

    private readonly GramMatrix _start = Start(inputs);

    internal static Scheme Named(string name) =>
        SchemeCatalog.Find(name) ?? throw new ArgumentException($"There is no scheme {name}.", nameof(name));

    /// <summary>The minimum over many short runs after a warm-up run: other work on the machine can only add time.</summary>
    internal double SecondsPerPathStep(double step, int paths, int threads, int repetitions, double time = 1)
    {
        IChain chain = new CovarianceSde(Kappa, time).Integrate(step, scheme);
        var options = new RunOptions { Replicas = paths, Precision = precision, Quantities = [Quantity.LogVariance(0)] };
        using var ensemble = new Ensemble(threads, seed: 1);
        double least = double.PositiveInfinity;
        for (int repetition = 0; repetition <= repetitions; repetition++)
        {
            long started = Stopwatch.GetTimestamp();
            _ = ensemble.Run(chain, _start, options);
            least = repetition == 0 ? least : Math.Min(least, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return least / ((double)paths * chain.Steps);
    }

    /// <summary>
    /// The errors at T = 1 for a number of steps: of E ρ averaged over pairs, and of E log V of the last input. The law is the same for
    /// every input, but a scheme may treat the first one better than the others.
    /// </summary>
    internal (Estimate Rho, Estimate LogVariance) Errors(int steps, int paths, double exactRho)
    {
        var log = Quantity.LogVariance(inputs - 1);
        using var ensemble = new Ensemble(threads: 0, seed: (ulong)steps);
        EnsembleResult result = ensemble.Run(
            new CovarianceSde(Kappa, 1).Integrate(1.0 / steps, scheme), _start,
            new RunOptions { Replicas = paths, Precision = precision, Quantities = [Quantity.MeanCorrelation, log] });

        // E log V = log V_0 − T exactly, and the correlation of two inputs is a Markov process by itself.
        return (Estimate.OfMean(Moments.Of(result.Samples(Quantity.MeanCorrelation))) - new Estimate(exactRho, 0),
            Estimate.OfMean(Moments.Of(result.Samples(log))) - new Estimate(-1, 0));
    }

    private static GramMatrix Start(int inputs)
    {
        double[,] gram = new double[inputs, inputs];
        for (int i = 0; i < gram.Length; i++)
        {
            gram[i / inputs, i % inputs] = i / inputs == i % inputs ? 1 : InitialCorrelation;
        }

        return GramMatrix.FromMatrix(gram);
    }
}
