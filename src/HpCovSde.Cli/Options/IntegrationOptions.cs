using System.CommandLine;
using HpCovSde.Dynamics;
using HpCovSde.Ensembles;
using HpCovSde.Schemes;

namespace HpCovSde.Cli.Options;

/// <summary>An SDE with the scheme and the step that integrate it.</summary>
internal sealed record Integration(CovarianceSde Sde, Scheme Scheme, IChain Chain);

/// <summary>The options of the limit's integration.</summary>
internal sealed class IntegrationOptions
{
    // A division of T into equal steps must not become one more by rounding.
    private const double RoundingSlack = 1 + 1e-14;

    private readonly ValueOption<Scheme?> _scheme = new(
        "--scheme", "NAME",
        ValueKind.OneOf<Scheme?>([("auto", null), .. Scheme.All.Select(scheme => (scheme.Name, (Scheme?)scheme))]),
        $"{string.Join(", ", Scheme.All.Select(scheme => scheme.Name))} or auto. Default: auto.");

    private readonly ValueOption<double> _step = new(
        "--step", "H", ValueKind.Number("a number above 0", h => h > 0), "The longest step; the time is divided evenly. Default: 0.01.");

    internal IntegrationOptions(Command command)
    {
        command.Add(_scheme);
        command.Add(_step);
    }

    /// <summary>The integration asked for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="sde">What to integrate.</param>
    /// <param name="inputs">m.</param>
    /// <param name="records">The time is also divided evenly into this many records.</param>
    /// <exception cref="CliException">The scheme refuses, or there are too many steps.</exception>
    internal Integration Read(ParseResult parse, CovarianceSde sde, int inputs, int records = 1)
    {
        Scheme scheme = _scheme.Get(parse, null) ?? Scheme.Default(sde, inputs);
        if (scheme.Refusal(sde, inputs) is { } refusal)
        {
            throw CliException.Usage($"{_scheme.Name}: {CliException.Quote(scheme.Name)} is not allowed: {refusal}");
        }

        double step = _step.Get(parse, 0.01);
        try
        {
            double stepsPerRecord = Math.Max(1, Math.Ceiling((sde.Time / records / step) - 1e-9));
            IChain chain = sde.Integrate(records == 1 ? step : sde.Time / (records * stepsPerRecord) * RoundingSlack, scheme);
            return new(sde, scheme, chain);
        }
        catch (ArgumentOutOfRangeException refused)
        {
            throw CliException.Usage($"{_step.Name} {step.ToString(System.Globalization.CultureInfo.InvariantCulture)}", refused);
        }
    }
}
