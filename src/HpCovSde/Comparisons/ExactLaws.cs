using HpCovSde.Covariances;
using HpCovSde.Estimation;
using HpCovSde.Kernels.Simd;
using HpCovSde.Laws;
using HpCovSde.Models;
using HpCovSde.Statistics;

namespace HpCovSde.Comparisons;

/// <summary>A sample against the exact law of the limit.</summary>
/// <param name="Mean">The exact mean.</param>
/// <param name="Test">The Kolmogorov-Smirnov test of one sample; null where only the mean is known.</param>
/// <param name="Difference">The mean of the sample minus the exact one.</param>
internal sealed record ExactComparison(ExactValue Mean, KolmogorovSmirnovResult? Test, Estimate Difference)
{
    /// <summary>The difference in standard errors, to which the error bound of the exact mean is added.</summary>
    internal double Z => Difference.Value / (Difference.StandardError + Mean.Error);
}

/// <summary>
/// The exact laws of the quantities of a run: of correlations, of the variance of an input, which is lognormal, and the means of V. Each
/// law of a pair is computed once.
/// </summary>
/// <param name="laws">The laws of pairs.</param>
/// <param name="means">The means that are known.</param>
/// <param name="cancellation">Stops a computation.</param>
internal sealed class ExactLaws(PairLaws laws, ExactMeans means, CancellationToken cancellation)
{
    /// <summary>The density of a quantity at points; null if it is not known, or the law is one point.</summary>
    internal double[]? Density(Quantity quantity, double[] x)
    {
        if (LogVariance(quantity) is { } variance && quantity.Kind == QuantityKind.LogVariance)
        {
            double scale = 1 / Math.Sqrt(2 * Math.PI * variance.Variance);
            return [.. x.Select(at => scale * Math.Exp(-(at - variance.Mean) * (at - variance.Mean) / (2 * variance.Variance)))];
        }

        if (Pair(quantity) is not { IsPoint: false } law || law.Density(law.Start).Refusal is not null)
        {
            return null;
        }

        return
        [
            .. x.Select(at => Point(quantity, at)).Select(point => !double.IsFinite(point.FisherZ) ? double.NaN
                : law.Density(point).Value
                    / (point.OnePlusRho * (quantity.Kind == QuantityKind.Correlation ? point.OneMinusRho : 1))),
        ];
    }

    /// <summary>Compares a sample with the law of a quantity; null if it is not known.</summary>
    /// <param name="population">The replicas.</param>
    /// <param name="outcome">The side.</param>
    /// <param name="quantity">The quantity.</param>
    internal ExactComparison? Compare(Population population, Outcome outcome, Quantity quantity)
    {
        EmpiricalDistribution sample = population.Distribution(outcome, quantity);

        // A mean to a tolerance is better than that of the sample, unless it is that of the exact law itself.
        Estimate mean = outcome.Means.TryGetValue(quantity, out MeanWithin within) && within.StandardError > 0
            ? new(within.Value, within.StandardError)
            : Estimate.OfMean(sample.Moments);
        if (means.Of(quantity) is not { } exact)
        {
            return null;
        }

        KolmogorovSmirnovResult? test = null;
        if (LogVariance(quantity) is { } variance)
        {
            double deviation = Math.Sqrt(variance.Variance);
            test = KolmogorovSmirnov.Compare(sample, x => NormalCdf(
                ((quantity.Kind == QuantityKind.LogVariance ? x : Math.Log(x)) - variance.Mean) / deviation));
        }
        else if (Pair(quantity) is { IsPoint: false } law)
        {
            // log(1 − ρ) also has digits where ρ is 1 to rounding. It is falling in ρ, which does not change the distance.
            EmpiricalDistribution logs = population.Distribution(outcome, Quantity.LogOneMinusCorrelation(quantity.A, quantity.B));
            test = law.Cdf(law.Start).Refusal is null ? Test(logs, law) : null;
        }

        return new(exact, test, new(mean.Value - exact.Value, mean.StandardError));
    }

    // Next to ρ = −1 samples have no digits of 1 + ρ. They are left out on both sides.
    private KolmogorovSmirnovResult? Test(EmpiricalDistribution logs, PairLaw law)
    {
        double last = Math.Log(2) - 1e-12;
        double inside = logs.Moments.Max > last ? UpperTail(law, last) : 1;
        EmpiricalDistribution resolved = inside < 1
            ? EmpiricalDistribution.Of(Array.FindAll(logs.Sorted.ToArray(), x => x <= last))
            : logs;
        return resolved.Count > 0 ? KolmogorovSmirnov.Compare(resolved, x => UpperTail(law, x) / inside) : null;
    }

    private double UpperTail(PairLaw law, double logOneMinusRho)
    {
        cancellation.ThrowIfCancellationRequested();
        return Math.Clamp(1 - law.Cdf(CorrelationPoint.OfLogOneMinusRho(logOneMinusRho)).Value, 0, 1);
    }

    private static double NormalCdf(double x) => VectorMath.NormalCdf((Lanes<double>)x)[0];

    private static CorrelationPoint Point(Quantity quantity, double at) => quantity.Kind == QuantityKind.LogOneMinusCorrelation
        ? at < Math.Log(2) ? CorrelationPoint.OfLogOneMinusRho(at) : new(double.NegativeInfinity)
        : CorrelationPoint.OfOneMinusRho(Math.Clamp(1 - at, 0, 2));

    // Of log V^{aa}.
    private LogVarianceLaw? LogVariance(Quantity quantity) => laws.HasVariances && quantity.A == quantity.B
        && quantity.Kind is QuantityKind.LogVariance or QuantityKind.Covariance
        ? new(Math.Log(laws.Start.Variance(quantity.A)) - laws.Time, 2 * laws.Time)
        : null;

    private PairLaw? Pair(Quantity quantity) => quantity.Kind is QuantityKind.Correlation or QuantityKind.LogOneMinusCorrelation
        ? means.LawOf(quantity.A, quantity.B)
        : null;
}
