using System.CommandLine;
using System.Globalization;
using HpCovSde.Chains;
using HpCovSde.Cli.Models;
using HpCovSde.Dynamics;
using HpCovSde.Schemes;

namespace HpCovSde.Cli.Options;

/// <summary>The options of the limit's integration.</summary>
internal sealed class IntegrationOptions
{
    private const string Auto = "auto";

    // A division of T into equal steps must not become one more by rounding.
    private const double RoundingSlack = 1 + 1e-14;

    private static readonly string[] Names = [.. SchemeCatalog.All.Select(scheme => scheme.Name)];

    private readonly ValueOption<string> _scheme = new(
        "--scheme", "NAME", ValueKind.OneOf([(Auto, Auto), .. Names.Select(name => (name, name))]),
        $"{string.Join(", ", Names)} or {Auto}. Default: {Auto}.");

    private readonly ValueOption<double> _step = new(
        "--step", "H", ValueKind.Number("a number above 0", h => h > 0), "The longest step; the time is divided evenly. Default: 0.01.");

    internal IntegrationOptions(Command command)
    {
        command.Add(_scheme);
        command.Add(_step);
    }

    /// <summary>The integration asked for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="model">What to integrate the limit of, with its inputs.</param>
    /// <param name="records">The time is also divided evenly into this many records.</param>
    /// <exception cref="CliException">There is no limit, the scheme refuses, or there are too many steps.</exception>
    internal Integration Read(ParseResult parse, Model model, int records = 1)
    {
        LimitProcess limit = model.CreateLimit();
        Scheme scheme = ReadScheme(parse, limit, model.Start.Size);
        double step = _step.Get(parse, 0.01);
        try
        {
            double stepsPerRecord = Math.Max(1, Math.Ceiling((limit.Time / records / step) - 1e-9));
            IChain chain = limit.Integrate(records == 1 ? step : limit.Time / (records * stepsPerRecord) * RoundingSlack, scheme);
            return new(limit, scheme, chain);
        }
        catch (ArgumentOutOfRangeException refused)
        {
            throw CliException.Usage($"{_step.Name} {step.ToString(CultureInfo.InvariantCulture)}", refused);
        }
    }

    private Scheme ReadScheme(ParseResult parse, LimitProcess limit, int inputs)
    {
        string asked = _scheme.Get(parse, Auto);
        if (asked == Auto)
        {
            return limit.Refusal(inputs) is { } unknown
                ? throw CliException.Usage($"no scheme integrates this limit from these inputs: {unknown}")
                : SchemeCatalog.For(limit, inputs)[0];
        }

        Scheme scheme = SchemeCatalog.Find(asked)!;
        return scheme.Refusal(limit, inputs) is { } refusal
            ? throw CliException.Usage($"{_scheme.Name}: {CliException.Quote(asked)} is not allowed: {refusal}")
            : scheme;
    }
}
