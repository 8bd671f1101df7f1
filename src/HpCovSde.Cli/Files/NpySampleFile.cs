using System.Buffers;
using HpCovSde.Covariances;
using HpCovSde.Data;

namespace HpCovSde.Cli.Files;

/// <summary>Samples as a .npy file. Each sample is written to its place as soon as it is computed.</summary>
internal sealed class NpySampleFile : SampleFile
{
    private readonly NpyWriter _writer;
    private readonly SampleShape _shape;

    internal NpySampleFile(string path, SampleShape shape, bool overwrite)
    {
        long[] matrix = [shape.Side.Options.Replicas, shape.Content.Rows, shape.Content.Columns];
        _shape = shape;
        _writer = new NpyWriter(path, shape.HasRecords ? [shape.Side.Grid.Count, .. matrix] : matrix, overwrite);
    }

    public override void Write(int record, long replica, in CovarianceSample sample)
    {
        int length = _shape.Content.Length;
        double[] buffer = ArrayPool<double>.Shared.Rent(length);
        _shape.Content.Copy(sample, buffer, 0);
        _writer.WriteElements(_shape.Offset(record, replica), buffer.AsSpan(0, length));
        ArrayPool<double>.Shared.Return(buffer);
    }

    public override AtomicFile Finish() => _writer.Finish();

    public override void Dispose() => _writer.Dispose();
}
