using System.Globalization;
using HpCovSde.Covariances;
using HpCovSde.Data;

namespace HpCovSde.Cli.Files;

/// <summary>
/// Samples as text, one row per record and replica. Rows have different lengths in bytes, so samples are kept in memory and written in
/// order at the end.
/// </summary>
internal sealed class CsvSampleFile : SampleFile
{
    private readonly CsvWriter _writer;
    private readonly SampleShape _shape;
    private readonly double[] _values;

    internal CsvSampleFile(string path, SampleShape shape, bool overwrite)
    {
        double count = Count(shape);
        if (count > Array.MaxLength)
        {
            throw CliException.Usage(string.Create(
                CultureInfo.InvariantCulture,
                $"--out: '{path}': {count:0} numbers are too many for a .csv file, which is kept in memory until it is written; "
                + $"allowed: fewer --replicas or records, or a name that ends in .npy"));
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

    /// <summary>The bytes that the samples take until they are written.</summary>
    internal static double Memory(SampleShape shape) => sizeof(double) * Count(shape);

    public override void Write(int record, long replica, in CovarianceSample sample) =>
        _shape.Content.Copy(sample, _values, (int)_shape.Offset(record, replica));

    public override AtomicFile Finish()
    {
        int entries = _shape.Content.Length;
        int labels = _shape.HasRecords ? 3 : 1;
        double[] row = new double[labels + entries];
        for (int record = 0; record < _shape.Side.Grid.Count; record++)
        {
            if (_shape.HasRecords)
            {
                int step = _shape.Side.Grid.StepOf(record);
                (row[0], row[1]) = (step, _shape.Side.Chain.TimeAt(step));
            }

            foreach (long replica in
                Enumerable.Range(0, (int)_shape.Side.Options.Replicas).Select(i => i + _shape.Side.Options.FirstReplica))
            {
                row[labels - 1] = replica + 1;
                _values.AsSpan((int)_shape.Offset(record, replica), entries).CopyTo(row.AsSpan(labels));
                _writer.WriteRow(row);
            }
        }

        return _writer.Finish();
    }

    public override void Dispose() => _writer.Dispose();

    private static double Count(SampleShape shape) =>
        (double)shape.Side.Grid.Count * shape.Side.Options.Replicas * shape.Content.Length;
}
