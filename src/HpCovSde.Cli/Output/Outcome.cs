using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Output;

/// <summary>The samples of one ensemble and which of them are reported; a plot may need more than the report.</summary>
internal sealed class Outcome
{
    private readonly Dictionary<Quantity, EmpiricalDistribution> _last = [];

    internal Outcome(EnsembleResult result, IReadOnlyList<Quantity> reported)
    {
        Result = result;
        Reported = reported;
    }

    internal EnsembleResult Result { get; }

    /// <summary>The quantities to report.</summary>
    internal IReadOnlyList<Quantity> Reported { get; }

    /// <summary>The distribution at the last record, sorted once.</summary>
    internal EmpiricalDistribution Distribution(Quantity quantity)
    {
        if (!_last.TryGetValue(quantity, out EmpiricalDistribution? distribution))
        {
            _last[quantity] = distribution = EmpiricalDistribution.Of(Result.Samples(quantity));
        }

        return distribution;
    }

    /// <summary>What is reported of a quantity at the last record.</summary>
    internal Summary Summary(Quantity quantity) => Statistics.Summary.Of(Distribution(quantity));

    /// <summary>What is reported of a quantity at a record.</summary>
    internal Summary Summary(Quantity quantity, int record) =>
        record == Result.Steps.Count - 1 ? Summary(quantity) : Statistics.Summary.Of(Result.Samples(quantity, record));
}
