using System.CommandLine;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Networks;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Options;

/// <summary>How a run is to be made.</summary>
/// <param name="Replicas">Independent replicas.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Threads">Workers.</param>
/// <param name="Precision">The precision computed in.</param>
/// <param name="Weights">How layers are drawn.</param>
/// <param name="Blas">Who computes dense products; usable.</param>
/// <param name="RecordEvery">0: the end only.</param>
/// <param name="Logits">Output units drawn given V; 0: none.</param>
internal sealed record RunSettings(
    int Replicas, ulong Seed, int Threads, Precision Precision, WeightSampling Weights, BlasProviderInfo Blas, int RecordEvery, int Logits);

/// <summary>The options that say how to run.</summary>
internal sealed class RunSettingsOptions
{
    private const int LargestThreads = 4096;
    private const int MostLogits = 1_000_000;

    private readonly ValueOption<int> _replicas = new(
        "--replicas", "N", ValueKind.Integer(1, int.MaxValue), "Independent replicas; more leave the first ones as they are. Default: 8192.");

    private readonly ValueOption<ulong> _seed = Seed();

    private readonly ValueOption<int> _threads = Threads();

    private readonly ValueOption<Precision> _precision = new(
        "--precision", "NAME", ValueKind.OneOf(("double", Precision.Double), ("single", Precision.Single)), "double or single. Default: double.");

    private static readonly (string Name, WeightSampling Sampling)[] Samplings =
        [("auto", WeightSampling.Auto), ("conditional", WeightSampling.Conditional), ("explicit", WeightSampling.Explicit), ("exact", WeightSampling.Exact)];

    private readonly ValueOption<WeightSampling> _weights = new(
        "--weights", "NAME", ValueKind.OneOf(Samplings),
        "How layers of a network are drawn: neurons given V (conditional), weights (explicit), or V itself (exact: mlp of the ReLU family with one input, linear mlp, "
        + "linear or abs resnet with one input); same law. The limit has no layers. Default: auto, which is never exact.");

    private readonly ValueOption<BlasProvider> _blas = new(
        "--blas", "NAME",
        ValueKind.OneOf(
            ("auto", BlasProvider.Auto), ("managed", BlasProvider.Managed), ("mkl", BlasProvider.Mkl), ("openblas", BlasProvider.OpenBlas)),
        "Who computes dense products: managed code, or a native library, which must be there (see info). Default: auto, which is managed.");

    private readonly ValueOption<int> _recordEvery = RecordEvery("layers (sde: steps)");

    private readonly ValueOption<int> _logits = new(
        "--logits", "K", ValueKind.Integer(1, MostLogits),
        "Also draws K output units given V, f[k,i] of unit k for input i; --out writes them to FILE.logits.*. Default: none.");

    internal RunSettingsOptions(Command command)
    {
        command.Add(_replicas);
        command.Add(_seed);
        command.Add(_threads);
        command.Add(_precision);
        command.Add(_weights);
        command.Add(_blas);
        command.Add(_recordEvery);
        command.Add(_logits);
    }

    /// <summary>As many threads as there are cores.</summary>
    internal static int DefaultThreads => Math.Min(Environment.ProcessorCount, LargestThreads);

    /// <summary>The option of the seed.</summary>
    internal static ValueOption<ulong> Seed() => new("--seed", "S", ValueKind.Seed, "Default: 0.");

    /// <summary>The option of the threads.</summary>
    internal static ValueOption<int> Threads() => new(
        "--threads", "T", ValueKind.Integer(1, LargestThreads), "Results do not depend on it. Default: one per core.");

    /// <summary>The option of records.</summary>
    internal static ValueOption<int> RecordEvery(string units) => new(
        "--record-every", "K", ValueKind.Integer(1, int.MaxValue), $"Records every K {units} and at the end. Default: at the end only.");

    /// <exception cref="CliException">A value is not allowed.</exception>
    internal RunSettings Read(ParseResult parse)
    {
        return new(
            _replicas.Get(parse, 8192),
            _seed.Get(parse, 0),
            _threads.Get(parse, DefaultThreads),
            _precision.Get(parse, Precision.Double),
            _weights.Get(parse, WeightSampling.Auto),
            ReadBlas(parse),
            _recordEvery.Get(parse, 0),
            _logits.Get(parse, 0));
    }

    /// <summary>Refuses more outputs than can be listed.</summary>
    internal static void CheckLogits(RunSettings run, int inputs)
    {
        if ((long)run.Logits * inputs > MostLogits)
        {
            throw CliException.Usage($"--logits: '{run.Logits}' given with {inputs} inputs; allowed: at most {MostLogits} outputs in all");
        }
    }

    /// <summary>The name of a way to draw layers.</summary>
    internal static string NameOf(WeightSampling sampling) => Samplings.First(named => named.Sampling == sampling).Name;

    private BlasProviderInfo ReadBlas(ParseResult parse)
    {
        BlasProviderInfo blas = Blas.Inspect(_blas.Get(parse, BlasProvider.Auto));
        return blas.IsUsable
            ? blas
            : throw CliException.NativeLibrary($"{_blas.Name}: {CliException.Quote(blas.Name)} cannot be used: {blas.Refusal}");
    }
}
