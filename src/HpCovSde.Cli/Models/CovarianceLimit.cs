using System.Text.Json;
using HpCovSde.Chains;
using HpCovSde.Cli.Output;
using HpCovSde.Dynamics;
using HpCovSde.Schemes;

namespace HpCovSde.Cli.Models;

/// <summary>The limit of feedforward networks of proportional depth and width, and its relatives at other scalings.</summary>
internal sealed class CovarianceLimit(CovarianceSde sde, int inputs) : Limit
{
    internal static IEnumerable<string> Names => Scheme.All.Select(scheme => scheme.Name);

    internal override string Kind => sde.Kind switch
    {
        LimitKind.CovarianceSde => "covariance-sde",
        LimitKind.LinearSde => "linear-sde",
        LimitKind.FirstOrderCorrection => "first-order-correction",
        _ => "deterministic-flow",
    };

    internal override double Time => sde.Time;

    internal override string Description => $"{Kind.Replace('-', ' ').Replace("sde", "SDE", StringComparison.Ordinal)}, {Drift}";

    internal override string DefaultScheme => Scheme.Default(sde, inputs).Name;

    private string Drift => sde switch
    {
        { SmoothDrift: { } smooth } => FormattableString.Invariant($"beta = {smooth.Beta:G6}"),
        { Correction: { } correction } => FormattableString.Invariant($"epsilon = {correction.ArcCosineStrength:G6}, kappa4 = {correction.FourthMomentRatio:G6}"),
        _ => FormattableString.Invariant($"kappa = {sde.Kappa:G6}"),
    };

    internal override string? Refusal(string scheme) =>
        Find(scheme) is { } found ? found.Refusal(sde, inputs) : $"it integrates residual diffusions; allowed: {string.Join(", ", Names)}";

    internal override IChain Integrate(string scheme, double step) => sde.Integrate(step, Find(scheme));

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("kappa", sde.Kappa);
        json.WriteFinite("beta", sde.SmoothDrift?.Beta);
        json.WriteFinite("epsilon", sde.Correction?.ArcCosineStrength);
        json.WriteFinite("kappa4", sde.Correction?.FourthMomentRatio);
    }

    private static Scheme? Find(string name) => Scheme.All.FirstOrDefault(scheme => scheme.Name == name);
}
