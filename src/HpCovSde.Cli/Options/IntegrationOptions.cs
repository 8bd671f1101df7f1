using System.CommandLine;
using System.Globalization;
using HpCovSde.Chains;
using HpCovSde.Cli.Models;

namespace HpCovSde.Cli.Options;

/// <summary>The options of the limit's integration.</summary>
internal sealed class IntegrationOptions
{
    private const string Auto = "auto";

    // A division of T into equal steps must not become one more by rounding.
    private const double RoundingSlack = 1 + 1e-14;

    private readonly ValueOption<string> _scheme = new(
        "--scheme", "NAME", ValueKind.OneOf([(Auto, Auto), .. Limit.SchemeNames.Select(name => (name, name))]),
        $"{string.Join(", ", Limit.SchemeNames)} or {Auto}. Default: {Auto}.");

    private readonly ValueOption<double> _step = new(
        "--step", "H", ValueKind.Number("a number above 0", h => h > 0), "The longest step; the time is divided evenly. Default: 0.01.");

    internal IntegrationOptions(Command command)
    {
        command.Add(_scheme);
        command.Add(_step);
    }

    /// <summary>The integration asked for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="limit">What to integrate.</param>
    /// <param name="records">The time is also divided evenly into this many records.</param>
    /// <exception cref="CliException">The scheme refuses, or there are too many steps.</exception>
    internal Integration Read(ParseResult parse, Limit limit, int records = 1)
    {
        string asked = _scheme.Get(parse, Auto);
        string scheme = asked == Auto ? limit.DefaultScheme : asked;
        if (limit.Refusal(scheme) is { } refusal)
        {
            throw CliException.Usage(asked == Auto ? $"no scheme integrates this limit from these inputs: {refusal}" : $"{_scheme.Name}: {CliException.Quote(scheme)} is not allowed: {refusal}");
        }

        double step = _step.Get(parse, 0.01);
        try
        {
            double stepsPerRecord = Math.Max(1, Math.Ceiling((limit.Time / records / step) - 1e-9));
            IChain chain = limit.Integrate(scheme, records == 1 ? step : limit.Time / (records * stepsPerRecord) * RoundingSlack);
            return new(limit, scheme, chain);
        }
        catch (ArgumentOutOfRangeException refused)
        {
            throw CliException.Usage($"{_step.Name} {step.ToString(CultureInfo.InvariantCulture)}", refused);
        }
    }
}
