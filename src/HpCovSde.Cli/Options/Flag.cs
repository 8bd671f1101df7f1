using System.CommandLine;

namespace HpCovSde.Cli.Options;

/// <summary>An option without a value.</summary>
internal sealed class Flag : Option<bool>
{
    internal Flag(string name, string description)
        : base(name)
    {
        Description = description;
        Arity = ArgumentArity.Zero;
    }

    /// <summary>The option <c>--json</c>.</summary>
    internal static Flag Json() => new("--json", "Writes one JSON document to standard output instead of a table.");

    internal bool IsGiven(ParseResult parse) => parse.GetResult(this) is { Implicit: false };
}
