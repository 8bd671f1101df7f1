using System.CommandLine;
using System.Text.Json;
using HpCovSde.Activations;
using HpCovSde.Cli.Models;
using HpCovSde.Cli.Output;
using HpCovSde.Commutation;

namespace HpCovSde.Cli.Options;

/// <summary>A family of networks that a command line asks for.</summary>
/// <param name="Network">Its name there.</param>
/// <param name="Activation">φ, or null where the family has its own.</param>
/// <param name="Branches">The branch scalings of a residual family.</param>
/// <param name="Beta">β of a shaped residual family.</param>
/// <param name="Family">The networks.</param>
internal sealed record FamilyChoice(string Network, ActivationChoice? Activation, BranchChoice? Branches, double? Beta, NetworkFamily Family)
{
    /// <summary>A few words for people.</summary>
    internal string Description => string.Concat(
        Network,
        Activation is null ? "" : $", {Activation.Description}",
        Branches is null ? "" : $", branches {Branches.Text}",
        Beta is double beta ? FormattableString.Invariant($", beta {beta}") : "");

    /// <summary>Writes the options in force as the JSON object "model".</summary>
    internal void Write(Utf8JsonWriter json, InputChoice inputs)
    {
        json.WriteStartObject("model");
        json.WriteString("network", Network);
        json.WriteString("family", Family.Name);
        Activation?.Write(json);
        json.WriteString("branchScaling", Branches?.Text);
        json.WriteFinite("beta", Beta);
        json.WriteNumber("inputsCount", inputs.Gram.Size);
        inputs.Write(json);
        json.WriteEndObject();
    }
}

/// <summary>The options that name a family of networks of every width and depth.</summary>
internal sealed class FamilyOptions
{
    private const string ShapedFeedforward = "shaped-mlp";
    private const string ShapedResidual = "shaped-resnet";

    private readonly ValueOption<string> _network = new(
        "--network", "NAME",
        ValueKind.OneOf([.. new[] { FeedforwardModel.Name, ResidualModel.Name, ShapedFeedforward, ShapedResidual }.Select(name => (name, name))]),
        "resnet, or what does not commute: mlp, shaped-mlp (slopes 1 + L^-1/2 and 1), shaped-resnet (Y' = B Y + (1 - B^2)^1/2 W phi(W' Y), phi as there). "
        + "Default: mlp.");

    private readonly ActivationOptions _activation;

    private readonly ValueOption<BranchChoice> _branchScaling = new(
        "--branch-scaling", "S", BranchChoice.Kind, "alpha_l of a resnet: uniform (L^-1/2), power:G (L^-G) or log-series ((l log(l+1)^2)^-1/2). Default: uniform.");

    private readonly ValueOption<double> _beta = new(
        "--beta", "B", ValueKind.Number("a number between 0 and 1", beta => beta is > 0 and < 1), "B of shaped-resnet. Default: 0.5.");

    internal FamilyOptions(Command command)
    {
        command.Add(_network);
        _activation = new(command);
        command.Add(_branchScaling);
        command.Add(_beta);
    }

    /// <exception cref="CliException">A value is not allowed, or options contradict each other.</exception>
    internal FamilyChoice Read(ParseResult parse)
    {
        string network = _network.Get(parse, FeedforwardModel.Name);
        ActivationChoice activation = _activation.Read(parse);
        Allow(parse, _branchScaling, network, ResidualModel.Name);
        Allow(parse, _beta, network, ShapedResidual);
        if (activation is not { ReluShape: null, SmoothShape: null })
        {
            throw CliException.Usage($"{activation.Options}: given with commute; allowed: --network {ShapedFeedforward}, which is shaped with its depth");
        }

        if (network is ShapedFeedforward or ShapedResidual)
        {
            double? beta = network == ShapedResidual ? _beta.Get(parse, 0.5) : null;
            return activation.Name == ReluFamily.Relu.Name
                ? new(network, null, null, beta, beta is double b ? NetworkFamily.ShapedResidual(b) : NetworkFamily.ShapedFeedforward)
                : throw CliException.Usage($"--activation: '{activation.Name}' given with --network {network}; allowed: relu");
        }

        if (network == FeedforwardModel.Name)
        {
            return new(network, activation, null, null, NetworkFamily.Feedforward(activation.Function));
        }

        BranchChoice branches = _branchScaling.Get(parse, BranchChoice.Uniform);
        return new(network, activation, branches, null, Residual(activation.Function, branches));
    }

    private static NetworkFamily Residual(Activation activation, BranchChoice branches)
    {
        try
        {
            return branches switch
            {
                { Path: not null } => throw CliException.Value("--branch-scaling", branches.Text, "a rule for every depth: uniform, power:G or log-series"),
                { Exponent: double exponent } => NetworkFamily.Power(activation, exponent),
                _ => branches.Text == BranchChoice.Uniform.Text ? NetworkFamily.Uniform(activation) : NetworkFamily.LogSeries(activation),
            };
        }
        catch (ArgumentOutOfRangeException refusal)
        {
            throw CliException.Usage($"--branch-scaling {branches.Text}", refusal);
        }
    }

    private static void Allow<T>(ParseResult parse, ValueOption<T> option, string network, string owner)
    {
        if (network != owner && option.IsGiven(parse))
        {
            throw CliException.Usage($"{option.Name}: {CliException.Quote(option.Text(parse))} given with --network {network}; allowed: with {owner} only");
        }
    }
}
