using System.Text.Json;
using HpCovSde.Ensembles;
using HpCovSde.Networks;

namespace HpCovSde.Cli.Models;

/// <summary>The limit of residual networks of infinite depth at a finite width.</summary>
internal sealed class DiffusionLimit(ResidualDiffusion diffusion) : Limit
{
    private const string EulerMaruyama = "euler-maruyama";

    internal static IEnumerable<string> Names => [EulerMaruyama];

    internal override string Kind => "residual-diffusion";

    internal override double Time => diffusion.Time;

    internal override string Description => FormattableString.Invariant($"diffusion of {diffusion.Width} neurons");

    internal override string DefaultScheme => EulerMaruyama;

    internal override string? Refusal(string scheme) =>
        Names.Contains(scheme) ? null : $"it integrates covariance SDEs; allowed: {string.Join(", ", Names)}";

    internal override IChain Integrate(string scheme, double step) => diffusion.Integrate(step);

    internal override void Write(Utf8JsonWriter json) => json.WriteNumber("width", diffusion.Width);
}
