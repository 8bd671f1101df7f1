using HpCovSde.Covariances;

namespace HpCovSde.Estimation;

/// <summary>A control variate: a function of a quantity whose mean is known.</summary>
/// <param name="Quantity">The quantity.</param>
/// <param name="Mean">The mean of the function.</param>
/// <param name="Function">The function; null is the quantity itself.</param>
public sealed record Control(Quantity Quantity, double Mean, Func<double, double>? Function = null);
