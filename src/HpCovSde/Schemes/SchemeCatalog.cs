using HpCovSde.Dynamics;

namespace HpCovSde.Schemes;

/// <summary>All schemes, in order of preference.</summary>
public static class SchemeCatalog
{
    /// <summary>All schemes. The first one that does not refuse a limit is its default.</summary>
    /// <remarks>
    /// <see cref="InverseVariance"/> before <see cref="MultiplicativeTriangular"/>, measured for one input, β = 2, V_0 = 1: the probability
    /// 0.1170 of an explosion before t = 0.5 is off by 0.010 at h = 1/8 and by 0.0008 at h = 1/32, with the other by 0.027 and 0.0076.
    /// <see cref="MultiplicativeTriangular"/> before <see cref="LogFisherZ"/>, for two inputs of a softplus about log(7/4), a = 1/2: the
    /// latter is no closer to E arcsin ρ, and at h = 1/8 five times as far from E V^{12}.
    /// </remarks>
    public static IReadOnlyList<Scheme> All { get; } =
    [
        new FisherZ(),
        new InverseVariance(),
        new MultiplicativeTriangular(),
        new ExponentialMap(),
        new LogFisherZ(),
        new EulerMaruyama(),
        new LogNormDiffusion(),
        new ClockDiffusion(),
        new ReciprocalAngle(),
        new ArcCosineFlow(),
        new SmoothFlow(),
    ];

    /// <summary>The names of all schemes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(scheme => scheme.Name)];

    /// <summary>The schemes that integrate a limit for some number of inputs, in order of preference. Allocates a list.</summary>
    /// <param name="limit">The limit.</param>
    public static IReadOnlyList<Scheme> For(LimitProcess limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return [.. All.Where(scheme => scheme.Fits(limit))];
    }

    /// <summary>
    /// The schemes that integrate a limit for so many inputs, in order of preference. Empty only if the limit itself is not known for them
    /// (<see cref="LimitProcess.Refusal"/>). Allocates a list.
    /// </summary>
    /// <param name="limit">The limit.</param>
    /// <param name="inputs">m ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputs"/> is below 1.</exception>
    public static IReadOnlyList<Scheme> For(LimitProcess limit, int inputs)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        return [.. All.Where(scheme => scheme.Fits(limit, inputs))];
    }

    /// <summary>The scheme of a name on the command line; null if there is none.</summary>
    /// <param name="name">The name, e.g. euler-maruyama.</param>
    public static Scheme? Find(string name) => All.FirstOrDefault(scheme => scheme.Name == name);
}
