using System.CommandLine;
using HpCovSde.Cli.Reports;
using HpCovSde.Models;

namespace HpCovSde.Cli.Options;

/// <summary>The option <c>--progress</c>.</summary>
internal sealed class ProgressOption() : TextOption(
    "--progress",
    "NAME",
    Kind.Allowed,
    "Progress on standard error: bar, plain (a line from time to time) or none. Default: auto, which is bar on a terminal, plain on one "
    + "that cannot move its cursor, and otherwise none.",
    Kind.Names)
{
    private static readonly ValueKind<string> Kind = ValueKind.OneOf(["auto", "bar", "plain", "none"]);

    /// <summary>The form of the progress; null if the option is absent.</summary>
    /// <exception cref="CliException">The value is missing or not allowed.</exception>
    internal ProgressMode? Get(ParseResult parse) => !IsGiven(parse) ? null
        : Kind.TryParse(Text(parse), out string? name) ? Enum.Parse<ProgressMode>(name, ignoreCase: true)
        : throw CliException.Value(Name, Text(parse), Allowed, Kind.Names);
}
