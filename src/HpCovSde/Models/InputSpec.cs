using System.Security.Cryptography;
using CommunityToolkit.HighPerformance;
using HpCovSde.Data;

namespace HpCovSde.Models;

/// <summary>The inputs: V_0 and its source. Immutable.</summary>
public sealed record InputSpec
{
    private const double DefaultCorrelation = 0.3;

    // The largest matrix of a file that is written into documents. Larger ones are given by their file name.
    private const int LargestStart = 8;

    // The name of standard input. Its matrix is kept like one that was given in memory, so that documents can be run again.
    private const string StandardInput = "-";

    // The most inputs from standard input, because documents then have the whole matrix.
    private const int LargestOfStandardInput = 1000;

    private InputSpec(GramMatrix gram) => Gram = gram;

    /// <summary>V_0.</summary>
    public GramMatrix Gram { get; }

    /// <summary>The correlation, if two inputs of norm 1 are given by it.</summary>
    public double? Correlation { get; private init; }

    /// <summary>The file of the Gram matrix, if there is one.</summary>
    public string? GramFile { get; private init; }

    /// <summary>The file of the inputs, if there is one.</summary>
    public string? InputsFile { get; private init; }

    /// <summary>What the reader of the file left out, such as a header; null if nothing.</summary>
    internal string? Note { get; private init; }

    /// <summary>A short description.</summary>
    public string Description => this switch
    {
        { Correlation: double correlation } => FormattableString.Invariant($"2 inputs, correlation {correlation}"),
        { GramFile: { } path } => $"{Count} with the Gram matrix {VisibleText.Of(Path.GetFileName(path))}",
        { InputsFile: { } path } => $"{Count} from {VisibleText.Of(Path.GetFileName(path))}",
        _ => Count,
    };

    private string Count => Wording.Count(Gram.Size, "input");

    /// <summary>Any V_0.</summary>
    public static InputSpec Of(GramMatrix gram)
    {
        ArgumentNullException.ThrowIfNull(gram);
        return new(gram);
    }

    /// <summary>Two inputs of norm 1.</summary>
    /// <param name="correlation">In [−1, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The correlation is not in [−1, 1].</exception>
    public static InputSpec Pair(double correlation) => new(GramMatrix.Pair(correlation)) { Correlation = correlation };

    /// <summary>Reads a Gram matrix.</summary>
    /// <param name="path">A file as <see cref="GramMatrix.Load(string)"/> takes it; "-" is standard input.</param>
    /// <exception cref="DataFileException">The file cannot be used.</exception>
    public static InputSpec OfGramFile(string path) => OfFile(path, GramMatrix.Load, spec => spec with { GramFile = path });

    /// <summary>Reads inputs in rows.</summary>
    /// <param name="path">A file as <see cref="GramMatrix.LoadInputs(string)"/> takes it; "-" is standard input.</param>
    /// <exception cref="DataFileException">The file cannot be used.</exception>
    public static InputSpec OfInputsFile(string path) => OfFile(path, GramMatrix.LoadInputs, spec => spec with { InputsFile = path });

    /// <summary>Whether a document has a field of inputs besides their number.</summary>
    internal static bool IsGivenIn(ModelDocument document) =>
        document is not { Correlation: null, Gram: null, Inputs: null, Start: null };

    /// <summary>Reads the fields of the inputs.</summary>
    /// <exception cref="DataFileException">A file cannot be used.</exception>
    internal static Answer<InputSpec> Read(ModelDocument document)
    {
        string[] given =
        [
            .. document.Correlation is null ? (string[])[] : ["correlation"],
            .. document.Gram is null ? (string[])[] : ["gram"],
            .. document.Inputs is null ? (string[])[] : ["inputs"],
        ];
        if (given.Length > 1)
        {
            return Together(given);
        }

        Answer<InputSpec> answer = Choose(document);
        return answer.Value is { } spec && document.InputsCount is int count && count != spec.Gram.Size
            ? given.Length == 1
                ? Together(["inputsCount", .. given])
                : new Refusal("inputsCount", name =>
                    $"{name("inputsCount")}: '{count}' given with {spec.Count}; allowed: {spec.Gram.Size}")
            : answer;
    }

