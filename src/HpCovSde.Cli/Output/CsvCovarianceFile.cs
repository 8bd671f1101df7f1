using CommunityToolkit.HighPerformance;
using HpCovSde.Covariances;
using HpCovSde.Data;

namespace HpCovSde.Cli.Output;

/// <summary>Covariances as text, one row per record and replica. Rows have no fixed length, so they are kept and written in order at the end.</summary>
internal sealed class CsvCovarianceFile : CovarianceFile
{
    private readonly CsvWriter _writer;
    private readonly CovarianceShape _shape;
    private readonly double[] _values;

    internal CsvCovarianceFile(string path, CovarianceShape shape, bool overwrite)
    {
        int m = shape.Inputs;
        double count = (double)shape.Records * shape.Replicas * m * m;
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
        for (int entry = 0; entry < m * m; entry++)
        {
            columns.Add($"V[{(entry / m) + 1},{(entry % m) + 1}]");
        }

        _shape = shape;
        _writer = new CsvWriter(path, columns.ToArray(), overwrite);
        _values = new double[(int)count];
    }

    public override void Write(int record, int replica, in CovarianceSample sample)
    {
        int m = _shape.Inputs;
        sample.CopyTo(new Span2D<double>(_values, ((record * _shape.Replicas) + replica) * m * m, m, m, 0));
    }

    public override void Commit()
    {
        int entries = _shape.Inputs * _shape.Inputs;
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
