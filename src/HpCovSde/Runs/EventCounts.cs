using HpCovSde.Covariances;
using HpCovSde.Data;

namespace HpCovSde.Runs;

/// <summary>
/// Abnormal outcomes of replicas, counted at the last record. Statistics leave out the values that are not defined because of them.
/// </summary>
/// <param name="Exploded">
/// Replicas of an SDE in which a variance became infinite in finite time; <see cref="Quantity.ExplosionTime"/> has the time.
/// </param>
/// <param name="Vanished">
/// Replicas in which an input that began with a positive variance has variance 0 at the end: all its neurons died.
/// </param>
/// <param name="NotPositiveDefinite">Steps, over all replicas, after which a scheme had to project V back to the cone.</param>
/// <param name="NonFinite">
/// Replicas in which a variance is NaN, or a correlation of inputs that are alive: an activation was NaN, or numbers overflowed on the way
/// to NaN.
/// </param>
/// <param name="Overflowed">
/// Replicas in which a variance left the range of numbers upwards without an explosion: log V itself is infinite. A network has no
/// explosions.
/// </param>
/// <param name="Underflowed">Replicas in which a variance left the range of numbers downwards although its input is alive.</param>
public readonly record struct EventCounts(
    long Exploded, long Vanished, long NotPositiveDefinite, long NonFinite, long Overflowed = 0, long Underflowed = 0)
{
    /// <summary>The names of the counts as documents have them, in the order of the parameters.</summary>
    internal static IReadOnlyList<string> Names { get; } =
        ["exploded", "vanished", "notPositiveDefinite", "nonFinite", "overflowed", "underflowed"];

    /// <summary>Why a run has no result: every replica exploded, overflowed or is not finite; null if one is left.</summary>
    internal string? Unusable(long replicas) => Exploded + Overflowed + NonFinite < replicas ? null
        : $"none of {Wording.Count(replicas, "replica")} is usable: {Exploded} exploded, {Overflowed} left the range of numbers, "
        + $"{NonFinite} ended with numbers that are not finite";

    /// <summary>The counts in the order of the parameters.</summary>
    internal long[] ToArray() => [Exploded, Vanished, NotPositiveDefinite, NonFinite, Overflowed, Underflowed];

    /// <summary>The counts from <see cref="ToArray"/>.</summary>
    internal static EventCounts FromArray(ReadOnlySpan<long> counts) =>
        new(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);

    /// <summary>The counts of two disjoint sets of replicas together.</summary>
    internal static EventCounts Add(EventCounts x, EventCounts y) => new(
        x.Exploded + y.Exploded,
        x.Vanished + y.Vanished,
        x.NotPositiveDefinite + y.NotPositiveDefinite,
        x.NonFinite + y.NonFinite,
        x.Overflowed + y.Overflowed,
        x.Underflowed + y.Underflowed);

    /// <summary>The counts of one replica. It has at most one of explosion, NaN and overflow.</summary>
    internal static EventCounts Of(in CovarianceSample sample, GramMatrix start)
    {
        bool vanished = false;
        bool isNaN = false;
        for (int a = 0; a < sample.Inputs; a++)
        {
            vanished |= double.IsNegativeInfinity(sample.LogVariance(a)) && start.Variance(a) > 0;
            isNaN |= double.IsNaN(sample.LogVariance(a));
        }

        bool exploded = !double.IsNaN(sample.ExplosionTime);
        bool nonFinite = !exploded && (isNaN || sample.IsNonFinite);
        bool overflowed = sample.HasExploded && !exploded && !nonFinite;
        bool underflowed = vanished && sample.HasUnderflowed;
        return new(
            Count(exploded),
            Count(vanished && !underflowed),
            (long)sample.DefinitenessLosses,
            Count(nonFinite),
            Count(overflowed),
            Count(underflowed));

        static long Count(bool happened) => happened ? 1 : 0;
    }
}
