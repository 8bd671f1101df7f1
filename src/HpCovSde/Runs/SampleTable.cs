using HpCovSde.Covariances;

namespace HpCovSde.Runs;

/// <summary>Where workers put what they observe: columns by record, quantity and replica. Each replica has its own place, so no lock is needed.</summary>
internal sealed class SampleTable
{
    private readonly IReadOnlyList<Quantity> _quantities;
    private readonly ICovarianceSink? _sink;
    private readonly GramMatrix _start;
    private readonly int _lastRecord;
    private readonly long[] _losses;
    private readonly bool[] _vanished;
    private readonly bool[] _nonFinite;
    private readonly bool[] _exploded;

    internal SampleTable(EnsemblePlan plan, IReadOnlyList<Quantity> quantities, GramMatrix start, ICovarianceSink? sink)
    {
        double bytes = 8.0 * plan.Records * quantities.Count * plan.Replicas;
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"{plan.Records} records of {quantities.Count} quantities for {plan.Replicas} replicas take {bytes / 1e9:0.#} GB, and {available / 1e9:0.#} GB are there; keep fewer."));
        }

        _quantities = quantities;
        _sink = sink;
        _start = start;
        _lastRecord = plan.Records - 1;
        _losses = new long[plan.Replicas];
        _vanished = new bool[plan.Replicas];
        _nonFinite = new bool[plan.Replicas];
        _exploded = new bool[plan.Replicas];
        Samples = new double[plan.Records][][];
        for (int record = 0; record < plan.Records; record++)
        {
            Samples[record] = new double[quantities.Count][];
            for (int column = 0; column < quantities.Count; column++)
            {
                Samples[record][column] = new double[plan.Replicas];
            }
        }
    }

    /// <summary>[record][quantity][replica].</summary>
    internal double[][][] Samples { get; }

    internal void Store(int record, int replica, in CovarianceSample sample)
    {
        for (int column = 0; column < _quantities.Count; column++)
        {
            Samples[record][column][replica] = _quantities[column].Of(sample);
        }

        _sink?.Write(record, replica, sample);
        if (record == _lastRecord)
        {
            _losses[replica] = (long)sample.DefinitenessLosses;
            _nonFinite[replica] = sample.IsNonFinite;
            _exploded[replica] = sample.HasExploded;
            for (int a = 0; a < sample.Inputs; a++)
            {
                _vanished[replica] |= double.IsNegativeInfinity(sample.LogVariance(a)) && _start.Variance(a) > 0;
            }
        }
    }

    internal EventCounts CountEvents() =>
        new(_exploded.AsSpan().Count(true), _vanished.AsSpan().Count(true), _losses.Sum(), _nonFinite.AsSpan().Count(true));
}
