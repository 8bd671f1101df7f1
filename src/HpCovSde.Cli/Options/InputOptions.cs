using System.CommandLine;
using HpCovSde.Cli.Models;

namespace HpCovSde.Cli.Options;

/// <summary>The options that describe the inputs.</summary>
internal sealed class InputOptions
{
    private const double DefaultCorrelation = 0.3;

    private readonly ValueOption<int> _inputsCount = new("--inputs-count", "1", ValueKind.Integer(1, 1), "One input of norm 1.");

    private readonly ValueOption<double> _correlation = new(
        "--correlation", "R", ValueKind.Number("a number from -1 to 1", r => r is >= -1 and <= 1),
        "Two inputs of norm 1 with this correlation. Default: 0.3.");

    private readonly ValueOption<string> _gram = new("--gram", "FILE", ValueKind.File(), "A Gram matrix, .csv or .npy.");

    private readonly ValueOption<string> _inputs = new(
        "--inputs", "FILE", ValueKind.File(), "Inputs x in rows, .csv or .npy; their Gram matrix is X X^T / n_in.");

    internal InputOptions(Command command)
    {
        command.Add(_inputsCount);
        command.Add(_correlation);
        command.Add(_gram);
        command.Add(_inputs);
    }

    /// <exception cref="CliException">A value is not allowed, or options contradict each other.</exception>
    /// <exception cref="Data.DataFileException">A file of inputs cannot be used.</exception>
    internal InputChoice Read(ParseResult parse)
    {
        string[] given =
        [
            .. new[] { (_inputsCount.Name, _inputsCount.IsGiven(parse)), (_correlation.Name, _correlation.IsGiven(parse)),
                (_gram.Name, _gram.IsGiven(parse)), (_inputs.Name, _inputs.IsGiven(parse)) }.Where(option => option.Item2).Select(option => option.Name),
        ];
        if (given.Length > 1)
        {
            throw CliException.Usage($"{string.Join(", ", given)}: given together; allowed: one of --inputs-count, --correlation, --gram, --inputs");
        }

        if (_inputsCount.TryGet(parse, out _))
        {
            return new(GramMatrix.Single(), null, null, null);
        }

        if (_gram.TryGet(parse, out string? gramPath))
        {
            return new(GramMatrix.Load(gramPath), null, gramPath, null);
        }

        if (_inputs.TryGet(parse, out string? inputsPath))
        {
            return new(GramMatrix.LoadInputs(inputsPath), null, null, inputsPath);
        }

        double correlation = _correlation.Get(parse, DefaultCorrelation);
        return new(GramMatrix.Pair(correlation), correlation, null, null);
    }
}
