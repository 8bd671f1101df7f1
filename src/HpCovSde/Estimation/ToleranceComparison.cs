using HpCovSde.Covariances;
using HpCovSde.Runs;

namespace HpCovSde.Estimation;

/// <summary>What was reached of a <see cref="Tolerance"/> of the difference between a network and its limit.</summary>
public sealed class ToleranceComparison
{
    internal ToleranceComparison(ToleranceResult finite, ToleranceResult limit)
    {
        Finite = finite;
        Limit = limit;
        Differences = limit.Asked.Quantities.ToDictionary(quantity => quantity, quantity => finite.Means[quantity] - limit.Means[quantity]);
    }

    /// <summary>The means of the network.</summary>
    public ToleranceResult Finite { get; }

    /// <summary>The means of the limit.</summary>
    public ToleranceResult Limit { get; }

    /// <summary>The mean of each quantity of the network minus that of the limit.</summary>
    public IReadOnlyDictionary<Quantity, MeanWithin> Differences { get; }

    /// <summary>The quantity whose difference has the largest error in units of what is allowed.</summary>
    public Quantity Worst => Differences.MaxBy(pair => pair.Value.Error / Allowed(pair.Key)).Key;

    /// <summary>Whether the error of every difference is at most what was asked for, and is known.</summary>
    public bool IsReached => Finite.IsKnown && Limit.IsKnown && Differences.All(pair => pair.Value.Error <= Allowed(pair.Key));

    // A difference may be 0, so that the mean of the limit is its unit.
    private double Allowed(Quantity quantity) => Limit.Asked.For(Limit.Means[quantity].Value);
}
