using HpCovSde.Covariances;
using HpCovSde.Estimation;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Comparisons;

/// <summary>The result of one ensemble and the quantities to report. A plot may use more quantities than the report.</summary>
/// <param name="Name"><c>finite</c> or <c>limit</c>.</param>
/// <param name="Result">The result.</param>
/// <param name="Reported">The quantities to report.</param>
/// <param name="HasSamples">Whether every sample is kept.</param>
/// <param name="IsDeterministic">Whether the chain has no noise; there is one replica.</param>
internal sealed record Outcome(
    string Name, EnsembleResult Result, IReadOnlyList<Quantity> Reported, bool HasSamples, bool IsDeterministic)
{
    private readonly Dictionary<(Quantity Quantity, int Record), Summary> _summaries = [];

    /// <summary>Means at the last record that were computed to a tolerance, and replace those of the samples.</summary>
    internal IReadOnlyDictionary<Quantity, MeanWithin> Means { get; init; } = new Dictionary<Quantity, MeanWithin>();

    private readonly Dictionary<Quantity, EmpiricalDistribution> _last = [];

    /// <summary>The index of the last record.</summary>
    internal int Last => Result.Steps.Count - 1;

    /// <summary>The distribution at the last record, sorted once. It needs every sample.</summary>
    internal EmpiricalDistribution Distribution(Quantity quantity)
    {
        if (!_last.TryGetValue(quantity, out EmpiricalDistribution? distribution))
        {
            _last[quantity] = distribution = EmpiricalDistribution.Of(Result.Samples(quantity));
        }

        return distribution;
    }

    /// <summary>The statistics of a quantity at the last record.</summary>
    internal Summary Summary(Quantity quantity) => Summary(quantity, Last);

    /// <summary>The statistics of a quantity at a record, computed once.</summary>
    internal Summary Summary(Quantity quantity, int record)
    {
        if (!_summaries.TryGetValue((quantity, record), out Summary? summary))
        {
            summary = record == Last && HasSamples
                ? Statistics.Summary.Of(Distribution(quantity))
                : Result.Summary(quantity, record);
            if (record == Last && Means.TryGetValue(quantity, out MeanWithin mean))
            {
                summary = summary with { Mean = mean.Value, StandardError = mean.StandardError, HasHeavyTail = false };
            }

            _summaries[(quantity, record)] = summary;
        }

        return summary;
    }

    /// <summary>
    /// How many replicas with correlations have no value of log det V or of log(1 − ρ), because V is singular, if only to rounding. The
    /// statistics are then those of a selection. 0 for other quantities.
    /// </summary>
    internal long Missing(Quantity quantity, int record)
    {
        if (quantity.Kind is not (QuantityKind.LogDeterminant or QuantityKind.LogOneMinusCorrelation))
        {
            return 0;
        }

        long alive = Reported
            .Where(other => other.Kind is QuantityKind.Correlation or QuantityKind.MeanCorrelation)
            .Select(other => Summary(other, record).Covered)
            .DefaultIfEmpty(0)
            .Min();
        return Math.Max(0, alive - Summary(quantity, record).Covered);
    }
}
