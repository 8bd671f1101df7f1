using System.CommandLine;
using System.Globalization;
using HpCovSde.Cli.Files;
using HpCovSde.Cli.Options;
using HpCovSde.Models;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Commands.Sweeps;

/// <summary><c>sweep</c>: many runs from one specification, in one database, that resume where they were stopped.</summary>
internal sealed class SweepCommand : Command
{
    internal SweepCommand(CliConsole console, CancellationToken cancellation)
        : base("sweep", "Runs every combination of lists of values, and keeps the results in a database; resumes where it was stopped.")
    {
        Add(new SweepInitCommand(console));
        Add(new SweepPlanCommand(console));
        Add(new SweepRunCommand(console, cancellation));
        Add(new SweepStatusCommand(console, cancellation));
        Add(new SweepExportCommand(console));
        Add(new SweepExtendCommand(console));
        Add(new SweepMergeCommand(console, cancellation));
        Add(new SweepVerifyCommand(console, cancellation));
        Add(new SweepSlurmCommand(console));
    }
}

/// <summary>The options that a sweep can be given by, instead of a file.</summary>
internal sealed class SweepOptions
{
    private readonly Argument<string[]> _path;
    private readonly TextOption _command = new(
        "--command", "NAME", string.Join(", ", SweepFile.Commands), "The command of the cells: sample, sde or compare. Default: compare.",
        SweepFile.Commands);

    private readonly TextOption _when = new(
        "--when", "CONDITION", "a condition such as \"depth >= width\"", "Leaves out cells for which a condition does not hold.")
    {
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly List<(SweepField Field, TextOption Option)> _fields = [];

    /// <param name="command">The command that takes them.</param>
    /// <param name="ofValuesOnly">Only the options of fields.</param>
    internal SweepOptions(Command command, bool ofValuesOnly = false)
    {
        _path = new("SPEC.json")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "The specification; sweep init writes an example. Without it the options below are the sweep.",
        };
        if (!ofValuesOnly)
        {
            command.Add(_path);
            command.Add(_command);
            command.Add(_when);
        }

        foreach (SweepField field in SweepFields.All)
        {
            var option = new TextOption(
                OptionNames.Of(field.Name), field.Placeholder, $"{field.Allowed}; or {FieldValues.Allowed}", field.Description, field.Names)
            {
                AllowMultipleArgumentsPerToken = true,
            };
            _fields.Add((field, option));
            command.Add(option);
        }
    }

    /// <summary>The sweep of a command line; null if it names none.</summary>
    /// <exception cref="CliException">A value is not allowed, or both a file and options are given.</exception>
    internal SweepSpec? Read(ParseResult parse)
    {
        TextOption[] given = [.. _fields.Select(pair => pair.Option).Append(_command).Append(_when).Where(option => option.IsGiven(parse))];
        if (parse.GetValue(_path) is not [var path, ..] paths)
        {
            return given is [] ? null : OfOptions(parse);
        }

        if (paths.Length > 1)
        {
            throw CliException.Usage($"{Refusal.Quote(paths[1])} is not allowed here: one specification is given already");
        }

        return given is [var option, ..]
            ? throw CliException.Usage($"{option.Name}: given with {Refusal.Quote(path)}; allowed: a specification, or options")
            : SweepFile.Parse(DocumentFile.Read(path), path);
    }

    /// <summary>The values of the fields that are given.</summary>
    /// <exception cref="CliException">A value is not allowed.</exception>
    internal IReadOnlyList<SweepAxis> Axes(ParseResult parse) =>
        [.. _fields.Where(pair => pair.Option.IsGiven(parse)).Select(pair => Axis(pair.Field, pair.Option, parse))];

    private static SweepAxis Axis(SweepField field, TextOption option, ParseResult parse)
    {
        try
        {
            return SweepFile.Axis(field, Words(option.Text(parse)));
        }
        catch (FormatException failure)
        {
            throw CliException.Usage($"{option.Name}: {failure.Message}");
        }
    }

    /// <summary>Does something with the cells of a sweep.</summary>
    /// <param name="action">It.</param>
    /// <param name="subject">What a message begins with.</param>
    /// <exception cref="CliException">There are too many cells, or an expression has no value.</exception>
    internal static T Use<T>(Func<T> action, string subject = "the sweep")
    {
        try
        {
            return action();
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException)
        {
            throw CliException.Usage($"{subject}: {failure.Message}");
        }
    }

    private SweepSpec OfOptions(ParseResult parse)
    {
        string command = _command.IsGiven(parse) ? _command.Text(parse) : "compare";
        if (!SweepFile.Commands.Contains(command))
        {
            throw CliException.Value(_command.Name, command, _command.Allowed, SweepFile.Commands);
        }

        IReadOnlyList<SweepAxis> axes = Axes(parse);
        string[] conditions = _when.IsGiven(parse) ? [_when.Text(parse)] : [];
        try
        {
            return conditions.All(condition => Expression.Parse(condition).IsCondition)
                ? new(command, axes, [], conditions, new())
                : throw CliException.Value(_when.Name, conditions[0], _when.Allowed);
        }
        catch (FormatException failure)
        {
            throw CliException.Usage($"{_when.Name}: {failure.Message}");
        }
    }

    // An expression may have spaces.
    private static string[] Words(string text) => text.StartsWith('=')
        ? [text]
        : text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries) is [_, ..] words ? words : [text];
}

/// <summary>Values of the options of sweeps.</summary>
internal static class SweepValues
{
    /// <summary>The value of an option; null if it is not given.</summary>
    internal static T? Of<T>(TextOption option, ValueKind<T> kind, ParseResult parse)
        where T : struct => !option.IsGiven(parse) ? null
            : kind.TryParse(option.Text(parse), out T value) ? value
            : throw CliException.Value(option.Name, option.Text(parse), option.Allowed);

    /// <summary>i/N with 0 ≤ i &lt; N.</summary>
    internal static (int Part, int Parts) Shard(TextOption option, ParseResult parse)
    {
        if (!option.IsGiven(parse))
        {
            return (0, 1);
        }

        string text = option.Text(parse);
        string[] parts = text.Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int part)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int all)
            && part < all
                ? (part, all)
                : throw CliException.Value(option.Name, text, option.Allowed);
    }

    /// <summary>A time: seconds, or with a unit s, m, h or d, or D-HH:MM:SS and HH:MM:SS as queues write it.</summary>
    internal static TimeSpan? Time(TextOption option, ParseResult parse)
    {
        if (!option.IsGiven(parse))
        {
            return null;
        }

        string text = option.Text(parse);
        double unit = text is [.., var last] ? last switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 } : 0;
        string digits = unit > 0 ? text[..^1] : text;
        bool isNumber = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
        return isNumber && number > 0 && number * Math.Max(1, unit) < 1e9 ? TimeSpan.FromSeconds(number * Math.Max(1, unit))
            : TimeSpan.TryParseExact(
                text, [@"d\-hh\:mm\:ss", @"hh\:mm\:ss", @"h\:mm\:ss"], CultureInfo.InvariantCulture, out TimeSpan time)
                && time > TimeSpan.Zero ? time
            : throw CliException.Value(option.Name, text, option.Allowed);
    }
}
