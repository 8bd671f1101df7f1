using System.Text.Json;
using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Schemes;

namespace HpCovSde.Cli.Models;

/// <summary>The limit of residual networks of infinite depth at a finite width.</summary>
internal sealed class DiffusionLimit(ResidualDiffusion diffusion, int inputs) : Limit
{
    internal static IEnumerable<string> Names => DiffusionScheme.All.Select(scheme => scheme.Name);

    internal override string Kind => "residual-diffusion";

    internal override double Time => diffusion.Time;

    internal override string Description => FormattableString.Invariant($"diffusion of {diffusion.Width} neurons");

    internal override string DefaultScheme => DiffusionScheme.EulerMaruyama.Name;

    internal override string? Refusal(string scheme) =>
        Find(scheme) is { } found ? found.Refusal(diffusion, inputs) : $"it integrates covariance SDEs; allowed: {string.Join(", ", Names)}";

    internal override IChain Integrate(string scheme, double step) => diffusion.Integrate(step, Find(scheme));

    internal override void Write(Utf8JsonWriter json) => json.WriteNumber("width", diffusion.Width);

    private static DiffusionScheme? Find(string name) => DiffusionScheme.All.FirstOrDefault(scheme => scheme.Name == name);
}
