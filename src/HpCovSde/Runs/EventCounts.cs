using HpCovSde.Covariances;

namespace HpCovSde.Runs;

/// <summary>
/// Abnormal outcomes of replicas, counted at the last record. Statistics leave out the values that are not defined because of them.
/// </summary>
/// <param name="Exploded">
/// Replicas in which a variance became infinite in finite time (an SDE: <see cref="Quantity.ExplosionTime"/> has the time), or left the
/// range of numbers (a network: there is no time).
/// </param>
/// <param name="Vanished">
/// Replicas in which an input that began with a positive variance has variance 0 at the end: all its neurons died.
/// </param>
/// <param name="NotPositiveDefinite">Steps, over all replicas, after which a scheme had to project V back to the cone.</param>
/// <param name="NonFinite">Replicas with a correlation that is NaN at the end although they did not explode.</param>
public readonly record struct EventCounts(long Exploded, long Vanished, long NotPositiveDefinite, long NonFinite)
{
    /// <summary>The counts of two disjoint sets of replicas together.</summary>
    internal static EventCounts Add(EventCounts x, EventCounts y) => new(
        x.Exploded + y.Exploded, x.Vanished + y.Vanished, x.NotPositiveDefinite + y.NotPositiveDefinite, x.NonFinite + y.NonFinite);

    /// <summary>The counts of one replica.</summary>
    internal static EventCounts Of(in CovarianceSample sample, GramMatrix start)
    {
        bool vanished = false;
        for (int a = 0; a < sample.Inputs; a++)
        {
            vanished |= double.IsNegativeInfinity(sample.LogVariance(a)) && start.Variance(a) > 0;
        }

        return new(sample.HasExploded ? 1 : 0, vanished ? 1 : 0, (long)sample.DefinitenessLosses, sample.IsNonFinite ? 1 : 0);
    }
}
