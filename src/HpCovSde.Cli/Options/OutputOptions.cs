using System.CommandLine;
using HpCovSde.Cli.Output;

namespace HpCovSde.Cli.Options;

/// <summary>What to write where.</summary>
/// <param name="Json">JSON rather than a table.</param>
/// <param name="Every">Report every entry however many inputs there are.</param>
/// <param name="CovariancePath">Where the covariances go; null: nowhere.</param>
/// <param name="PlotPath">Where the figure goes; null: nowhere.</param>
/// <param name="Overwrite">Whether existing files may be replaced.</param>
internal sealed record OutputSettings(bool Json, bool Every, string? CovariancePath, string? PlotPath, bool Overwrite);

/// <summary>The options of output.</summary>
internal sealed class OutputOptions
{
    private const string Covariances =
        "Writes the covariances. .npy: float64 [replicas, m, m], with --record-every [records, replicas, m, m]. .csv: a row per record and "
        + "replica with columns (step, time,) replica, V[1,1], V[1,2], ... in row-major order. compare writes FILE.finite.* and FILE.limit.*. "
        + "FILE.json beside it says which run made it. With --logits also FILE.logits.*: [replicas, K, m], or columns f[1,1], f[1,2], ....";

    private readonly Flag _json = new("--json", "One JSON document on standard output and nothing else.");

    private readonly ValueOption<bool> _results = new(
        "--results", "NAME", ValueKind.OneOf(("default", false), ("all", true)),
        "default or all. Beyond 8 inputs the default is the variances, the mean correlation and logdet.");

    private readonly ValueOption<string> _out;

    private readonly ValueOption<string> _plot;

    private readonly Flag _force = new("--force", "Overwrites existing files.");

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hasResults">Whether there are results to choose from.</param>
    /// <param name="files">What --out writes; null: there is no such option.</param>
    /// <param name="plot">What --plot draws; null: there is no such option.</param>
    internal OutputOptions(Command command, bool hasResults = true, string? files = Covariances, string? plot = "Draws the densities")
    {
        _out = new("--out", "FILE", ValueKind.File(".npy", ".csv"), files ?? "");
        _plot = new("--plot", "FILE", ValueKind.File(".svg", ".png"), $"{plot}, .svg, or .png where rsvg-convert is installed.");
        command.Add(_json);
        if (hasResults)
        {
            command.Add(_results);
        }

        if (files is not null)
        {
            command.Add(_out);
        }

        if (plot is not null)
        {
            command.Add(_plot);
        }

        command.Add(_force);
    }

    /// <exception cref="CliException">A value is not allowed, or a .png is asked for and cannot be made.</exception>
    internal OutputSettings Read(ParseResult parse)
    {
        string? plot = _plot.TryGet(parse, out string? plotPath) ? plotPath : null;
        if (plot is not null && PlotFile.IsPng(plot) && !PngConverter.IsInstalled)
        {
            throw CliException.Value(_plot.Name, plot, "a name that ends in .svg; .png needs rsvg-convert, which is not on the PATH");
        }

        return new(
            _json.IsGiven(parse),
            _results.Get(parse, false),
            _out.TryGet(parse, out string? covariances) ? covariances : null,
            plot,
            _force.IsGiven(parse));
    }
}
