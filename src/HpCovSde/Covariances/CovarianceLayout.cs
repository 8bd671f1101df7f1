namespace HpCovSde.Covariances;

/// <summary>
/// The row of doubles that describes the covariance of one replica: the m log variances log V^{aa}; 1 − ρ^{ab} for every pair a &gt; b in
/// the order (1,0), (2,0), (2,1), (3,0), …; log det V; how often the scheme lost definiteness; the time of explosion; 1 if a variance
/// is 0 because it left the range of numbers; the m log norms of the features.
/// </summary>
/// <remarks>
/// A pair's entry in [0, 2] is 1 − ρ. A negative entry is log(1 − ρ) of a 1 − ρ below <see cref="LeastOneMinusCorrelation"/>, which
/// would leave the range of numbers at great depth.
/// </remarks>
internal static class CovarianceLayout
{
    /// <summary>2⁻¹⁰⁰⁰. Below it a row holds the logarithm.</summary>
    internal const double LeastOneMinusCorrelation = 1 / (Power500 * Power500);

    private const double Power500 = 3.2733906078961419e150;

    /// <summary>The entry of a pair, from log(1 − ρ).</summary>
    internal static double OfLog(double log) => log < LogOfLeast ? log : Math.Exp(log);

    /// <summary>1 − ρ from the entry of a pair: 0 or subnormal below the range of numbers.</summary>
    internal static double OneMinusCorrelation(double entry) => entry < 0 ? Math.Exp(entry) : entry;

    /// <summary>log(1 − ρ) from the entry of a pair.</summary>
    internal static double LogOneMinusCorrelation(double entry) => entry < 0 ? entry : Math.Log(entry);

    private static double LogOfLeast => -1000 * Math.Log(2);

    internal static int RowLength(int inputs) => (2 * inputs) + PairCount(inputs) + 4;

    internal static int PairCount(int inputs) => inputs * (inputs - 1) / 2;

    internal static int LogVariance(int a) => a;

    internal static int OneMinusCorrelation(int inputs, int a, int b) =>
        inputs + (a > b ? PairCount(a) + b : PairCount(b) + a);

    internal static int LogDeterminant(int inputs) => inputs + PairCount(inputs);

    internal static int DefinitenessLosses(int inputs) => inputs + PairCount(inputs) + 1;

    internal static int ExplosionTime(int inputs) => inputs + PairCount(inputs) + 2;

    internal static int Underflow(int inputs) => inputs + PairCount(inputs) + 3;

    internal static int LogFeatureNorm(int inputs, int a) => inputs + PairCount(inputs) + 4 + a;
}
