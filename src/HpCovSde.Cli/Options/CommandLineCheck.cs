using System.CommandLine;
using System.CommandLine.Parsing;
using HpCovSde.Data;
using HpCovSde.Models;

namespace HpCovSde.Cli.Options;

/// <summary>Checks the words of a command line before any value is read: unknown words, and options given twice.</summary>
internal static class CommandLineCheck
{
    /// <exception cref="CliException">The command line is not valid.</exception>
    internal static void ThrowIfInvalid(Command root, ParseResult parse)
    {
        Command command = parse.CommandResult.Command;
        // The parser takes a first word in brackets as a directive to itself.
        if (parse.Tokens.FirstOrDefault(token => token.Type == TokenType.Directive) is { } directive)
        {
            throw CliException.Usage($"{Refusal.Quote(directive.Value)} is not a command; allowed: {Names(root.Subcommands)}");
        }

        // The argument of a command has every word that is not part of an option.
        IEnumerable<string> words = command.Arguments
            .SelectMany(argument => parse.GetResult(argument)?.Tokens ?? [])
            .Select(token => token.Value);
        foreach (string token in parse.UnmatchedTokens.Concat(words.Where(word => word.StartsWith('-'))))
        {
            throw CliException.Usage(
                token.StartsWith('-') && command.Options.All(option => option.Name != token) ? UnknownOption(root, command, token)
                : command.Subcommands.Count > 0 ? UnknownCommand(command, token)
                : $"{Refusal.Quote(token)} is not allowed here: {command.Name} takes only options, and an option takes one value");
        }

        if (command.Subcommands.Count > 0 && parse.Errors.Count > 0)
        {
            throw CliException.Usage($"a command is missing; allowed: {Names(command.Subcommands)} (see {Line(root, command)} --help)");
        }

        foreach (Option option in command.Options)
        {
            if (parse.GetResult(option) is { IdentifierTokenCount: > 1 } result)
            {
                throw CliException.Usage($"{option.Name}: given {result.IdentifierTokenCount} times; allowed: once");
            }
        }

        foreach (ParseError error in parse.Errors)
        {
            throw CliException.Usage(error.Message);
        }
    }

    private static string UnknownCommand(Command parent, string token) =>
        $"{Refusal.Quote(token)} is not a command{Wording.Suggestion(token, parent.Subcommands.Select(command => command.Name))}; "
        + $"allowed: {Names(parent.Subcommands)}";

    private static string UnknownOption(Command root, Command command, string token)
    {
        string name = token.Split('=', ':')[0];
        Command[] owners = [.. root.Subcommands.Where(other => other.Options.Any(option => option.Name == name))];
        string reason = command == root ? "a command must come first" : $"not an option of {command.Name}";
        return owners.Length > 0
            ? $"{name}: {reason}; it is an option of {Names(owners)}"
            : $"{Refusal.Quote(token)} is not an option{Wording.Suggestion(name, command.Options.Select(option => option.Name))}; "
                + $"see {Line(root, command)} --help";
    }

    private static string Names(IEnumerable<Symbol> symbols) => string.Join(", ", symbols.Select(symbol => symbol.Name));

    private static string Line(Command root, Command command) => command == root ? root.Name
        : command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Line(root, parent)} {command.Name}"
        : command.Name;
}
