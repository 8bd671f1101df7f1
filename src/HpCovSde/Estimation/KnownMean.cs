using HpCovSde.Covariances;
using HpCovSde.Runs;

namespace HpCovSde.Estimation;

/// <summary>A function of a quantity whose mean is known: a control variate.</summary>
/// <param name="Quantity">The quantity.</param>
/// <param name="Mean">The mean of the function.</param>
/// <param name="Function">The function; null is the quantity itself.</param>
public sealed record KnownMean(Quantity Quantity, double Mean, Func<double, double>? Function = null)
{
    /// <summary>The samples of the function. Allocates.</summary>
    internal double[] Samples(EnsembleResult result)
    {
        double[] samples = result.Samples(Quantity).ToArray();
        return Function is { } function ? Array.ConvertAll(samples, x => function(x)) : samples;
    }
}
