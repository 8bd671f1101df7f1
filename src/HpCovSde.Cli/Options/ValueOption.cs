using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace HpCovSde.Cli.Options;

/// <summary>
/// An option with one value. The parser of the command line only splits words; the value is read here, so that every refusal names
/// option, value and what is allowed in the same way.
/// </summary>
internal sealed class ValueOption<T> : Option<string[]>
{
    private readonly ValueKind<T> _kind;

    internal ValueOption(string name, string placeholder, ValueKind<T> kind, string description)
        : base(name)
    {
        _kind = kind;
        HelpName = placeholder;
        Description = description;
        Arity = ArgumentArity.ZeroOrMore;
    }

    internal string Allowed => _kind.Allowed;

    internal bool IsGiven(ParseResult parse) => parse.GetResult(this) is { Implicit: false };

    /// <summary>The text given; the option must have been.</summary>
    internal string Text(ParseResult parse) =>
        parse.GetResult(this)!.Tokens is [{ Value: string text }]
            ? text
            : throw CliException.Usage($"{Name}: the value is missing; allowed: {_kind.Allowed}");

    /// <summary>The value given; false if the option is absent.</summary>
    /// <exception cref="CliException">The value is missing or not allowed.</exception>
    internal bool TryGet(ParseResult parse, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (!IsGiven(parse))
        {
            return false;
        }

        string text = Text(parse);
        return _kind.TryParse(text, out value) ? true : throw CliException.Value(Name, text, _kind.Allowed);
    }

    /// <summary>The value given, or <paramref name="absent"/>.</summary>
    /// <exception cref="CliException">The value is missing or not allowed.</exception>
    internal T Get(ParseResult parse, T absent) => TryGet(parse, out T? value) ? value : absent;
}
