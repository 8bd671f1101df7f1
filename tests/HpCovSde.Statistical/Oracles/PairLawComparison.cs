using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Statistical.Oracles;

/// <summary>
/// A mean or a probability of two inputs of the shaped ReLU limit, c = (0, −1), ρ_0 = 0.3, T = 1: what a scheme of order 2 has for it at
/// two steps, minus the exact value. If the differences are the weak error C h² of the scheme, extrapolation to h = 0 leaves nothing.
/// </summary>
/// <param name="What">The mean or probability.</param>
/// <param name="Exact">Its exact value.</param>
/// <param name="Coarse">The difference at the longer step.</param>
/// <param name="Fine">The difference at half the step.</param>
internal sealed record PairLawComparison(string What, double Exact, Estimate Coarse, Estimate Fine)
{
    private const double Kappa = 1 / (2 * Math.PI);
    private const double Rho0 = 0.3;
    private const long ReplicasPerRun = 1 << 20;

    private static readonly double[] Correlations = [-0.5, 0, 0.3, 0.6, 0.9];

    /// <summary>The difference at h = 0, if it is C h² at the two steps.</summary>
    internal Estimate Extrapolated => new(
        ((4 * Fine.Value) - Coarse.Value) / 3, double.Hypot(4 * Fine.StandardError, Coarse.StandardError) / 3);

    /// <summary>Runs a scheme with so many steps and twice as many.</summary>
    internal static PairLawComparison[] Of(Scheme scheme, int steps, long replicas)
    {
        var law = new PairLaw(new(Kappa), 1 - Rho0, 1);
        (string What, double Exact, Func<double, double, double, double> Of)[] functions =
        [
            ("E ρ", law.MeanRho.Value, (rho, _, _) => rho),
            ("E log V11", -1, (_, a, _) => a),
            ("E log V22", -1, (_, _, b) => b),
            .. Correlations.Select(at => (
                FormattableString.Invariant($"P(ρ ≤ {at})"), law.Cdf(CorrelationPoint.OfOneMinusRho(1 - at)).Value,
                (Func<double, double, double, double>)((rho, _, _) => rho <= at ? 1 : 0))),
        ];
        Moments[] coarse = Run(scheme, steps, replicas, functions);
        Moments[] fine = Run(scheme, 2 * steps, replicas, functions);
        return
        [
            .. functions.Select((function, i) => new PairLawComparison(
                function.What, function.Exact, Estimate.OfMean(coarse[i]) - new Estimate(function.Exact, 0),
                Estimate.OfMean(fine[i]) - new Estimate(function.Exact, 0))),
        ];
    }

    private static Moments[] Run(
        Scheme scheme, int steps, long replicas, (string What, double Exact, Func<double, double, double, double> Of)[] functions)
    {
        Quantity[] kept = [Quantity.Correlation(0, 1), Quantity.LogVariance(0), Quantity.LogVariance(1)];
        IChain chain = new CovarianceSde(Kappa, 1).Integrate(1.0 / steps, scheme);
        var moments = new Moments[functions.Length];
        using var ensemble = new Ensemble(seed: (ulong)steps);
        for (long first = 0; first < replicas; first += ReplicasPerRun)
        {
            long count = Math.Min(ReplicasPerRun, replicas - first);
            EnsembleResult result = ensemble.Run(
                chain, GramMatrix.Pair(Rho0), new RunOptions { FirstReplica = first, Replicas = count, Quantities = kept });
            double[][] samples = [.. kept.Select(quantity => result.Samples(quantity).ToArray())];
            double[] values = new double[count];
            for (int i = 0; i < functions.Length; i++)
            {
                for (int replica = 0; replica < values.Length; replica++)
                {
                    values[replica] = functions[i].Of(samples[0][replica], samples[1][replica], samples[2][replica]);
                }

                moments[i] = Moments.Merge(moments[i], Moments.Of(values));
            }
        }

        return moments;
    }
}
