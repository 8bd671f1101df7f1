namespace HpCovSde.Statistics;

/// <summary>A number estimated from a sample, with its standard error.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">The standard deviation of the estimator, ≥ 0; NaN if unknown.</param>
public readonly record struct Estimate(double Value, double StandardError)
{
    /// <summary>The mean of a sample and its standard error. Does not allocate.</summary>
    public static Estimate OfMean(Moments moments) => new(moments.Mean, moments.StandardError);

    /// <summary>The difference of two <em>independent</em> estimates: standard error √(se_x² + se_y²). Does not allocate.</summary>
    public static Estimate operator -(Estimate x, Estimate y) =>
        new(x.Value - y.Value, double.Hypot(x.StandardError, y.StandardError));

    /// <summary>The interval Value ± z·StandardError for a Gaussian estimator. Does not allocate.</summary>
    /// <param name="level">The probability of covering the true value, such as 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not strictly between 0 and 1.</exception>
    public Interval ConfidenceInterval(double level)
    {
        CriticalValues.CheckLevel(level);
        return Interval.Around(Value, CriticalValues.Normal(level) * StandardError);
    }
}
