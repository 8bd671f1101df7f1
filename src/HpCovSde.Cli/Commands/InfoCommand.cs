using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using HpCovSde.Cli.Options;
using HpCovSde.Cli.Reports;
using HpCovSde.Kernels;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Commands;

/// <summary><c>info</c>: the version, the processor, the active kernels and libraries, and why they are active.</summary>
internal sealed class InfoCommand : Command
{
    private const string BlasReason = "the default; it is always available and gives the same bits on every CPU; --blas selects another";
    private const string Determinism =
        "the same seed gives the same bits with any number of threads, and with managed products on every x64 CPU with AVX2 and FMA; "
        + "more replicas do not change the first ones";

    private readonly Flag _json = Flag.Json();

    internal InfoCommand(CliConsole console)
        : base("info", "Shows the version, the processor features, the active kernels and what is deterministic.")
    {
        Add(_json);
        SetAction(parse => console.Report(_json.IsGiven(parse) ? Json() : Text()));
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
            ("speed", Speed.Description),
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
        json.WriteString("speed", Speed.Description);
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
