using System.CommandLine;
using System.Diagnostics;
using HpCovSde.Cli.Models;
using HpCovSde.Cli.Options;
using HpCovSde.Cli.Output;
using HpCovSde.Commutation;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Commands;

/// <summary><c>commute</c>: finite networks over a grid of widths and depths against the limit of both.</summary>
internal sealed class CommuteCommand : Command
{
    private const int LargestSize = 100_000_000;

    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly FamilyOptions _family;
    private readonly InputOptions _inputs;
    private readonly ValueOption<int[]> _widths = new(
        "--widths", "N,N,...", ValueKind.Integers(1, LargestSize), "The widths of the grid; --width is the same. Default: 8,32,128.");

    private readonly ValueOption<int[]> _depths = new(
        "--depths", "L,L,...", ValueKind.Integers(1, LargestSize), "The depths of the grid; --depth is the same. Default: 2,8,32.");

    private readonly ValueOption<QuantityKind> _quantity = new(
        "--quantity", "NAME", ValueKind.OneOf(("V", QuantityKind.Covariance), ("rho", QuantityKind.Correlation)),
        "V or rho of the first two inputs (V of a single one). Default: V.");

    private readonly ValueOption<int> _replicas = new(
        "--replicas", "N", ValueKind.Integer(2, int.MaxValue), "Independent networks for each cell of the grid. Default: 512.");

    private readonly ValueOption<ulong> _seed = RunSettingsOptions.Seed();
    private readonly ValueOption<int> _threads = RunSettingsOptions.Threads();
    private readonly OutputOptions _output;

    internal CommuteCommand(CliConsole console, CancellationToken cancellation)
        : base("commute", "Do the limits of width and depth commute? Finite networks over a grid of both, their distance to the limit, and its rates.")
    {
        _console = console;
        _cancellation = cancellation;
        _family = new(this);
        _inputs = new(this);
        _widths.Aliases.Add("--width");
        _depths.Aliases.Add("--depth");
        Add(_widths);
        Add(_depths);
        Add(_quantity);
        Add(_replicas);
        Add(_seed);
        Add(_threads);
        _output = new(this, hasResults: false, files: null, plot: "Draws the mean square errors over widths and depths");
        SetAction(parse => Execute(parse));
    }

    private void Execute(ParseResult parse)
    {
        OutputSettings output = _output.Read(parse);
        FamilyChoice family = _family.Read(parse);
        InputChoice inputs = _inputs.Read(parse);
        int[] widths = _widths.Get(parse, [8, 32, 128]);
        int[] depths = _depths.Get(parse, [2, 8, 32]);
        int replicas = _replicas.Get(parse, 512);
        ulong seed = _seed.Get(parse, 0);
        int threads = _threads.Get(parse, RunSettingsOptions.DefaultThreads);
        bool isCorrelation = _quantity.Get(parse, QuantityKind.Covariance) == QuantityKind.Correlation;
        if (isCorrelation && inputs.Gram.Size < 2)
        {
            throw CliException.Value(_quantity.Name, "rho", "V with a single input");
        }

        int other = Math.Min(1, inputs.Gram.Size - 1);
        Quantity quantity = isCorrelation ? Quantity.Correlation(0, other) : Quantity.Covariance(0, other);
        using PlotFile? plot = output.PlotPath is null ? null : new PlotFile(output.PlotPath, output.Overwrite);
        using var progress = new ProgressBar(_console, 1);
        long started = Stopwatch.GetTimestamp();
        CommutationStudy study;
        try
        {
            study = CommutationStudy.Run(family.Family, inputs.Gram, widths, depths, quantity, replicas, threads, seed, progress.Next(), _cancellation);
        }
        catch (ArgumentException refusal)
        {
            throw CliException.Usage($"--widths {string.Join(',', widths)}, --depths {string.Join(',', depths)}", refusal);
        }
        catch (ArithmeticException failure)
        {
            throw CliException.Numeric(failure.Message);
        }

        var report = new CommuteReport(family, inputs, study, replicas, seed, threads, Stopwatch.GetElapsedTime(started).TotalSeconds);
        plot?.Write(CommutePlot.Of(report));
        _console.Output.Write(output.Json ? report.ToJson() : report.ToTable());
    }
}
