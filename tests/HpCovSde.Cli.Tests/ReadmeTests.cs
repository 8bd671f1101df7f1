using System.Globalization;
using System.Text.RegularExpressions;
using HpCovSde.TestSupport;

namespace HpCovSde.Cli.Tests;

/// <summary>The command line in the README: its commands run, and its tables have every command and every option.</summary>
public sealed partial class ReadmeTests
{
    private const int MostReplicas = 32;

    private static readonly string Readme = File.ReadAllText(Repository.PathOf("README.md"));

    private static readonly string[] CommandNames =
        [.. CliRun.Of().Error.Split("allowed: ")[1].Split(" (")[0].Split(", ")];

    public static TheoryData<string> Commands =>
        [.. CommandLine().Matches(Readme).Select(match => match.Groups["line"].Value.Trim()).Distinct()];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_of_the_README_runs(string commandLine)
    {
        using var folder = new Folder();
        string[] words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var args = new List<string>();
        foreach ((int index, string word) in words.Index())
        {
            args.Add((index == 0 ? "" : words[index - 1]) switch
            {
                "--out" or "--plot" => folder.File(word),
                "--replicas" =>
                    Math.Min(MostReplicas, int.Parse(word, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture),
                _ => File.Exists(Repository.PathOf(word)) ? Repository.PathOf(word) : word,
            });
        }

        // Runs the command with fewer replicas.
        if (!args.Contains("--replicas") && Options(args[0]).Contains("--replicas"))
        {
            args.AddRange(["--replicas", $"{MostReplicas}"]);
        }

        Assert.NotEqual("", CliRun.Succeed([.. args]));
    }

    [Fact]
    public void The_commands_of_the_README_are_found() => Assert.InRange(Commands.Count, 10, 100);

    [Fact]
    public void Every_command_has_a_row_in_the_README() =>
        Assert.All(CommandNames, name => Assert.Contains($"| `{name}` |", Readme, StringComparison.Ordinal));

    [Fact]
    public void Every_option_is_in_the_README() =>
        Assert.All(CommandNames.SelectMany(Options).Distinct(), option => Assert.Matches($@"`{option}[ `]", Readme));

    private static string[] Options(string command) =>
    [
        .. OptionName().Matches(CliRun.Succeed(command, "--help"))
            .Select(match => match.Groups["name"].Value)
            .Where(name => name != "--help"),
    ];

    // A command is between backticks or is a line of a code block.
    [GeneratedRegex(
        @"(?:`hpcovsde |^(?:    )?(?:hpcovsde|dotnet run -c Release --project src/HpCovSde\.Cli --) )(?<line>[a-z][^`\n]*)",
        RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"^\s+(?:-., )?(?<name>--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex OptionName();
}
