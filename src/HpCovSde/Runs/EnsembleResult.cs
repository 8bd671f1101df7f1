using HpCovSde.Covariances;
using HpCovSde.Statistics;

namespace HpCovSde.Runs;

/// <summary>
/// The results of a run: for every record and every quantity kept, the statistics over the replicas, and with <see cref="SampleStorage.Exact"/> the samples
/// themselves. A sample is NaN where a quantity is not defined (the correlation of a dead input, log det of a singular matrix).
/// </summary>
public sealed class EnsembleResult
{
    private readonly SampleStore _store;
    private readonly Dictionary<Quantity, int> _columns;

    /// <param name="shard">Finished, with consecutive replicas.</param>
    internal EnsembleResult(Shard shard)
    {
        _store = shard.Store;
        Quantities = shard.Identity.Quantities;
        Replicas = shard.Replicas[0];
        Steps = shard.Identity.Grid.ToSteps();
        Times = shard.Identity.Times;
        Events = shard.EventsOfFinished;
        Manifest = RunManifest.OfParts(shard.Manifests, Replicas);
        _columns = Quantities.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
    }

    /// <summary>The quantities kept.</summary>
    public IReadOnlyList<Quantity> Quantities { get; }

    /// <summary>The replicas of the run.</summary>
    public ReplicaRange Replicas { get; }

    /// <summary>The steps (layers) after which records were taken; the last is the last step.</summary>
    public IReadOnlyList<int> Steps { get; }

    /// <summary>The times of the records.</summary>
    public IReadOnlyList<double> Times { get; }

    /// <summary>Abnormal outcomes at the last record.</summary>
    public EventCounts Events { get; }

    /// <summary>How the run was made.</summary>
    public RunManifest Manifest { get; }

    /// <summary>The samples of a quantity at the last record, one per replica, in replica order. Does not allocate.</summary>
    /// <inheritdoc cref="Samples(Quantity, int)" path="/exception"/>
    public ReadOnlySpan<double> Samples(Quantity quantity) => Samples(quantity, Steps.Count - 1);

    /// <summary>The samples of a quantity at a record, one per replica, in replica order. Does not allocate.</summary>
    /// <param name="quantity">The quantity.</param>
    /// <param name="record">Index of the record, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    /// <exception cref="ArgumentException">The quantity was not kept.</exception>
    /// <exception cref="InvalidOperationException">The run kept statistics only (<see cref="SampleStorage.Streaming"/>).</exception>
    public ReadOnlySpan<double> Samples(Quantity quantity, int record) => _store.Samples(Column(quantity, record)) is { } samples
        ? samples.Span
        : throw new InvalidOperationException(
            $"The samples of {quantity.Name} were not kept: this run has RunOptions.Storage = Streaming, which keeps statistics only. "
            + "Read Summary or Histogram, or run with Storage = Exact.");

    /// <summary>The statistics of a quantity at the last record, see <see cref="Summary(Quantity, int)"/>.</summary>
    /// <inheritdoc cref="Summary(Quantity, int)" path="/exception"/>
    public Summary Summary(Quantity quantity) => Summary(quantity, Steps.Count - 1);

    /// <summary>
    /// The statistics of a quantity at a record. With <see cref="SampleStorage.Exact"/> all are exact up to rounding, and a sorted copy of the samples is
    /// made; with <see cref="SampleStorage.Streaming"/> quantiles have a relative error of at most 2^−10. Allocates.
    /// </summary>
    /// <param name="quantity">The quantity.</param>
    /// <param name="record">Index of the record, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    /// <exception cref="ArgumentException">The quantity was not kept.</exception>
    public Summary Summary(Quantity quantity, int record) => _store.Summary(Column(quantity, record));

    private int Column(Quantity quantity, int record)
    {
        if ((uint)record >= (uint)Steps.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(record), record, $"record = {record}, but it must be in [0, {Steps.Count}).");
        }

        return _columns.TryGetValue(quantity, out int column)
            ? (record * Quantities.Count) + column
            : throw new ArgumentException($"{quantity.Name} was not kept by this run; add it to RunOptions.Quantities.", nameof(quantity));
    }
}
