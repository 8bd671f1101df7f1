using HpCovSde.Covariances;
using HpCovSde.Statistics;

namespace HpCovSde.Runs;

/// <summary>
/// The results of a run: for every record and every quantity kept, the statistics over the replicas, and with
/// <see cref="SampleStorage.Exact"/> the samples themselves. A sample is NaN where a quantity is not defined (the correlation of a dead
/// input, log det of a singular matrix).
/// </summary>
public sealed class EnsembleResult
{
    private readonly SampleStore _store;
    private readonly Dictionary<Quantity, int> _columns;
    private readonly long[] _outOfRange;

    /// <param name="shard">Finished, with consecutive replicas.</param>
    internal EnsembleResult(Shard shard)
    {
        _store = shard.Store.Joined();
        Quantities = shard.Identity.Quantities;
        Replicas = shard.Replicas[0];
        Steps = shard.Identity.Grid.ToSteps();
        Times = shard.Identity.Times;
        Events = shard.EventsOfFinished;
        _outOfRange = shard.OutOfRangeOfFinished;
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
    /// The statistics of a quantity at a record. With <see cref="SampleStorage.Exact"/> quantiles are exact, and a sorted copy of the
    /// samples is made; with <see cref="SampleStorage.Streaming"/> quantiles have a relative error of at most 2^−10. Everything else is
    /// exact up to rounding. Allocates.
    /// </summary>
    /// <param name="quantity">The quantity.</param>
    /// <param name="record">Index of the record, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    /// <exception cref="ArgumentException">The quantity was not kept.</exception>
    public Summary Summary(Quantity quantity, int record)
    {
        int column = Column(quantity, record);
        if (_store.Samples(column) is { } samples)
        {
            return Statistics.Summary.Of(samples.Span);
        }

        Moments moments = _store.Moments(column);
        double[] quantiles = _store.Quantiles(column, [0.05, 0.25, 0.5, 0.75, 0.95]);
        return new(
            moments.Count, Replicas.Count, moments.Mean, moments.StandardDeviation, moments.StandardError, moments.Min,
            quantiles[0], quantiles[1], quantiles[2], quantiles[3], quantiles[4], moments.Max)
        {
            HasHeavyTail = moments.HasHeavyTail,
        };
    }

    /// <summary>Count, mean, central moments, smallest and largest of the samples that are not NaN. Allocates.</summary>
    /// <inheritdoc cref="Summary(Quantity, int)" path="/param|/exception"/>
    public Moments Moments(Quantity quantity, int record) => _store.Moments(Column(quantity, record));

    /// <summary>
    /// A quantile of type 7 (<see cref="Quantiles"/>), as accurate as those of <see cref="Summary(Quantity, int)"/>. Allocates.
    /// </summary>
    /// <param name="quantity">The quantity.</param>
    /// <param name="level">The level, in [0, 1].</param>
    /// <param name="record">Index of the record, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record, or the level is not in [0, 1].</exception>
    /// <exception cref="ArgumentException">The quantity was not kept.</exception>
    public double Quantile(Quantity quantity, double level, int record) => level is >= 0 and <= 1
        ? _store.Quantiles(Column(quantity, record), [level])[0]
        : throw new ArgumentOutOfRangeException(nameof(level), level, $"level = {level}, but it must be in [0, 1].");

    /// <summary>
    /// A histogram of a quantity at a record. With <see cref="SampleStorage.Streaming"/> it must be one of
    /// <see cref="RunOptions.Histograms"/>. Allocates.
    /// </summary>
    /// <param name="grid">The quantity and the bins.</param>
    /// <param name="record">Index of the record, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record, or the bins are not valid.</exception>
    /// <exception cref="ArgumentException">The quantity or the histogram was not kept.</exception>
    public Histogram Histogram(HistogramGrid grid, int record) => _store.Histogram(Column(grid.Quantity, record), grid);

    /// <summary>
    /// How many samples of a quantity at a record are 0 or infinite only because the number is out of the range of doubles, although log V
    /// or log(1 − ρ) is finite. If there are any, read <see cref="Quantity.LogVariance"/> or <see cref="Quantity.LogOneMinusCorrelation"/>
    /// instead. Does not allocate.
    /// </summary>
    /// <inheritdoc cref="Summary(Quantity, int)" path="/param|/exception"/>
    public long OutOfRange(Quantity quantity, int record) => _outOfRange[Column(quantity, record)];

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
