using HpCovSde.Covariances;
using HpCovSde.Ensembles;

namespace HpCovSde.Cli.Output;

/// <summary>What a file of covariances holds.</summary>
/// <param name="Chain">What is run.</param>
/// <param name="Inputs">m.</param>
/// <param name="Replicas">The replicas.</param>
/// <param name="RecordEvery">0: the end only, and no axis of records.</param>
internal sealed record CovarianceShape(IChain Chain, int Inputs, int Replicas, int RecordEvery)
{
    internal bool HasRecords => RecordEvery > 0;

    internal int Records => HasRecords ? (int)(((long)Chain.Steps + RecordEvery - 1) / RecordEvery) : 1;

    /// <summary>The layer or step of a record.</summary>
    internal int StepOf(int record) => HasRecords ? (int)Math.Min(Chain.Steps, (record + 1L) * RecordEvery) : Chain.Steps;
}

/// <summary>A file that takes covariances while they are computed and appears whole at <see cref="Commit"/>.</summary>
internal abstract class CovarianceFile : ICovarianceSink, IDisposable
{
    public abstract void Write(int record, int replica, in CovarianceSample sample);

    public abstract void Commit();

    public abstract void Dispose();

    /// <exception cref="Data.DataFileException">The file cannot be created.</exception>
    /// <exception cref="CliException">The shape does not fit the format.</exception>
    internal static CovarianceFile Create(string path, CovarianceShape shape, bool overwrite) =>
        Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase)
            ? new NpyCovarianceFile(path, shape, overwrite)
            : new CsvCovarianceFile(path, shape, overwrite);

    /// <summary>The name for one side of a comparison: run.npy becomes run.finite.npy.</summary>
    internal static string PathOf(string path, string side)
    {
        string extension = Path.GetExtension(path);
        return $"{path[..^extension.Length]}.{side}{extension}";
    }
}
