using HpCovSde.Covariances;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Comparisons;

/// <summary>
/// The replicas that a network and its limit are compared on. If no replica exploded these are all. Otherwise they are those in which no
/// variance is above its start, V^{aa} ≤ V_0^{aa}: an event that both sides have.
/// </summary>
/// <remarks>
/// A network has large but finite values where its limit has exploded. So neither "did not explode" nor values at infinity make the
/// distance of the laws tend to 0 with the width; what lies below a level that both reach does. The level is the start.
/// </remarks>
internal sealed class Population
{
    /// <summary>The event in words.</summary>
    internal const string Event = "V[a,a] <= V0[a,a] for every input";

    private readonly Dictionary<Outcome, bool[]> _inside = [];
    private readonly Dictionary<(Outcome Outcome, Quantity Quantity), EmpiricalDistribution> _distributions = [];

    /// <param name="outcomes">The two sides, with all variances and every sample; or one side, which is not compared.</param>
    /// <param name="start">V_0.</param>
    internal Population(IReadOnlyList<Outcome> outcomes, GramMatrix start)
    {
        if (outcomes.Count < 2 || outcomes.All(outcome => outcome.Result.Events.Exploded == 0))
        {
            return;
        }

        foreach (Outcome outcome in outcomes)
        {
            bool[] inside = [.. Enumerable.Repeat(true, (int)outcome.Result.Replicas.Count)];
            for (int a = 0; a < start.Size; a++)
            {
                // Not a number where the replica exploded, so that it is outside.
                ReadOnlySpan<double> variances = outcome.Result.Samples(Quantity.Covariance(a, a));
                for (int i = 0; i < inside.Length; i++)
                {
                    inside[i] &= variances[i] <= start.Variance(a);
                }
            }

            _inside.Add(outcome, inside);
        }
    }

    /// <summary>The bytes that the replicas of a side take if only some are compared.</summary>
    internal static double Memory(RunOptions options) => ((sizeof(double) * (options.Quantities!.Count + 2.0)) + 1) * options.Replicas;

    /// <summary>Whether only some of the replicas are compared.</summary>
    internal bool IsConditional => _inside.Count > 0;

    /// <summary>How many replicas of a side are compared.</summary>
    internal long Inside(Outcome outcome) =>
        _inside.TryGetValue(outcome, out bool[]? inside) ? inside.Count(isInside => isInside) : outcome.Result.Replicas.Count;

    /// <summary>The distribution of a quantity over these replicas, at the last record.</summary>
    internal EmpiricalDistribution Distribution(Outcome outcome, Quantity quantity)
    {
        if (!IsConditional)
        {
            return outcome.Distribution(quantity);
        }

        if (!_distributions.TryGetValue((outcome, quantity), out EmpiricalDistribution? distribution))
        {
            _distributions[(outcome, quantity)] = distribution = Of(outcome, quantity, outside: double.NaN);
        }

        return distribution;
    }

    /// <summary>The statistics of a quantity over these replicas, at the last record.</summary>
    internal Summary Summary(Outcome outcome, Quantity quantity) =>
        IsConditional ? Statistics.Summary.Of(Distribution(outcome, quantity)) : outcome.Summary(quantity);

    /// <summary>
    /// The distances of a quantity. Where only some replicas are compared, the Kolmogorov-Smirnov distance is that of all replicas, with
    /// the others at infinity: it also counts the difference of the probabilities of the event.
    /// </summary>
    internal SampleComparison Compare(Outcome finite, Outcome limit, Quantity quantity)
    {
        EmpiricalDistribution x = Distribution(finite, quantity);
        EmpiricalDistribution y = Distribution(limit, quantity);
        if (limit.IsDeterministic)
        {
            return SampleComparison.WithNumber(x, y.Count == 0 ? double.NaN : y.Sorted[0]);
        }

        var comparison = SampleComparison.Of(x, y);
        if (!IsConditional)
        {
            return comparison;
        }

        KolmogorovSmirnovResult test = KolmogorovSmirnov.Compare(
            Of(finite, quantity, outside: double.PositiveInfinity), Of(limit, quantity, outside: double.PositiveInfinity));
        return comparison with { Ks = test.Statistic, P = test.PValue, IsPExact = test.IsExact };
    }

    private EmpiricalDistribution Of(Outcome outcome, Quantity quantity, double outside)
    {
        double[] samples = outcome.Result.Samples(quantity).ToArray();
        bool[] inside = _inside[outcome];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = inside[i] ? samples[i] : outside;
        }

        return EmpiricalDistribution.Of(samples);
    }
}
