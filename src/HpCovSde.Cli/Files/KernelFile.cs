using System.Text;
using HpCovSde.Chains;
using HpCovSde.Data;
using HpCovSde.InfiniteWidth;

namespace HpCovSde.Cli.Files;

/// <summary>Kernels as a .npz, .npy or .csv file, written as they are computed, and the JSON document of the run.</summary>
internal sealed class KernelFile : IDisposable
{
    private readonly NpyWriter? _npy;
    private readonly CsvWriter? _csv;
    private readonly NpzWriter? _npz;
    private readonly AtomicFile _manifest;
    private readonly bool _hasRecords;
    private int _record;

    private KernelFile(string path, long inputs, long records, bool hasRecords, bool overwrite)
    {
        _hasRecords = hasRecords;
        if (Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase))
        {
            _npy = new(path, hasRecords ? [records, inputs, inputs] : [inputs, inputs], overwrite);
        }
        else if (Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase))
        {
            IEnumerable<string> entries =
                from a in Enumerable.Range(1, (int)inputs)
                from b in Enumerable.Range(1, (int)inputs)
                select $"V[{a},{b}]";
            _csv = new(path, [.. hasRecords ? (string[])["layer", "time"] : [], .. entries], overwrite);
        }
        else
        {
            long[] axis = hasRecords ? [records] : [];
            NpzArray[] arrays =
            [
                new("V", [.. axis, inputs, inputs]), new("logV", [.. axis, inputs]), new("log1mrho", [.. axis, inputs, inputs]),
                new("layer", [records], IsInteger: true), new("time", [records]),
            ];
            _npz = new(path, arrays, overwrite);
        }

        try
        {
            _manifest = AtomicFile.Create(OutputFiles.ManifestPath(path), overwrite);
        }
        catch
        {
            DisposeWriters();
            throw;
        }
    }

    internal static KernelFile Create(string path, int inputs, RecordGrid grid, bool overwrite) =>
        new(path, inputs, grid.Count, grid.Every > 0, overwrite);

    internal void Write(KernelRecord record)
    {
        double[] values = new double[record.Covariance.Values.Length];
        record.Covariance.Values.CopyTo(values);
        _npy?.WriteElements((long)_record * values.Length, values);
        _csv?.WriteRow(_hasRecords ? [record.Layer, record.Time, .. values] : values);
        if (_npz is not null)
        {
            WriteArrays(record, values);
        }

        _record++;
    }

    /// <summary>The files with all their bytes, to be committed together with the others of the command.</summary>
    internal AtomicFile[] Finish(string manifest)
    {
        AtomicFile numbers = _npy?.Finish() ?? _csv?.Finish() ?? _npz!.Finish();
        _manifest.Append(Encoding.UTF8.GetBytes(manifest));
        return [numbers, _manifest];
    }

    public void Dispose()
    {
        DisposeWriters();
        _manifest.Dispose();
    }

    private void DisposeWriters()
    {
        _npy?.Dispose();
        _csv?.Dispose();
        _npz?.Dispose();
    }

    private void WriteArrays(KernelRecord record, double[] values)
    {
        GramMatrix gram = record.Covariance;
        int m = gram.Size;
        double[] logs = [.. Enumerable.Range(0, m).Select(a => Math.Log(gram.Variance(a)))];
        _npz!["V"]!.WriteElements((long)_record * values.Length, values);
        _npz["logV"]!.WriteElements((long)_record * m, logs);
        for (int a = 0; a < m; a++)
        {
            for (int b = 0; b < m; b++)
            {
                values[(a * m) + b] = a == b ? double.NegativeInfinity : Math.Log(gram.OneMinusCorrelation(a, b));
            }
        }

        _npz["log1mrho"]!.WriteElements((long)_record * values.Length, values);
        _npz["layer"]!.WriteIntegers(_record, [record.Layer]);
        _npz["time"]!.WriteElements(_record, [record.Time]);
    }
}
