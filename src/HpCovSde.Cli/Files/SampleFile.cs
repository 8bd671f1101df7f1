using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Files;

/// <summary>The shape of a file of samples.</summary>
/// <param name="Side">The ensemble.</param>
/// <param name="Content">The part of each sample that is stored.</param>
internal sealed record SampleShape(RunSide Side, SampleContent Content)
{
    /// <summary>Whether the file has an axis of records.</summary>
    internal bool HasRecords => Side.Options.RecordEvery > 0 || Side.Options.RecordStart;

    /// <summary>The index of the first number of a record and replica.</summary>
    internal long Offset(int record, long replica) =>
        ((record * Side.Options.Replicas) + (replica - Side.Options.FirstReplica)) * Content.Length;
}

/// <summary>
/// A file that receives samples while they are computed. It appears, complete, when the files of the command are committed.
/// </summary>
internal abstract class SampleFile : ICovarianceSink, IDisposable
{
    // To add a format, add a class and a line here.
    private static readonly Dictionary<string, Func<string, SampleShape, bool, SampleFile>> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".npy"] = (path, shape, overwrite) => new NpySampleFile(path, shape, overwrite),
        [".csv"] = (path, shape, overwrite) => new CsvSampleFile(path, shape, overwrite),
    };

    /// <summary>The extensions of the formats.</summary>
    internal static string[] Extensions => [.. Formats.Keys];

    public abstract void Write(int record, long replica, in CovarianceSample sample);

    /// <summary>The file with all its bytes, to be committed together with the others of the command.</summary>
    /// <exception cref="DataFileException">The bytes cannot be written.</exception>
    public abstract AtomicFile Finish();

    public abstract void Dispose();

    /// <exception cref="DataFileException">The file cannot be created.</exception>
    /// <exception cref="CliException">The shape does not fit the format.</exception>
    internal static SampleFile Create(string path, SampleShape shape, bool overwrite) =>
        Formats[Path.GetExtension(path)](path, shape, overwrite);

    /// <summary>The bytes that a file takes in memory until it is written.</summary>
    internal static double Memory(string path, SampleShape shape) =>
        Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase) ? CsvSampleFile.Memory(shape) : 0;

    /// <summary>The file name of one part of the output: run.finite.npy for run.npy.</summary>
    internal static string PathOf(string path, string part)
    {
        string extension = Path.GetExtension(path);
        return $"{path[..^extension.Length]}.{part}{extension}";
    }
}
