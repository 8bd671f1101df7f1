using System.Buffers;
using CommunityToolkit.HighPerformance;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Files;

/// <summary>
/// All that a run keeps of its samples, as named arrays in a .npz file. With R replicas, m inputs, and K records where there are any:
/// V and log1mrho [(K,) R, m, m], logV [(K,) R, m], logdet and explosionTime [(K,) R], events [(K,) R, one for each of EventCounts],
/// logits [(K,) R, units, m], logNorm [(K,) R, m], step and time [K, or 1].
/// </summary>
internal sealed class NpzSampleFile : SampleFile
{
    private readonly NpzWriter _writer;
    private readonly SampleShape _shape;
    private readonly GramMatrix _start;

    internal NpzSampleFile(string path, RunSide side, GramMatrix start, bool hasLogNorm, bool overwrite)
    {
        int m = start.Size;
        int units = side.Options.Logits;
        _shape = new(side, new CovarianceContent(m));
        _start = start;
        long records = side.Grid.Count;
        NpzArray[] arrays =
        [
            Of("V", m, m), Of("logV", m), Of("log1mrho", m, m), Of("logdet"), Of("explosionTime"),
            Of("events", EventCounts.Names.Count) with { IsInteger = true },
            .. units > 0 ? (NpzArray[])[Of("logits", units, m)] : [],
            .. hasLogNorm ? (NpzArray[])[Of("logNorm", m)] : [],
            new("step", [records], IsInteger: true), new("time", [records]),
        ];
        _writer = new(path, arrays, overwrite);
        try
        {
            WriteTimes(side);
        }
        catch
        {
            _writer.Dispose();
            throw;
        }

        NpzArray Of(string name, params long[] entries) =>
            new(name, [.. _shape.HasRecords ? (long[])[records] : [], side.Options.Replicas, .. entries]);
    }

    public override void Write(int record, long replica, in CovarianceSample sample)
    {
        int m = sample.Inputs;
        long index = _shape.Index(record, replica);
        double[] buffer = ArrayPool<double>.Shared.Rent(Math.Max(m * m, sample.Units * m));
        sample.CopyTo(new Span2D<double>(buffer, 0, m, m, 0));
        Put("V", buffer.AsSpan(0, m * m));
        for (int a = 0; a < m; a++)
        {
            buffer[a] = sample.LogVariance(a);
        }

        Put("logV", buffer.AsSpan(0, m));
        for (int a = 0; a < m; a++)
        {
            buffer[(a * m) + a] = double.NegativeInfinity;
            for (int b = 0; b < a; b++)
            {
                buffer[(a * m) + b] = buffer[(b * m) + a] = sample.LogOneMinusCorrelation(a, b);
            }
        }

        Put("log1mrho", buffer.AsSpan(0, m * m));
        Put("logdet", [sample.LogDeterminant]);
        Put("explosionTime", [sample.ExplosionTime]);
        for (int a = 0; a < m; a++)
        {
            buffer[a] = sample.LogFeatureNorm(a);
        }

        Put("logNorm", buffer.AsSpan(0, m));
        if (sample.Units > 0)
        {
            new LogitContent(sample.Units, m).Copy(sample, buffer, 0);
            Put("logits", buffer.AsSpan(0, sample.Units * m));
        }

        ArrayPool<double>.Shared.Return(buffer);
        long[] events = EventCounts.Of(sample, _start).ToArray();
        _writer["events"]!.WriteIntegers(index * events.Length, events);

        void Put(string name, ReadOnlySpan<double> values) => _writer[name]?.WriteElements(index * values.Length, values);
    }

    public override AtomicFile Finish() => _writer.Finish();

    public override void Dispose() => _writer.Dispose();

    private void WriteTimes(RunSide side)
    {
        foreach (int record in Enumerable.Range(0, side.Grid.Count))
        {
            int step = side.Grid.StepOf(record);
            _writer["step"]!.WriteIntegers(record, [step]);
            _writer["time"]!.WriteElements(record, [side.Chain.TimeAt(step)]);
        }
    }
}
