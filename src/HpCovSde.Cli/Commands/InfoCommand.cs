using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using HpCovSde.Cli.Options;
using HpCovSde.Cli.Reports;
using HpCovSde.Kernels;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Commands;

/// <summary><c>info</c>: what runs here, and why.</summary>
internal sealed class InfoCommand : Command
{
    private const string BlasReason = "the default, unless --blas asks for another: always there, and its bits are the same on every CPU";
    private const string Determinism =
        "same bits for the same seed, with any number of threads; with managed products also on every x64 CPU with AVX2 and FMA; more replicas leave the first ones as they are";

    private readonly Flag _json = new("--json", "One JSON document on standard output and nothing else.");

    internal InfoCommand(CliConsole console)
        : base("info", "Version, processor features, active kernels, determinism.")
    {
        Add(_json);
        SetAction(parse => console.Output.Write(_json.IsGiven(parse) ? Json() : Text()));
    }

    private static string Text()
    {
        var table = new StringBuilder();
        IEnumerable<(string, string)> lines =
        [
            ("version", RunManifest.LibraryVersion),
            ("runtime", RuntimeInformation.FrameworkDescription),
            ("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"),
            ("cores", $"{Environment.ProcessorCount}"),
            ("instruction set", Hardware.InstructionSet),
            ("features", string.Join(", ", Hardware.Features.Select(feature => $"{feature.Name} {(feature.IsSupported ? "yes" : "no")}"))),
            ("blas", $"{Blas.Inspect(BlasProvider.Auto).Name}: {BlasReason}"),
            .. Blas.Providers.Select(Blas.Inspect).Select(blas => ($"  {blas.Name}", Describe(blas))),
            ("determinism", Determinism),
        ];
        foreach ((string name, string value) in lines)
        {
            _ = table.Append(name.PadRight(17)).Append(value).Append('\n');
        }

        return table.ToString();
    }

    private static string Describe(BlasProviderInfo blas) => !blas.IsUsable
        ? $"not usable: {blas.Refusal}"
        : string.Join("; ", new[] { blas.Version, blas.Path, blas.Mode }.OfType<string>());

    private static string Json() => JsonValues.Document("info", json =>
    {
        json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        json.WriteString("system", RuntimeInformation.OSDescription);
        json.WriteString("architecture", RuntimeInformation.ProcessArchitecture.ToString());
        json.WriteNumber("cores", Environment.ProcessorCount);
        json.WriteString("instructionSet", Hardware.InstructionSet);
        json.WriteStartObject("features");
        foreach ((string name, bool isSupported) in Hardware.Features)
        {
            json.WriteBoolean(name, isSupported);
        }

        json.WriteEndObject();
        json.WriteStartObject("blas");
        json.WriteString("active", Blas.Inspect(BlasProvider.Auto).Name);
        json.WriteString("reason", BlasReason);
        json.WriteStartArray("providers");
        foreach (BlasProviderInfo blas in Blas.Providers.Select(Blas.Inspect))
        {
            json.WriteStartObject();
            json.WriteString("name", blas.Name);
            json.WriteBoolean("usable", blas.IsUsable);
            json.WriteString("version", blas.Version);
            json.WriteString("path", blas.Path);
            json.WriteString("mode", blas.Mode);
            json.WriteString("refusal", blas.Refusal);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("determinism", Determinism);
    });
}
