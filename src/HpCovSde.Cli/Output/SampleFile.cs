using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Output;

/// <summary>The shape of a file of samples.</summary>
/// <param name="Chain">What is run.</param>
/// <param name="Replicas">The replicas.</param>
/// <param name="RecordEvery">0: the end only, and no axis of records.</param>
/// <param name="Content">What is kept of each sample.</param>
internal sealed record SampleShape(IChain Chain, int Replicas, int RecordEvery, SampleContent Content)
{
    private readonly RecordGrid _grid = new(Chain.Steps, RecordEvery);

    internal bool HasRecords => RecordEvery > 0;

    internal int Records => _grid.Count;

    /// <summary>The layer or step of a record.</summary>
    internal int StepOf(int record) => _grid.StepOf(record);
}

/// <summary>A file that takes samples while they are computed and appears whole at <see cref="Commit"/>.</summary>
internal abstract class SampleFile : ICovarianceSink, IDisposable
{
    public abstract void Write(int record, long replica, in CovarianceSample sample);

    public abstract void Commit();

    public abstract void Dispose();

    /// <exception cref="Data.DataFileException">The file cannot be created.</exception>
    /// <exception cref="CliException">The shape does not fit the format.</exception>
    internal static SampleFile Create(string path, SampleShape shape, bool overwrite) =>
        Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase)
            ? new NpySampleFile(path, shape, overwrite)
            : new CsvSampleFile(path, shape, overwrite);

    /// <summary>The name for a part of what is written: run.npy becomes run.finite.npy.</summary>
    internal static string PathOf(string path, string part)
    {
        string extension = Path.GetExtension(path);
        return $"{path[..^extension.Length]}.{part}{extension}";
    }
}
