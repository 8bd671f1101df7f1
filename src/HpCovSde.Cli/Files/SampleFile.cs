using HpCovSde.Covariances;
using HpCovSde.Models;
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
    internal long Offset(int record, long replica) => Index(record, replica) * Content.Length;

    /// <summary>The index of a record and replica.</summary>
    internal long Index(int record, long replica) => (record * Side.Options.Replicas) + (replica - Side.Options.FirstReplica);
}

/// <summary>A file that receives samples while they are computed. It appears, complete, at <see cref="Commit"/>.</summary>
internal abstract class SampleFile : ICovarianceSink, IDisposable
{
    private const string Npz = ".npz";

    // To add a format of a single array, add a class and a line here.
    private static readonly Dictionary<string, Func<string, SampleShape, bool, SampleFile>> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".npy"] = (path, shape, overwrite) => new NpySampleFile(path, shape, overwrite),
        [".csv"] = (path, shape, overwrite) => new CsvSampleFile(path, shape, overwrite),
    };

    /// <summary>The extensions of the formats.</summary>
    internal static string[] Extensions => [Npz, .. Formats.Keys];

    public abstract void Write(int record, long replica, in CovarianceSample sample);

    public abstract void Commit();

    public abstract void Dispose();

    /// <summary>The files of an ensemble, each created as it is taken: one with everything, or V and the outputs apart.</summary>
    /// <exception cref="Data.DataFileException">A file cannot be created.</exception>
    /// <exception cref="CliException">The shape does not fit the format.</exception>
    internal static IEnumerable<SampleFile> CreateAll(string path, RunSide side, ModelSpec model, bool overwrite)
    {
        int inputs = model.Start.Size;
        string extension = Path.GetExtension(path);
        if (extension.Equals(Npz, StringComparison.OrdinalIgnoreCase))
        {
            bool hasLogNorm = model.Quantities(every: true).Contains(Quantity.LogFeatureNorm(0));
            yield return new NpzSampleFile(path, side, model.Start, hasLogNorm, overwrite);
            yield break;
        }

        yield return Formats[extension](path, new(side, new CovarianceContent(inputs)), overwrite);
        if (side.Options.Logits > 0)
        {
            var content = new LogitContent(side.Options.Logits, inputs);
            yield return Formats[extension](PathOf(path, "logits"), new(side, content), overwrite);
        }
    }

    /// <summary>The file name of one part of the output: run.finite.npy for run.npy.</summary>
    internal static string PathOf(string path, string part)
    {
        string extension = Path.GetExtension(path);
        return $"{path[..^extension.Length]}.{part}{extension}";
    }
}
