using System.CommandLine;
using HpCovSde.Ensembles;
using HpCovSde.Networks;

namespace HpCovSde.Cli.Options;

/// <summary>How a run is to be made.</summary>
/// <param name="Replicas">Independent replicas.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Threads">Workers.</param>
/// <param name="Precision">The precision computed in.</param>
/// <param name="Weights">How layers are drawn.</param>
/// <param name="RecordEvery">0: the end only.</param>
internal sealed record RunSettings(int Replicas, ulong Seed, int Threads, Precision Precision, WeightSampling Weights, int RecordEvery)
{
    /// <summary>The only implementation of the linear algebra that this version has.</summary>
    internal const string Blas = "managed";
}

/// <summary>The options that say how to run.</summary>
internal sealed class RunSettingsOptions
{
    private const int LargestThreads = 4096;
    private const string NoNativeLibrary = "this version has managed kernels only; use auto or managed";

    private readonly ValueOption<int> _replicas = new(
        "--replicas", "N", ValueKind.Integer(1, int.MaxValue), "Independent replicas; more leave the first ones as they are. Default: 8192.");

    private readonly ValueOption<ulong> _seed = new("--seed", "S", ValueKind.Seed, "Default: 0.");

    private readonly ValueOption<int> _threads = new(
        "--threads", "T", ValueKind.Integer(1, LargestThreads), "Results do not depend on it. Default: one per core.");

    private readonly ValueOption<Precision> _precision = new(
        "--precision", "NAME", ValueKind.OneOf(("double", Precision.Double), ("single", Precision.Single)), "double or single. Default: double.");

    private readonly ValueOption<WeightSampling> _weights = new(
        "--weights", "NAME",
        ValueKind.OneOf(("auto", WeightSampling.Auto), ("conditional", WeightSampling.Conditional), ("explicit", WeightSampling.Explicit)),
        "How layers of a network are drawn: neurons given V, or weights; same law. The limit has no layers. Default: auto.");

    private readonly ValueOption<string> _blas = new(
        "--blas", "NAME", ValueKind.OneOf(("auto", "auto"), (RunSettings.Blas, RunSettings.Blas), ("mkl", "mkl"), ("openblas", "openblas")),
        "auto or managed. Default: auto.");

    private readonly ValueOption<int> _recordEvery = new(
        "--record-every", "K", ValueKind.Integer(1, int.MaxValue), "Records every K layers (sde: steps) and at the end. Default: at the end only.");

    internal RunSettingsOptions(Command command)
    {
        command.Add(_replicas);
        command.Add(_seed);
        command.Add(_threads);
        command.Add(_precision);
        command.Add(_weights);
        command.Add(_blas);
        command.Add(_recordEvery);
    }

    /// <exception cref="CliException">A value is not allowed.</exception>
    internal RunSettings Read(ParseResult parse)
    {
        string blas = _blas.Get(parse, "auto");
        if (blas is not ("auto" or RunSettings.Blas))
        {
            throw CliException.NativeLibrary($"{_blas.Name}: {CliException.Quote(blas)} cannot be used: {NoNativeLibrary}");
        }

        return new(
            _replicas.Get(parse, 8192),
            _seed.Get(parse, 0),
            _threads.Get(parse, Math.Min(Environment.ProcessorCount, LargestThreads)),
            _precision.Get(parse, Precision.Double),
            _weights.Get(parse, WeightSampling.Auto),
            _recordEvery.Get(parse, 0));
    }
}
