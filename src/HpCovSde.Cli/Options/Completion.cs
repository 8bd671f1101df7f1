using System.CommandLine;
using System.Globalization;

namespace HpCovSde.Cli.Options;

/// <summary>
/// Completions of a command line for a shell, by the protocol of dotnet-suggest: <c>[suggest:POSITION] "hpcovsde sample --wi"</c> writes
/// the words that can stand at the position, one a line.
/// </summary>
internal static class Completion
{
    private const string Directive = "[suggest";

    /// <summary>Writes the completions if that is asked for.</summary>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="root">The root command.</param>
    /// <param name="configuration">How words are parsed.</param>
    /// <param name="output">Receives the words.</param>
    internal static bool TryWrite(
        IReadOnlyList<string> args, Command root, ParserConfiguration configuration, TextWriter output)
    {
        if (args is not [{ } directive, ..] || !directive.StartsWith(Directive, StringComparison.Ordinal) || !directive.EndsWith(']'))
        {
            return false;
        }

        string line = args.Count > 1 ? args[1] : "";
        string position = directive[Directive.Length..].Trim(':', ']');
        int end = int.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : line.Length;
        foreach (string word in root.Parse(line, configuration)
            .GetCompletions(Math.Clamp(end, 0, line.Length))
            .Select(item => item.Label)
            .Distinct())
        {
            output.WriteLine(word);
        }

        return true;
    }
}
