using System.Runtime.InteropServices;
using HpCovSde.Chains;
using HpCovSde.Kernels;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Runs;

/// <summary>What it takes to repeat a run, and on what it was made.</summary>
/// <param name="Version">Version of the library.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Replicas">Number of replicas.</param>
/// <param name="Precision">The precision computed in.</param>
/// <param name="Steps">Layers or steps.</param>
/// <param name="TimePerStep">Time per layer or step.</param>
/// <param name="Blas">Who was chosen to compute dense products, with version and mode. Chains with few inputs have none.</param>
/// <param name="Threads">Workers used; results do not depend on it.</param>
/// <param name="InstructionSet">The widest instructions used; results do not depend on it.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="Seconds">Wall-clock time.</param>
public sealed record RunManifest(
    string Version, ulong Seed, int Replicas, Precision Precision, int Steps, double TimePerStep,
    BlasProviderInfo Blas, int Threads, string InstructionSet, string Runtime, double Seconds)
{
    /// <summary>The version of this library, e.g. "0.1.0".</summary>
    public static string LibraryVersion { get; } = typeof(RunManifest).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public string? Cpu => null;
    public string? ProductVersion => null;
    public string? Started => null;
    public string? Finished => null;
    internal static RunManifest Of(ulong seed, RunOptions options, IChain chain, int threads, TimeSpan elapsed) =>
        new(
            LibraryVersion, seed, (int)options.Replicas, options.Precision, chain.Steps, chain.TimePerStep,
            Kernels.LinearAlgebra.Blas.Inspect(options.Blas), threads, Hardware.InstructionSet, RuntimeInformation.FrameworkDescription, elapsed.TotalSeconds);
}
