using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Throughput;

/// <summary>
/// The errors at T = 1 of E ρ, averaged over pairs, of E log V of the last input, and of E V V of the last two inputs relative to its exact
/// value. The law is the same for every input, but a scheme may treat the first ones better. The exact values are those of the law of
/// a pair, which is a Markov process by itself.
/// </summary>
/// <remarks>
/// The chain without drift runs with the same normals. Its log det V is Gaussian and the scale of both chains, independent of all
/// else for tri2 and the exponential map. Means are taken given all but the scale, and <see cref="DriftlessControls"/> do the rest.
/// </remarks>
internal sealed class WeakErrors
{
    private const int BlockPaths = 1 << 18;

    /// <summary>What the errors are of.</summary>
    internal static readonly string[] Names = ["E ρ", "E log V", "E V V"];

    private static readonly double[] Exact = ExactMeans();

    private readonly Scheme _scheme;
    private readonly GramMatrix _start;
    private readonly Quantity _rho = Quantity.MeanCorrelation;
    private readonly Quantity _pairRho;
    private readonly Quantity _logA;
    private readonly Quantity _logB;

    internal WeakErrors(Scheme scheme, int inputs)
    {
        _scheme = scheme;
        _start = SdeRun.Start(inputs);
        _pairRho = Quantity.Correlation(inputs - 2, inputs - 1);
        _logA = Quantity.LogVariance(inputs - 2);
        _logB = Quantity.LogVariance(inputs - 1);
    }

    /// <summary>The errors of Euler–Maruyama with so many steps, for any number of inputs.</summary>
    internal static Estimate[] OfEulerMaruyama(long steps)
    {
        (double rho, double log, double product) = EulerMaruyamaMeans.Of(steps, SdeRun.Kappa, SdeRun.InitialCorrelation);
        return [new(rho - Exact[0], 0), new(log - Exact[1], 0), new((product / Exact[2]) - 1, 0)];
    }

    /// <summary>The errors with so many steps, from so many paths.</summary>
    internal Estimate[] Measure(int steps, long paths)
    {
        int m = _start.Size;
        IChain chain = new CovarianceSde(SdeRun.Kappa, 1).Integrate(1.0 / steps, _scheme);
        IChain driftless = new LinearSde(1).Integrate(1.0 / steps, _scheme);
        IReadOnlyList<(Func<PairSample, double> Function, double Mean)> controls = DriftlessControls.Of(_scheme, m);
        var sums = new ControlVariates(Exact.Length, [.. controls.Select(control => control.Mean)]);
        using var ensemble = new Ensemble(threads: 0, seed: (ulong)steps);
        for (long first = 0; first < paths; first += BlockPaths)
        {
            var options = new RunOptions
            {
                FirstReplica = first,
                Replicas = Math.Min(BlockPaths, paths - first),
                Quantities = [_rho, _pairRho, _logA, _logB, Quantity.LogDeterminant],
            };
            EnsembleResult result = ensemble.Run(chain, _start, options);
            EnsembleResult linear = ensemble.Run(driftless, _start, options);
            double[] scale = Scale(linear.Samples(Quantity.LogDeterminant));
            PairSample[] pairs = Pairs(result, scale);
            PairSample[] controlPairs = Pairs(linear, scale);
            sums.Add(
            [
                result.Samples(_rho).ToArray(), [.. pairs.Select(pair => pair.MeanLogB)], [.. pairs.Select(pair => pair.AB / Exact[2])],
                .. controls.Select(control => Array.ConvertAll(controlPairs, pair => control.Function(pair))),
            ]);
        }

        return [sums.Mean(0) - new Estimate(Exact[0], 0), sums.Mean(1) - new Estimate(Exact[1], 0), sums.Mean(2) - new Estimate(1, 0)];
    }

    private static double[] ExactMeans()
    {
        var law = new PairLaw(new(SdeRun.Kappa), 1 - SdeRun.InitialCorrelation, 1);
        return [law.MeanRho.Value, -1, law.Moment(1, 1).Value];
    }

    private bool HasScale => _scheme is Tri2 or ExponentialMap;

    // log det V_1/V_0 ~ N(−m(m + 1)/2, 2m), so that its part in log V^{aa} is N(0, 2/m) about its mean.
    private double[] Scale(ReadOnlySpan<double> logDeterminants)
    {
        int m = _start.Size;
        double start = ((m - 1) * Math.Log(1 - SdeRun.InitialCorrelation)) + Math.Log(1 + ((m - 1) * SdeRun.InitialCorrelation));
        double mean = start - (m * (m + 1) / 2.0);
        double[] scale = new double[logDeterminants.Length];
        for (int i = 0; HasScale && i < scale.Length; i++)
        {
            scale[i] = (logDeterminants[i] - mean) / m;
        }

        return scale;
    }

    private PairSample[] Pairs(EnsembleResult result, double[] scale)
    {
        var pairs = new PairSample[scale.Length];
        double variance = HasScale ? 2.0 / _start.Size : 0;
        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] = new(result.Samples(_logA)[i], result.Samples(_logB)[i], result.Samples(_pairRho)[i], scale[i], variance);
        }

        return pairs;
    }
}
