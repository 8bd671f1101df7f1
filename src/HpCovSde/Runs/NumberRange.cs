using HpCovSde.Covariances;

namespace HpCovSde.Runs;

/// <summary>
/// Samples that are 0 or infinite only because the number is out of the range of doubles: V = exp(log V) is 0 below log V = −745, and
/// 1 − ρ below log(1 − ρ) = −745, although both logarithms are finite.
/// </summary>
internal static class NumberRange
{
    /// <summary>Whether a sample may be out of range: cheap, and false for almost all.</summary>
    internal static bool IsAtEnd(double value) => value == 0 || double.IsInfinity(value);

    /// <summary>Whether a sample at an end of the range is there because it left the range.</summary>
    internal static bool IsLeft(Quantity quantity, in CovarianceSample sample) => quantity.Kind switch
    {
        QuantityKind.Covariance => IsAlive(sample, quantity.A) && IsAlive(sample, quantity.B)
            && (quantity.A == quantity.B || sample.Correlation(quantity.A, quantity.B) != 0),
        QuantityKind.OneMinusCorrelation => double.IsFinite(sample.LogOneMinusCorrelation(quantity.A, quantity.B)),
        QuantityKind.Logit => IsAlive(sample, quantity.A),
        _ => false,
    };

    private static bool IsAlive(in CovarianceSample sample, int a) => double.IsFinite(sample.LogVariance(a));
}
