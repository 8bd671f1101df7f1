using System.Reflection;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Runs;

/// <summary>What is needed to repeat a run, and the machine it was made on.</summary>
public sealed record RunManifest
{
    /// <summary>The version of this library, e.g. "0.1.0".</summary>
    public static string LibraryVersion { get; } = typeof(RunManifest).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>The version with the commit it was built from where that is known, e.g. "0.1.0+3f2c…".</summary>
    public static string ProductVersion { get; } =
        typeof(RunManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? LibraryVersion;

    /// <summary>The version with the commit, see <see cref="ProductVersion"/>.</summary>
    public required string Version { get; init; }

    /// <summary>The command line, set by a caller that has one: <c>manifest with { Arguments = args }</c>. Empty otherwise.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The first replica.</summary>
    public required long FirstReplica { get; init; }

    /// <summary>Number of replicas.</summary>
    public required long Replicas { get; init; }

    /// <summary>The precision computed in.</summary>
    public required Precision Precision { get; init; }

    /// <summary>Layers or steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Time per layer or step.</summary>
    public required double TimePerStep { get; init; }

    /// <summary>What computes dense products, with version and mode. Chains with few inputs have none.</summary>
    public required BlasProviderInfo Blas { get; init; }

    /// <summary>Worker threads used; results do not depend on it.</summary>
    public required int Threads { get; init; }

    /// <summary>The model name of the processor.</summary>
    public required string Processor { get; init; }

    /// <summary>The widest instructions used; results do not depend on it.</summary>
    public required string InstructionSet { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>When the run started; its offset is 0 (UTC). The format "o" is ISO 8601.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When the run ended (UTC).</summary>
    public required DateTimeOffset Finished { get; init; }

    /// <summary>Wall-clock time, by a monotonic clock.</summary>
    public required double Seconds { get; init; }

    /// <summary>
    /// One manifest for a result that was made in parts: that of the first part, with the earliest start, the latest end, the sum of the
    /// seconds, and the processors of all parts.
    /// </summary>
    internal static RunManifest OfParts(IReadOnlyList<RunManifest> parts, ReplicaRange replicas) => parts[0] with
    {
        FirstReplica = replicas.First,
        Replicas = replicas.Count,
        Processor = string.Join("; ", parts.Select(part => part.Processor).Distinct()),
        InstructionSet = string.Join("; ", parts.Select(part => part.InstructionSet).Distinct()),
        Finished = parts.Max(part => part.Finished),
        Seconds = parts.Sum(part => part.Seconds),
    };
}
