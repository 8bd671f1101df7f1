using System.CommandLine;

namespace HpCovSde.Cli.Options;

/// <summary>An option whose value is a file name with an allowed extension.</summary>
internal sealed class FileOption(string name, string description, params string[] extensions)
    : TextOption(name, "FILE", Rule(extensions), description)
{
    private static string Rule(string[] extensions) =>
        $"the name of a file that ends in {string.Join(", ", extensions[..^1])} or {extensions[^1]}";

    /// <summary>The file name; null if the option is absent.</summary>
    /// <exception cref="CliException">The file name is not allowed.</exception>
    internal string? Get(ParseResult parse)
    {
        if (!IsGiven(parse))
        {
            return null;
        }

        string text = Text(parse);
        bool isAllowed = Path.GetFileName(text).Length > 0 && !text.Contains('\0', StringComparison.Ordinal)
            && extensions.Contains(Path.GetExtension(text), StringComparer.OrdinalIgnoreCase);
        return isAllowed ? text : throw CliException.Value(Name, text, Allowed);
    }
}
