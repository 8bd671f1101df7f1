using System.Diagnostics.CodeAnalysis;
using HpCovSde.Cli.Options;

namespace HpCovSde.Cli.Models;

/// <summary>Branch scalings as the command line has them: a rule for every depth, or a file, which has its own.</summary>
/// <param name="Text">What was given.</param>
/// <param name="Path">The file, or null.</param>
/// <param name="Rule">α_1 … α_L at depth L; of a file what it holds.</param>
internal sealed record BranchChoice(string Text, string? Path, Func<int, BranchScaling> Rule)
{
    private const string PowerPrefix = "power:";
    private const string FilePrefix = "file:";

    internal static BranchChoice Uniform { get; } = new("uniform", null, BranchScaling.Uniform);

    /// <summary>G of power:G, else null.</summary>
    internal double? Exponent { get; private init; }

    /// <summary>The value of the option.</summary>
    internal static ValueKind<BranchChoice> Kind { get; } = new(
        "uniform, power:G with a number G, log-series, or file:PATH with the name of a .csv or .npy file", TryParse);

    /// <summary>The scalings at a depth.</summary>
    /// <exception cref="CliException">There are none at this depth.</exception>
    /// <exception cref="Data.DataFileException">The file cannot be used.</exception>
    internal BranchScaling At(int depth)
    {
        try
        {
            BranchScaling scaling = Rule(depth);
            return scaling.Depth == depth
                ? scaling
                : throw CliException.Usage($"--depth: '{depth}' given with --branch-scaling {Text}, which has {scaling.Depth} layers; allowed: their number, or no --depth");
        }
        catch (ArgumentOutOfRangeException refusal)
        {
            throw CliException.Usage(FormattableString.Invariant($"--branch-scaling {Text} at --depth {depth}"), refusal);
        }
    }

    /// <summary>The depth that a file sets; null for a rule.</summary>
    /// <exception cref="Data.DataFileException">The file cannot be used.</exception>
    internal int? OwnDepth => Path is null ? null : Rule(0).Depth;

    private static bool TryParse(string text, [MaybeNullWhen(false)] out BranchChoice choice)
    {
        choice = text switch
        {
            "uniform" => Uniform,
            "log-series" => new(text, null, BranchScaling.LogSeries),
            _ when text.StartsWith(PowerPrefix, StringComparison.Ordinal)
                && ValueKind.Number("", _ => true).TryParse(text[PowerPrefix.Length..], out double exponent) =>
                new(text, null, depth => BranchScaling.Power(depth, exponent)) { Exponent = exponent },
            _ when text.StartsWith(FilePrefix, StringComparison.Ordinal)
                && ValueKind.File().TryParse(text[FilePrefix.Length..], out string? path) => OfFile(text, path),
            _ => null,
        };
        return choice is not null;
    }

    // Read once, and only when it is needed.
    private static BranchChoice OfFile(string text, string path)
    {
        var file = new Lazy<BranchScaling>(() => BranchScaling.Load(path));
        return new(text, path, _ => file.Value);
    }
}
