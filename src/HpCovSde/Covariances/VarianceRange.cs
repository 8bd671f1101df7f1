namespace HpCovSde.Covariances;

/// <summary>
/// The variances in which neurons are computed where the activation is not homogeneous. Near 0 nearly every activation is: φ(x) ≈ φ′(0) x;
/// far away many are: φ(x) ≈ max(x, 0). There a smaller or larger variance gives the same layer in other units. So the engine uses one in
/// the range, and keeps the logarithm of the rest. No depth leaves the range of numbers.
/// </summary>
/// <param name="SmallLog">
/// The logarithm of a variance below which the activation is homogeneous to rounding; −∞ if it is not near 0.
/// </param>
/// <param name="LeastLog">The logarithm of the variance that is used instead of one below that.</param>
/// <param name="LargeLog">That of a variance above which the activation is homogeneous; +∞ if it is not far away.</param>
/// <param name="LargestLog">That of the variance that is used instead of one above.</param>
internal readonly record struct VarianceRange(double SmallLog, double LeastLog, double LargeLog, double LargestLog)
{
    /// <summary>
    /// True if φ is not 0 on either side of 0: then neurons do not die, and a variance of 0 is one that has left the range of numbers.
    /// </summary>
    internal bool ZeroIsUnderflow { get; init; }

    /// <summary>No bounds: every variance is used as it is.</summary>
    internal static VarianceRange Unbounded { get; } =
        new(double.NegativeInfinity, double.NegativeInfinity, double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>A difference of logarithms of variances below this is due to rounding.</summary>
    internal static double Rounding<T>() => typeof(T) == typeof(double) ? 1e-10 : 1e-3;
}
