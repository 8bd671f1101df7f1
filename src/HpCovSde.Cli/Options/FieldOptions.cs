using System.CommandLine;
using HpCovSde.Models;

namespace HpCovSde.Cli.Options;

/// <summary>Options that fill a document: one for each field, with the name, the help and the rules of the field.</summary>
internal sealed class FieldOptions<TDocument>
    where TDocument : class
{
    private readonly List<(SpecField<TDocument> Field, Option Option)> _options = [];

    /// <summary>Adds an option for each field.</summary>
    /// <param name="command">The command.</param>
    /// <param name="fields">The fields that the command takes.</param>
    /// <param name="help">Help texts by field that replace the usual ones.</param>
    internal FieldOptions(Command command, IEnumerable<SpecField<TDocument>> fields, IReadOnlyDictionary<string, string>? help = null)
    {
        foreach (SpecField<TDocument> field in fields)
        {
            string name = OptionNames.Of(field.Name);
            string description = help?.GetValueOrDefault(field.Name) ?? field.Description;
            Option option = field.IsFlag
                ? new Flag(name, description)
                : new TextOption(name, field.Placeholder, field.Allowed, description, field.Names)
                {
                    AllowMultipleArgumentsPerToken = field.IsList,
                };
            _options.Add((field, option));
            command.Add(option);
        }
    }

    /// <summary>The option of a field.</summary>
    internal Option this[string field] => _options.Single(pair => pair.Field.Name == field).Option;

    /// <summary>Writes the given values into a document.</summary>
    /// <exception cref="CliException">A value is missing or not allowed.</exception>
    internal void Read(ParseResult parse, TDocument document)
    {
        foreach ((SpecField<TDocument> field, Option option) in _options)
        {
            if (option is Flag flag ? !flag.IsGiven(parse) : !((TextOption)option).IsGiven(parse))
            {
                continue;
            }

            string text = option is TextOption withText ? withText.Text(parse) : "true";
            if (!field.TrySet(document, text))
            {
                throw CliException.Value(option.Name, text, field.Allowed, field.Names);
            }
        }
    }

    /// <summary>Refuses a document with a field that the command does not take. Writes names in lower case.</summary>
    /// <exception cref="CliException">The document has such a field.</exception>
    internal void Check(TDocument document, IEnumerable<SpecField<TDocument>> all, string command, Func<string, string> nameOf)
    {
        foreach ((SpecField<TDocument> field, _) in _options)
        {
            // What is refused here is refused again, with its reason, where the document is read.
            _ = field.Normalize(document);
        }

        foreach (SpecField<TDocument> field in all.Except(_options.Select(pair => pair.Field)))
        {
            if (field.TextIn(document) is { } text)
            {
                throw CliException.Usage(
                    $"{nameOf(field.Name)}: {Refusal.Quote(text)} is given, but {command} does not take this field");
            }
        }
    }
}

/// <summary>The names of fields on the command line.</summary>
internal static class OptionNames
{
    /// <summary>The option of a field: <c>--c-plus</c> for <c>cPlus</c>. In JSON <c>limit</c> is the limit itself.</summary>
    internal static string Of(string field) => field == "limitCoefficients" ? "--limit" :
        $"--{string.Concat(field.Select(c => char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"))}";
}
