using HpCovSde.Covariances;

namespace HpCovSde.Runs;

/// <summary>
/// The samples of a run: for every record and every quantity kept, one number per replica, in replica order. NaN where a quantity is not
/// defined (the correlation of a dead input, log det of a singular matrix).
/// </summary>
public sealed class EnsembleResult
{
    private readonly double[][][] _samples;
    private readonly Dictionary<Quantity, int> _columns;

    internal EnsembleResult(
        IReadOnlyList<Quantity> quantities, IReadOnlyList<int> steps, IReadOnlyList<double> times, double[][][] samples, EventCounts events, RunManifest manifest)
    {
        Quantities = quantities;
        Steps = steps;
        Times = times;
        Events = events;
        Manifest = manifest;
        _samples = samples;
        _columns = quantities.Select((quantity, index) => (quantity, index)).ToDictionary(pair => pair.quantity, pair => pair.index);
    }

    /// <summary>The quantities kept.</summary>
    public IReadOnlyList<Quantity> Quantities { get; }

    /// <summary>The steps (layers) after which records were taken; the last is the last step.</summary>
    public IReadOnlyList<int> Steps { get; }

    /// <summary>The times of the records.</summary>
    public IReadOnlyList<double> Times { get; }

    /// <summary>What happened besides, at the last record.</summary>
    public EventCounts Events { get; }

    /// <summary>How the run was made.</summary>
    public RunManifest Manifest { get; }

    public bool HasSamples => true;
    public Statistics.Summary Summary(Quantity quantity, int record) => Statistics.Summary.Of(Samples(quantity, record));
    /// <summary>The samples of a quantity at the last record, one per replica.</summary>
    /// <exception cref="ArgumentException">The quantity was not kept.</exception>
    public ReadOnlySpan<double> Samples(Quantity quantity) => Samples(quantity, Steps.Count - 1);

    /// <summary>The samples of a quantity at record <paramref name="record"/>, one per replica.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    /// <exception cref="ArgumentException">The quantity was not kept.</exception>
    public ReadOnlySpan<double> Samples(Quantity quantity, int record)
    {
        if ((uint)record >= (uint)_samples.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(record), record, $"The record must be in [0, {_samples.Length}).");
        }

        return _columns.TryGetValue(quantity, out int column)
            ? _samples[record][column]
            : throw new ArgumentException($"{quantity.Name} was not kept by this run; ask for it in RunOptions.Quantities.", nameof(quantity));
    }
}
