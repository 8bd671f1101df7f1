using System.CommandLine;
using HpCovSde.Cli.Files;
using HpCovSde.Cli.Reports;

namespace HpCovSde.Cli.Options;

/// <summary>The files that a command can write besides its report.</summary>
/// <param name="Files">Help text of --out; null if the command does not have it.</param>
/// <param name="Plot">Help text of --plot; null if the command does not have it.</param>
internal sealed record OutputKinds(string? Files, string? Plot);

/// <summary>The options of output.</summary>
internal sealed class OutputOptions
{
    private readonly Flag _json = Flag.Json();
    private readonly FileOption _out;
    private readonly FileOption _plot;
    private readonly Flag _force = new("--force", "Overwrites existing files.");
    private readonly Flag _quiet = new("--quiet", "Writes no progress and no notes to standard error, only errors.");
    private readonly ProgressOption _progress = new();

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="kinds">The files that the command can write.</param>
    internal OutputOptions(Command command, OutputKinds kinds)
    {
        _out = new("--out", kinds.Files ?? "", SampleFile.Extensions);
        _plot = new("--plot", $"{kinds.Plot} to a .svg file, or to a .png file if rsvg-convert is installed.", ".svg", ".png");
        command.Add(_json);
        if (kinds.Files is not null)
        {
            command.Add(_out);
        }

        if (kinds.Plot is not null)
        {
            command.Add(_plot);
        }

        if (kinds is not { Files: null, Plot: null })
        {
            command.Add(_force);
        }

        command.Add(_quiet);
        command.Add(_progress);
    }

    /// <exception cref="CliException">A value is not allowed, or a .png cannot be made.</exception>
    internal OutputSettings Read(ParseResult parse)
    {
        string? plot = _plot.Get(parse);
        return plot is not null && PlotFile.IsPng(plot) && !PngConverter.IsInstalled
            ? throw CliException.Value(_plot.Name, plot, "a name that ends in .svg; .png needs rsvg-convert, which is not on the PATH")
            : new(_json.IsGiven(parse), _out.Get(parse), plot, _force.IsGiven(parse), Progress(parse));
    }

    private ProgressMode Progress(ParseResult parse) => (_quiet.IsGiven(parse), _progress.Get(parse)) switch
    {
        (true, null) => ProgressMode.Quiet,
        (true, { } mode) => throw CliException.Usage($"{_quiet.Name}, {_progress.Name} {mode}: given together; allowed: one of them"),
        (false, { } mode) => mode,
        _ => ProgressMode.Auto,
    };
}
