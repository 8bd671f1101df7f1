using HpCovSde.Laws;
using HpCovSde.Schemes;

namespace HpCovSde.Throughput;

/// <summary>
/// Functions of two inputs of the SDE without drift whose means are known exactly, for the chain of a scheme with any step and not only
/// for the limit. Driven by the same normals, they control the chain with drift without adding a bias. V_0 has variances 1.
/// </summary>
internal static class DriftlessControls
{
    private const double Rho = SdeRun.InitialCorrelation;

    /// <summary>The controls; none where nothing is known.</summary>
    internal static IReadOnlyList<(Func<PairSample, double> Function, double Mean)> Of(Scheme scheme, int inputs) => scheme switch
    {
        FisherZ => [.. Lognormal()],
        Tri2 when inputs == 2 => [.. Lognormal(), .. ExactNoise()],

        // The noise has the second moments of the exact one.
        Tri2 => [(pair => pair.A, 1), (pair => pair.B, 1), (pair => pair.Covariance, Rho)],
        _ => [],
    };

    // log A ~ N(−1, 2).
    private static IEnumerable<(Func<PairSample, double> Function, double Mean)> Lognormal() =>
        [(pair => pair.MeanLogA, -1), (pair => pair.MeanLogB, -1), (pair => pair.A, 1), (pair => pair.B, 1)];

    private static IEnumerable<(Func<PairSample, double> Function, double Mean)> ExactNoise()
    {
        var law = new PairLaw(new(0), 1 - Rho, 1);
        yield return (pair => pair.Covariance, Rho);
        yield return (pair => pair.Rho, law.MeanRho.Value);
        yield return (pair => Math.Asin(pair.Rho), Math.Asin(Rho));
        yield return (pair => pair.Rho * pair.Rho, law.Mean(point => point.Rho * point.Rho).Value);
        yield return (pair => pair.AB, law.Moment(1, 1).Value);
        yield return (pair => pair.AB * pair.Rho, law.Moment(1, 1, point => point.Rho).Value);
        yield return (pair => pair.AB * pair.Rho * pair.Rho, law.Moment(1, 1, point => point.Rho * point.Rho).Value);
    }
}
