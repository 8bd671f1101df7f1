using System.CommandLine;

namespace HpCovSde.Cli.Options;

/// <summary>
/// An option with one value. The parser only splits words; values are read from their text here, so that every message names the option,
/// the value and what is allowed in the same way.
/// </summary>
internal class TextOption : Option<string[]>
{
    internal TextOption(string name, string placeholder, string allowed, string description, IReadOnlyList<string>? names = null)
        : base(name)
    {
        Allowed = allowed;
        HelpName = placeholder;
        Description = description;
        Arity = ArgumentArity.ZeroOrMore;
        CompletionSources.Add([.. names ?? []]);
    }

    /// <summary>What is allowed, for messages.</summary>
    internal string Allowed { get; }

    internal bool IsGiven(ParseResult parse) => parse.GetResult(this) is { Implicit: false };

    /// <summary>The text of the value; the words of a list with spaces between them. The option must be given.</summary>
    /// <exception cref="CliException">The value is missing.</exception>
    internal string Text(ParseResult parse) =>
        parse.GetResult(this)!.Tokens is [_, ..] tokens
            ? string.Join(' ', tokens.Select(token => token.Value))
            : throw CliException.Usage($"{Name}: the value is missing; allowed: {Allowed}");
}
