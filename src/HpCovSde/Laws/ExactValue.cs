namespace HpCovSde.Laws;

/// <summary>
/// A number computed without Monte Carlo, with a bound of its error from two resolutions: the difference of the values on two grids, and
/// rounding. A number whose bound is above <see cref="LargestError"/> times max(1, |value|) is refused: its value is NaN.
/// </summary>
/// <param name="Value">The number; NaN if it is refused.</param>
/// <param name="Error">The bound of the absolute error; NaN if there is none.</param>
public readonly record struct ExactValue(double Value, double Error)
{
    /// <summary>The largest error bound of a value that is given, in units of max(1, |value|): 10⁻⁶.</summary>
    public const double LargestError = 1e-6;

    /// <summary>Why there is no value; null if there is one.</summary>
    public string? Refusal { get; init; }

    /// <summary>A number of a law of one point, with its rounding; it may be infinite.</summary>
    internal static ExactValue Closed(double value) => double.IsFinite(value) ? new(value, 4 * Math.ScaleB(Math.Abs(value), -52))
        : double.IsNaN(value) ? Refused(double.NaN, "it is not defined where the law is one point")
        : new(value, 0);

    /// <summary>A value with its bound, or its refusal.</summary>
    internal static ExactValue Of(double value, double error) =>
        !double.IsFinite(value) || !double.IsFinite(error)
            ? Refused(error, "the value leaves the range of numbers")
            : error > LargestError * Math.Max(1, Math.Abs(value))
                ? Refused(error, FormattableString.Invariant($"its error bound is {error:G2}, more than {LargestError} of it"))
                : new(value, error);

    /// <summary>No value.</summary>
    internal static ExactValue Refused(double error, string reason) => new(double.NaN, error) { Refusal = reason };

    /// <summary>c times the number.</summary>
    internal ExactValue Times(double factor) =>
        Refusal is null ? Of(Value * factor, Error * Math.Abs(factor)) : this;
}
