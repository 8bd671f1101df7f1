using HpCovSde.Covariances;
using HpCovSde.Runs;

namespace HpCovSde.Estimation;

/// <summary>A mean with the two parts of its error.</summary>
/// <param name="Value">The mean.</param>
/// <param name="Bias">A bound of the error that does not fall with the number of replicas: that of the step.</param>
/// <param name="StandardError">The standard error.</param>
public readonly record struct MeanWithin(double Value, double Bias, double StandardError)
{
    /// <summary>The bound of the whole error: that of the bias plus two standard errors.</summary>
    public double Error => Bias + (2 * StandardError);

    /// <summary>The difference of two <em>independent</em> means: biases add up, standard errors add in squares.</summary>
    public static MeanWithin operator -(MeanWithin x, MeanWithin y) =>
        new(x.Value - y.Value, x.Bias + y.Bias, double.Hypot(x.StandardError, y.StandardError));
}

/// <summary>What was reached of a <see cref="Tolerance"/>.</summary>
/// <param name="Asked">The tolerance.</param>
/// <param name="Means">The mean of each of its quantities.</param>
/// <param name="Step">The step h of the limit; null for a network, and where nothing had to be integrated.</param>
/// <param name="Replicas">The replicas of the means; 0 where nothing had to be simulated.</param>
/// <param name="Estimator">How: <c>exact</c>, <c>linear-controls</c> or <c>plain</c>.</param>
/// <param name="Missing">Replicas without a finite value, which are left out. The means are then not those of the law.</param>
/// <param name="HasHeavyTail">
/// Whether a few replicas make a mean (<see cref="Statistics.Moments.HasHeavyTail"/>), so that its standard error says little.
/// </param>
public sealed record ToleranceResult(
    Tolerance Asked, IReadOnlyDictionary<Quantity, MeanWithin> Means, double? Step, long Replicas, string Estimator, long Missing,
    bool HasHeavyTail)
{
    /// <summary>The wall-clock time of the search in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>The quantity whose error is largest in units of what is allowed.</summary>
    public Quantity Worst => Means.MaxBy(pair => pair.Value.Error / Asked.For(pair.Value.Value)).Key;

    /// <summary>Whether every error is at most what was asked for, and is known.</summary>
    public bool IsReached => IsKnown && Means.Values.All(mean => mean.Error <= Asked.For(mean.Value));

    /// <summary>Whether all means are of the whole law, and their errors are what they say.</summary>
    internal bool IsKnown => Missing == 0 && !HasHeavyTail && Means.Values.All(mean => double.IsFinite(mean.Value));
}