    private static Answer<InputSpec> Choose(ModelDocument document) => document switch
    {
        { Gram: { } path } => Changed("gram", path, document.InputsSha256) is { } changed ? changed : OfGramFile(path),
        { Inputs: { } path } => Changed("inputs", path, document.InputsSha256) is { } changed ? changed : OfInputsFile(path),
        { Correlation: double correlation } => Pair(correlation),
        { Start: { } rows } => OfRows(rows, document.StartOneMinusRho),
        { InputsCount: 1 } => Of(GramMatrix.Single()),
        _ => Pair(DefaultCorrelation),
    };

    private static Refusal Together(string[] fields) => new(fields[0], name =>
        $"{string.Join(", ", fields.Select(name))}: given together; "
        + $"allowed: one of {name("inputsCount")}, {name("correlation")}, {name("gram")}, {name("inputs")}");

    /// <summary>Writes the fields of the inputs.</summary>
    /// <exception cref="DataFileException">A file cannot be read.</exception>
    internal void Write(ModelDocument document)
    {
        bool isInMemory = Correlation is null && GramFile is null && InputsFile is null;
        document.InputsCount = Gram.Size;
        document.Correlation = Correlation;
        document.Gram = GramFile;
        document.Inputs = InputsFile;
        document.InputsSha256 = (GramFile ?? InputsFile) is { } path ? Hash(path) : null;
        if (Gram.Size <= LargestStart || isInMemory)
        {
            document.Start = [.. Enumerable.Range(0, Gram.Size).Select(a => Gram.Values.GetRowSpan(a).ToArray())];
            document.StartOneMinusRho = isInMemory ? Gram.KnownOneMinusCorrelations : null;
        }
    }

    /// <summary>The SHA-256 of a file in hexadecimal.</summary>
    /// <exception cref="DataFileException">It cannot be read.</exception>
    internal static string Hash(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(NumericFile.PathOf(path));
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(path, failure.Message, failure);
        }
    }

    /// <summary>Refuses a file that has changed since a document was written.</summary>
    internal static Refusal? Changed(string field, string path, string? expected) =>
        expected is not null && File.Exists(NumericFile.PathOf(path)) && Hash(path) is { } found && found != expected
            ? new(field, name => $"{name(field)}: {path} has changed since the document was written: "
                + $"its SHA-256 was {expected} and is now {found}; allowed: the same file")
            : null;

    private static InputSpec OfFile(string path, Func<NumericArray, string, GramMatrix> read, Func<InputSpec, InputSpec> named)
    {
        string name = path == StandardInput ? "standard input" : path;
        NumericArray array = path == StandardInput ? NumericFile.ReadStandardInput() : NumericFile.Read(path);
        var spec = new InputSpec(read(array, name)) { Note = array.Note is { } note ? $"{VisibleText.Of(name)}: {note}" : null };
        return !array.IsFromPipe ? named(spec)
            : spec.Gram.Size <= LargestOfStandardInput ? spec
            : throw new DataFileException(
                name, $"has {spec.Gram.Size} inputs; at most {LargestOfStandardInput} are read from a pipe, and a file takes more");
    }

    private static Answer<InputSpec> OfRows(double[][] rows, double[]? oneMinusRho)
    {
        int size = rows.Length;
        if (rows.FirstOrDefault(row => row is null || row.Length != size) is { } odd)
        {
            return new Refusal(
                "start",
                name => $"{name("start")}: {Wording.Count(size, "row")}, one of them with {Wording.Count(odd.Length, "number")}; "
                    + "allowed: a square matrix");
        }

        try
        {
            var matrix = new double[size, size];
            for (int a = 0; a < size; a++)
            {
                rows[a].CopyTo(matrix.GetRowSpan(a));
            }

            // The matrix may come from a file in single precision.
            return Of(oneMinusRho is null
                ? GramMatrix.FromRounded(matrix, SemidefiniteCheck.SingleTolerance)
                : GramMatrix.FromKnown(matrix, oneMinusRho));
        }
        catch (ArgumentException exception)
        {
            return Refusal.Because("start", name => name("start"), exception);
        }
    }
}
