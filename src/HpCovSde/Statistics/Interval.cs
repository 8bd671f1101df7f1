namespace HpCovSde.Statistics;

/// <summary>A closed interval [<paramref name="Lower"/>, <paramref name="Upper"/>] of the real line; an end is NaN if unknown.</summary>
/// <param name="Lower">The lower end; −∞ if unbounded below.</param>
/// <param name="Upper">The upper end; +∞ if unbounded above.</param>
public readonly record struct Interval(double Lower, double Upper)
{
    /// <summary>Lower ≤ <paramref name="value"/> ≤ Upper; false if any of the three is NaN. Does not allocate.</summary>
    public bool Contains(double value) => Lower <= value && value <= Upper;

    /// <summary>[center − halfWidth, center + halfWidth].</summary>
    internal static Interval Around(double center, double halfWidth) => new(center - halfWidth, center + halfWidth);
}
