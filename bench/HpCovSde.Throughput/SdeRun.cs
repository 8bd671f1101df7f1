using System.Diagnostics;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Runs;
using HpCovSde.Schemes;

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

    /// <summary>V_0 = 0.7 I + 0.3 11ᵀ.</summary>
    internal static GramMatrix Start(int inputs)
    {
        double[,] gram = new double[inputs, inputs];
        for (int i = 0; i < gram.Length; i++)
        {
            gram[i / inputs, i % inputs] = i / inputs == i % inputs ? 1 : InitialCorrelation;
        }

        return GramMatrix.FromMatrix(gram);
    }
}
