using HpCovSde.Covariances;
using HpCovSde.Data;
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

/// <summary>
/// A file that receives samples while they are computed. It appears, complete, when the files of the command are committed.
/// </summary>
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

    /// <summary>The file with all its bytes, to be committed together with the others of the command.</summary>
    /// <exception cref="DataFileException">The bytes cannot be written.</exception>
    public abstract AtomicFile Finish();

    public abstract void Dispose();

    /// <summary>The files of an ensemble, each created as it is taken: one with everything, or V and the outputs apart.</summary>
    /// <exception cref="DataFileException">A file cannot be created.</exception>
    /// <exception cref="CliException">The shape does not fit the format.</exception>
    internal static IEnumerable<SampleFile> CreateAll(string path, RunSide side, ModelSpec model, bool overwrite)
    {
        string extension = Path.GetExtension(path);
        if (extension.Equals(Npz, StringComparison.OrdinalIgnoreCase))
        {
            bool hasLogNorm = model.Quantities(every: true).Contains(Quantity.LogFeatureNorm(0));
            yield return new NpzSampleFile(path, side, model.Start, hasLogNorm, overwrite);
            yield break;
        }

        foreach ((string part, SampleContent content) in Contents(side, model.Start.Size))
        {
            yield return Formats[extension](part.Length == 0 ? path : PathOf(path, part), new(side, content), overwrite);
        }
    }

    /// <summary>The bytes that the files of an ensemble take in memory until they are written.</summary>
    internal static double Memory(string path, RunSide side, int inputs) =>
        Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase)
            ? Contents(side, inputs).Sum(part => CsvSampleFile.Memory(new(side, part.Content)))
            : 0;

    /// <summary>The file name of one part of the output: run.finite.npy for run.npy.</summary>
    internal static string PathOf(string path, string part)
    {
        string extension = Path.GetExtension(path);
        return $"{path[..^extension.Length]}.{part}{extension}";
    }

    // The files of an ensemble with a single array each: what is added to the name, and what is in it.
    private static IEnumerable<(string Part, SampleContent Content)> Contents(RunSide side, int inputs)
    {
        yield return ("", new CovarianceContent(inputs));
        if (side.Options.Logits > 0)
        {
            yield return ("logits", new LogitContent(side.Options.Logits, inputs));
        }
    }
}
