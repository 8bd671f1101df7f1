using System.CommandLine;
using HpCovSde.Cli.Models;

namespace HpCovSde.Cli.Options;

/// <summary>The options that describe the model; a command that runs nothing can take them too.</summary>
internal sealed class ModelOptions
{
    /// <summary>What --time means to commands that integrate a limit.</summary>
    internal const string TimeOfLimit = "The time of the limit. Default: mlp D/N (D/N^2P for an exponent below 0.5), resnet the sum of alpha^2.";

    private const int DefaultDepth = 100;
    private const int LargestWidth = 1_000_000_000;

    private readonly ValueOption<string> _network = new(
        "--network", "NAME", ValueKind.OneOf((FeedforwardModel.Name, FeedforwardModel.Name), (ResidualModel.Name, ResidualModel.Name)),
        "mlp: z' = sqrt(c/n) W phi(z), or resnet: Y' = Y + alpha W phi(Y), W ~ N(0, 1/n). Default: mlp.");

    private readonly ActivationOptions _activation;

    private readonly ValueOption<BranchChoice> _branchScaling = new(
        "--branch-scaling", "S", BranchChoice.Kind,
        "alpha_l of a resnet: uniform (L^-1/2), power:G (L^-G), log-series ((l log(l+1)^2)^-1/2), or file:PATH, a column or row of L numbers (.csv, .npy) "
        + "that sets the depth. Default: uniform.");

    private readonly ValueOption<int> _width = new("--width", "N", ValueKind.Integer(1, LargestWidth), "Neurons per layer. Default: 100.");

    private readonly ValueOption<int> _depth = new("--depth", "D", ValueKind.Integer(1, int.MaxValue), "Layers. Default: 100.");

    private readonly ValueOption<double> _time;

    private readonly InputOptions _inputs;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="time">What --time means to it; null: it has no such option.</param>
    internal ModelOptions(Command command, string? time)
    {
        _time = new("--time", "T", ValueKind.Number("a number above 0", t => t > 0), time ?? "");
        command.Add(_network);
        _activation = new(command);
        command.Add(_branchScaling);
        command.Add(_width);
        command.Add(_depth);
        if (time is not null)
        {
            command.Add(_time);
        }

        _inputs = new(command);
    }

    /// <exception cref="CliException">A value is not allowed, or options contradict each other.</exception>
    /// <exception cref="Data.DataFileException">A file of inputs or of branch scalings cannot be used.</exception>
    internal Model Read(ParseResult parse)
    {
        string network = _network.Get(parse, FeedforwardModel.Name);
        ActivationChoice activation = _activation.Read(parse);
        int width = _width.Get(parse, 100);
        int? depth = _depth.TryGet(parse, out int layers) ? layers : null;
        double? time = _time.TryGet(parse, out double given) ? given : null;
        if (network == FeedforwardModel.Name)
        {
            return !_branchScaling.IsGiven(parse)
                ? new FeedforwardModel { Activation = activation, Width = width, Depth = depth ?? DefaultDepth, Time = time, Inputs = _inputs.Read(parse) }
                : throw CliException.Usage($"{_branchScaling.Name}: {CliException.Quote(_branchScaling.Text(parse))} given with --network {network}; allowed: with {ResidualModel.Name} only");
        }

        if (activation is not { ReluShape: null, SmoothShape: null })
        {
            throw CliException.Usage($"{activation.Options}: given with --network {network}; allowed: with {FeedforwardModel.Name} only, a {network} is not shaped");
        }

        if (depth > ResidualModel.LargestDepth)
        {
            throw CliException.Value(_depth.Name, _depth.Text(parse), $"an integer from 1 to {ResidualModel.LargestDepth} with --network {network}");
        }

        BranchChoice branches = _branchScaling.Get(parse, BranchChoice.Uniform);
        depth ??= branches.OwnDepth ?? DefaultDepth;
        _ = branches.At(depth.Value);
        return new ResidualModel { Activation = activation, BranchChoice = branches, Width = width, Depth = depth.Value, Time = time, Inputs = _inputs.Read(parse) };
    }
}
