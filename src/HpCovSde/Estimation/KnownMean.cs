using HpCovSde.Covariances;

namespace HpCovSde.Estimation;

/// <summary>A function of a quantity whose mean is known: a control variate.</summary>
/// <param name="Quantity">The quantity.</param>
/// <param name="Mean">The mean of the function.</param>
/// <param name="Function">The function; null is the quantity itself.</param>
public sealed record KnownMean(Quantity Quantity, double Mean, Func<double, double>? Function = null);
