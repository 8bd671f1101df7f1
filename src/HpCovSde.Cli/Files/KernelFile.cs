using System.Text;
using HpCovSde.Chains;
using HpCovSde.Data;
using HpCovSde.InfiniteWidth;

namespace HpCovSde.Cli.Files;

/// <summary>Kernels as a .npy or .csv file, written as they are computed, and the JSON document of the run.</summary>
internal sealed class KernelFile : IDisposable
{
    private readonly NpyWriter? _npy;
    private readonly CsvWriter? _csv;
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
            throw CliException.Value("--out", path, "a name that ends in .npy or .csv with a kernel");
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
        _npy?.WriteElements((long)_record++ * values.Length, values);
        _csv?.WriteRow(_hasRecords ? [record.Layer, record.Time, .. values] : values);
    }

    internal void Commit(string manifest)
    {
        AtomicFile numbers = _npy?.Finish() ?? _csv!.Finish();
        _manifest.Append(Encoding.UTF8.GetBytes(manifest));
        AtomicFile.CommitAll([numbers, _manifest]);
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
    }
}
