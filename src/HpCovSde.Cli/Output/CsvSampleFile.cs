using HpCovSde.Covariances;
using HpCovSde.Data;

namespace HpCovSde.Cli.Output;

/// <summary>Samples as text, one row per record and replica. Rows have no fixed length, so they are kept and written in order at the end.</summary>
internal sealed class CsvSampleFile : SampleFile
{
    private readonly CsvWriter _writer;
    private readonly SampleShape _shape;
    private readonly double[] _values;

    internal CsvSampleFile(string path, SampleShape shape, bool overwrite)
    {
        double count = (double)shape.Records * shape.Replicas * shape.Content.Length;
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (count > Array.MaxLength || count * sizeof(double) > available)
        {
            throw CliException.Usage(FormattableString.Invariant(
                $"--out: '{path}': {count:0} numbers are too many for a .csv file, which is kept in memory until it is written; allowed: fewer --replicas or records, or a name that ends in .npy"));
        }

        var columns = new List<string>();
        if (shape.HasRecords)
        {
            columns.AddRange(["step", "time"]);
        }

        columns.Add("replica");
        columns.AddRange(shape.Content.Names);
        _shape = shape;
        _writer = new CsvWriter(path, columns.ToArray(), overwrite);
        _values = new double[(int)count];
    }

    public override void Write(int record, long replica, in CovarianceSample sample)
    {
        int length = _shape.Content.Length;
        _shape.Content.Copy(sample, _values, (int)(((record * _shape.Replicas) + replica) * length));
    }

    public override void Commit()
    {
        int entries = _shape.Content.Length;
        int labels = _shape.HasRecords ? 3 : 1;
        double[] row = new double[labels + entries];
        for (int record = 0; record < _shape.Records; record++)
        {
            if (_shape.HasRecords)
            {
                (row[0], row[1]) = (_shape.StepOf(record), _shape.Chain.TimeAt(_shape.StepOf(record)));
            }

            for (int replica = 0; replica < _shape.Replicas; replica++)
            {
                row[labels - 1] = replica + 1;
                _values.AsSpan(((record * _shape.Replicas) + replica) * entries, entries).CopyTo(row.AsSpan(labels));
                _writer.WriteRow(row);
            }
        }

        _writer.Commit();
    }

    public override void Dispose() => _writer.Dispose();
}
