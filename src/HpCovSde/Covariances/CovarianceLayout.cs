namespace HpCovSde.Covariances;

/// <summary>
/// The row of doubles that describes the covariance of one replica: the m log variances log V^{aa}; 1 − ρ^{ab} for every pair a &gt; b in
/// the order (1,0), (2,0), (2,1), (3,0), …; log det V; how often the scheme lost definiteness; the time of explosion; the m log norms of
/// the features.
/// </summary>
internal static class CovarianceLayout
{
    internal static int RowLength(int inputs) => (2 * inputs) + PairCount(inputs) + 3;

    internal static int PairCount(int inputs) => inputs * (inputs - 1) / 2;

    internal static int LogVariance(int a) => a;

    internal static int OneMinusCorrelation(int inputs, int a, int b) =>
        inputs + (a > b ? PairCount(a) + b : PairCount(b) + a);

    internal static int LogDeterminant(int inputs) => inputs + PairCount(inputs);

    internal static int DefinitenessLosses(int inputs) => inputs + PairCount(inputs) + 1;

    internal static int ExplosionTime(int inputs) => inputs + PairCount(inputs) + 2;

    internal static int LogFeatureNorm(int inputs, int a) => inputs + PairCount(inputs) + 3 + a;
}
