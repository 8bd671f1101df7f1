using System.Text.Json;
using System.Text.Json.Serialization;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Models;
using HpCovSde.Schemes;

namespace HpCovSde.Runs;

/// <summary>
/// The fields of the JSON object <c>run</c>: how a model is run and, in a document written after a run, what ran it. An absent field is
/// null.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunDocument
{
    private const int MostLogits = 1_000_000;
    private const int LargestThreads = 4096;
    private const int LargestSize = 100_000_000;

    /// <summary>The number of independent replicas.</summary>
    public long? Replicas { get; set; }

    /// <summary>The number of the first replica.</summary>
    public long? FirstReplica { get; set; }

    /// <summary>The seed.</summary>
    public ulong? Seed { get; set; }

    /// <summary>The number of threads.</summary>
    public int? Threads { get; set; }

    /// <summary><c>double</c> or <c>single</c>.</summary>
    public string? Precision { get; set; }

    /// <summary>The way in which layers are drawn.</summary>
    public string? Weights { get; set; }

    /// <summary>The library for dense products.</summary>
    public string? Blas { get; set; }

    /// <summary>The version of the library for dense products. Ignored when read.</summary>
    public string? BlasVersion { get; set; }

    /// <summary>The mode of the library for dense products. Ignored when read.</summary>
    public string? BlasMode { get; set; }

    /// <summary>The number of layers or steps between records; 0 records the end only.</summary>
    public int? RecordEvery { get; set; }

    /// <summary>Whether there is a record before the first layer or step.</summary>
    public bool? RecordStart { get; set; }

    /// <summary>The number of output units drawn given V; 0 draws none.</summary>
    public int? Logits { get; set; }

    /// <summary>The storage of samples, <c>exact</c> or <c>streaming</c>.</summary>
    public string? Storage { get; set; }

    /// <summary><c>default</c>, or <c>all</c> for every entry with any number of inputs.</summary>
    public string? Results { get; set; }

    /// <summary>The scheme of a limit.</summary>
    public string? Scheme { get; set; }

    /// <summary>The longest step of a limit. In a document written after a run it is the step that was used.</summary>
    public double? Step { get; set; }

    /// <summary>The number of steps. Ignored when read.</summary>
    public int? Steps { get; set; }

    /// <summary>The error asked for of means; null if the numbers of replicas and steps are given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Tolerance { get; set; }

    /// <summary>Whether the tolerance is in units of the size of each mean.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? RelativeTolerance { get; set; }

    /// <summary>The quantities whose means have a tolerance, with commas between them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ToleranceOf { get; set; }

    /// <summary>The widths of a grid.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int[]? Widths { get; set; }

    /// <summary>The depths of a grid.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int[]? Depths { get; set; }

    /// <summary>The quantity that is studied on a grid.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Quantity { get; set; }

    /// <summary>What a run of a network and its limit is compared with besides: <c>exact</c>, or <c>limit</c> for nothing else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Against { get; set; }

    /// <summary>Whether means are extrapolated to infinite width.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Extrapolate { get; set; }

    /// <summary>The exponents P and Q of a moment of the variances of a pair.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double[]? Moment { get; set; }

    /// <summary>The target of a design, a <see cref="DesignTarget"/> as text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Target { get; set; }

    /// <summary>What a design finds, a <see cref="DesignUnknown"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Solve { get; set; }

    /// <summary>The wall-clock time of the computation in seconds. Ignored when read, like all following fields.</summary>
    public double? Seconds { get; set; }

    /// <summary>The widest instructions used.</summary>
    public string? InstructionSet { get; set; }

    /// <summary>The processor.</summary>
    public string? Cpu { get; set; }

    /// <summary>The .NET runtime.</summary>
    public string? Runtime { get; set; }

    /// <summary>The version of the library with its commit.</summary>
    public string? Product { get; set; }

    /// <summary>The command line.</summary>
    public string[]? Argv { get; set; }

    /// <summary>The start time of the run, UTC in ISO 8601.</summary>
    public string? Started { get; set; }

    /// <summary>The end time of the run, UTC in ISO 8601.</summary>
    public string? Finished { get; set; }

    /// <summary>The names of the libraries for dense products.</summary>
    internal static IReadOnlyDictionary<string, BlasProvider> BlasNames { get; } = new Dictionary<string, BlasProvider>
    {
        ["auto"] = BlasProvider.Auto,
        ["managed"] = BlasProvider.Managed,
        ["mkl"] = BlasProvider.Mkl,
        ["openblas"] = BlasProvider.OpenBlas,
    };

    /// <summary>The fields that are options of the command line, in the order of the help.</summary>
    public static IReadOnlyList<SpecField<RunDocument>> Fields { get; } =
    [
        new SpecField<RunDocument, long>(
            "replicas", "N", "The number of independent replicas. More replicas do not change the first ones. Default: 8192.",
            ValueKind.Integer(1, RunOptions.MostReplicas), d => d.Replicas, (d, x) => d.Replicas = x),
        new SpecField<RunDocument, long>(
            "firstReplica", "K", "Runs replicas K to K + N - 1, with the same bits as in a run of K + N replicas. Default: 0.",
            ValueKind.Integer(0, RunOptions.MostReplicas - 1), d => d.FirstReplica, (d, x) => d.FirstReplica = x),
        new SpecField<RunDocument, ulong>(
            "seed", "S", "The seed of the random numbers. Default: 0.", ValueKind.Seed, d => d.Seed, (d, x) => d.Seed = x),
        new SpecField<RunDocument, long>(
            "threads", "T", "The number of threads. Results do not depend on it. Default: one per core.",
            ValueKind.Integer(1, LargestThreads), d => d.Threads, (d, x) => d.Threads = (int)x),
        new SpecField<RunDocument, string>(
            "precision", "NAME", "The precision, double or single. Default: double.",
            ValueKind.OneOf(["double", "single"]), d => d.Precision, (d, x) => d.Precision = x),
        new SpecField<RunDocument, string>(
            "weights", "NAME",
            "How layers of a network are drawn, with the same law: conditional draws neurons given V, explicit draws weights, exact draws "
            + "V (for an mlp of the ReLU family with one input, a linear mlp, or a linear or abs resnet with one input). "
            + "Default: auto, which is conditional or explicit.",
            ValueKind.OneOf(WeightNames.All), d => d.Weights, (d, x) => d.Weights = x),
        new SpecField<RunDocument, string>(
            "blas", "NAME",
            "The library for dense products: managed code, or an installed native library (see hpcovsde info). "
            + "Default: auto, which is managed.",
            ValueKind.OneOf(BlasNames.Keys), d => d.Blas, (d, x) => d.Blas = x),
        new SpecField<RunDocument, long>(
            "recordEvery", "K", "Records every K layers (steps for sde) and at the end. Default: at the end only.",
            ValueKind.Integer(1, int.MaxValue), d => d.RecordEvery, (d, x) => d.RecordEvery = (int)x),
        new SpecField<RunDocument, bool>(
            "recordStart", "", "Also records before the first layer or step.",
            ValueKind.Flag, d => d.RecordStart, (d, x) => d.RecordStart = x),
        new SpecField<RunDocument, long>(
            "logits", "K",
            "Also draws K output units given V: f[k,i] of unit k for input i. --out writes them to FILE.logits.*. Default: none.",
            ValueKind.Integer(1, MostLogits), d => d.Logits, (d, x) => d.Logits = (int)x),
        new SpecField<RunDocument, string>(
            "storage", "NAME",
            "exact keeps every sample in memory. streaming keeps moments, events and approximate quantiles, in memory that does not grow "
            + "with the replicas. Default: exact.",
            ValueKind.OneOf(["exact", "streaming"]), d => d.Storage, (d, x) => d.Storage = x),
        new SpecField<RunDocument, string>(
            "results", "NAME",
            "The reported quantities, default or all. With more than 8 inputs default reports only the variances, the mean correlation and "
            + "logdet.",
            ValueKind.OneOf(["default", "all"]), d => d.Results, (d, x) => d.Results = x),
        new SpecField<RunDocument, string>(
            "scheme", "NAME", $"The scheme that integrates the SDE: {string.Join(", ", SchemeCatalog.Names)} or auto. Default: auto.",
            ValueKind.OneOf(["auto", .. SchemeCatalog.Names]), d => d.Scheme, (d, x) => d.Scheme = x),
        new SpecField<RunDocument, double>(
            "step", "H",
            "The longest step. The time is divided into equal steps. Default: 0.01, or what the scheme takes if that is shorter.",
            ValueKind.Number("a number above 0", h => h > 0), d => d.Step, (d, x) => d.Step = x),
        new SpecField<RunDocument, double>(
            "tolerance", "E",
            "Computes means with an error of at most E, whatever --replicas and --step are: from exact laws where there are any, otherwise "
            + "with steps, replicas and control variates chosen for it. The error is a bound of the bias plus two standard errors. "
            + "With compare it is that of the difference between network and limit. Default: none.",
            ValueKind.Number("a number above 0", e => e > 0), d => d.Tolerance, (d, x) => d.Tolerance = x),
        new SpecField<RunDocument, bool>(
            "relativeTolerance", "", "The tolerance is in units of the size of each mean; with compare of that of the limit.",
            ValueKind.Flag, d => d.RelativeTolerance, (d, x) => d.RelativeTolerance = x),
        new SpecField<RunDocument, string>(
            "toleranceOf", "Q,Q,...",
            "The quantities whose means have the tolerance: V, logV, rho, 1-rho, log(1-rho), logdet, or single ones, as V[1,2]. "
            + "Default: rho,logV.",
            ValueKind.Text("names of quantities", text => text.Length > 0), d => d.ToleranceOf, (d, x) => d.ToleranceOf = x),
        new SpecField<RunDocument, int[]>(
            "widths", "N,N,...", "The widths of the grid; --width is the same. Default: 8,32,128.",
            ValueKind.Integers(1, LargestSize), d => d.Widths, (d, x) => d.Widths = x),
        new SpecField<RunDocument, int[]>(
            "depths", "L,L,...", "The depths of the grid; --depth is the same. Default: 2,8,32.",
            ValueKind.Integers(1, LargestSize), d => d.Depths, (d, x) => d.Depths = x),
        new SpecField<RunDocument, string>(
            "quantity", "NAME", "V or rho of the first two inputs; only V for a single input. Default: V.",
            ValueKind.OneOf(["V", "rho"]), d => d.Quantity, (d, x) => d.Quantity = x),
        new SpecField<RunDocument, string>(
            "against", "NAME",
            "limit compares the network with its limit. exact also compares both with the exact law of the limit, which is known for "
            + "pairs of inputs of shaped ReLU and linear networks. Default: limit.",
            ValueKind.OneOf(["limit", "exact"]), d => d.Against, (d, x) => d.Against = x),
        new SpecField<RunDocument, bool>(
            "extrapolate", "",
            "Also runs networks of two and four times the width and depth, and extrapolates the means of the three to infinite width.",
            ValueKind.Flag, d => d.Extrapolate, (d, x) => d.Extrapolate = x),
        new SpecField<RunDocument, double[]>(
            "moment", "P,Q", "Also computes E V[a,a]^P V[b,b]^Q of every pair of inputs. Default: none.",
            ValueKind.Exponents, d => d.Moment, (d, x) => d.Moment = x),
        new SpecField<RunDocument, string>(
            "target", "NAME=VALUE",
            "The number of the limit that is wanted: rho=R, the mean of rho[1,2]; median=M, the median of 1 - rho[1,2]; explosion=P, the "
            + "probability that V[1,1] explodes (by --time, or ever without it); stationary=M, the mean of the stationary law of V.",
            DesignTarget.Kind, d => d.Target, (d, x) => d.Target = x),
        new SpecField<RunDocument, string>(
            "solve", "NAME",
            "What is found: difference, c+ - c- of the slopes, with c+ = 0; a, of --a; time, and with --width the depth. "
            + "Default: difference for rho and median, a for explosion and stationary.",
            ValueKind.OneOf(DesignTarget.UnknownNames), d => d.Solve, (d, x) => d.Solve = x),
    ];

    /// <summary>Writes the fields as a JSON object.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="withNulls">Whether absent fields are written as null.</param>
    public void WriteTo(Utf8JsonWriter json, bool withNulls = true) =>
        JsonSerializer.Serialize(json, this, (withNulls ? SpecJson.Default : SpecJson.WithoutNulls.Value).RunDocument);

    /// <summary>A refusal of the first value that is out of its range; null if there is none. Names are then in lower case.</summary>
    internal Refusal? Normalize() => Fields
        .Where(field => !IsNone(field.Name))
        .Select(field => field.Normalize(this))
        .FirstOrDefault(refusal => refusal is not null);

    // A document written by the tool has 0 for no records and for no outputs.
    private bool IsNone(string field) => (field, RecordEvery, Logits) is ("recordEvery", 0, _) or ("logits", _, 0);
}
