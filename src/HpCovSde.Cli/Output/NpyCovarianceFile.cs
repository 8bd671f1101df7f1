using System.Buffers;
using CommunityToolkit.HighPerformance;
using HpCovSde.Covariances;
using HpCovSde.Data;

namespace HpCovSde.Cli.Output;

/// <summary>Covariances as a .npy file, each written to its place as soon as it is known.</summary>
internal sealed class NpyCovarianceFile : CovarianceFile
{
    private readonly NpyWriter _writer;
    private readonly CovarianceShape _shape;

    internal NpyCovarianceFile(string path, CovarianceShape shape, bool overwrite)
    {
        long[] matrix = [shape.Replicas, shape.Inputs, shape.Inputs];
        _shape = shape;
        _writer = new NpyWriter(path, shape.HasRecords ? [shape.Records, .. matrix] : matrix, overwrite);
    }

    public override void Write(int record, int replica, in CovarianceSample sample)
    {
        int m = _shape.Inputs;
        double[] buffer = ArrayPool<double>.Shared.Rent(m * m);
        sample.CopyTo(new Span2D<double>(buffer, 0, m, m, 0));
        _writer.WriteElements((((long)record * _shape.Replicas) + replica) * m * m, buffer.AsSpan(0, m * m));
        ArrayPool<double>.Shared.Return(buffer);
    }

    public override void Commit() => _writer.Commit();

    public override void Dispose() => _writer.Dispose();
}
