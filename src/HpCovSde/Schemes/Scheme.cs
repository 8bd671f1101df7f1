using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Schemes;

/// <summary>
/// A numerical scheme: how it converges in the step h, and which limits it integrates. Each scheme is a class of its own, and
/// <see cref="SchemeCatalog"/> lists them.
/// </summary>
/// <remarks>A scheme is immutable, and a new instance is as good as any other of its class.</remarks>
public abstract class Scheme
{
    private protected Scheme()
    {
    }

    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The order of the pathwise error.</summary>
    public abstract double StrongOrder { get; }

    /// <summary>The order of the error of expectations of smooth functions.</summary>
    public abstract double WeakOrder { get; }

    /// <summary>What else is worth knowing, in half a line.</summary>
    public abstract string Remark { get; }

    /// <summary>
    /// Why this scheme does not integrate this limit, for any number of inputs, and the names of those that do; null if it does.
    /// </summary>
    /// <param name="limit">The limit.</param>
    public string? Refusal(LimitProcess limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return Misfit(limit) is { } reason
            ? $"{reason}; use {string.Join(" or ", SchemeCatalog.For(limit).Select(scheme => scheme.Name))}."
            : null;
    }

    /// <summary>
    /// Why this scheme does not integrate this limit for so many inputs, and the name of the preferred one that does; null if it does.
    /// If no scheme does, the refusal is that of the limit itself (<see cref="LimitProcess.Refusal"/>).
    /// </summary>
    /// <param name="limit">The limit.</param>
    /// <param name="inputs">m ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputs"/> is below 1.</exception>
    public string? Refusal(LimitProcess limit, int inputs)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        return limit.Refusal(inputs)
            ?? (Reason(limit, inputs) is { } reason ? $"{reason}; use {SchemeCatalog.For(limit, inputs)[0].Name}." : null);
    }

    /// <summary>
    /// The longest step h that this scheme takes for a limit: one over which a coefficient of the drift or of the noise, times h, stays
    /// below a bound of the scheme. Longer steps would give another law without a warning, and are refused. +∞ if there is no bound.
    /// </summary>
    /// <param name="limit">The limit.</param>
    /// <param name="inputs">m ≥ 1. The noise of many inputs takes shorter steps.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputs"/> is below 1.</exception>
    public double LongestStep(LimitProcess limit, int inputs)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        return Bounds(limit, inputs).Select(bound => bound.LongestStep).DefaultIfEmpty(double.PositiveInfinity).Min();
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The transition of this scheme.</summary>
    /// <param name="limit">A limit that is not refused.</param>
    /// <param name="start">V_0.</param>
    /// <param name="grid">The steps.</param>
    /// <param name="blas">As in <see cref="IChain.CreateTransition"/>.</param>
    internal abstract ITransition<T> Create<T>(LimitProcess limit, GramMatrix start, TimeGrid grid, IBlas<T> blas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>True if this scheme integrates this limit for some number of inputs.</summary>
    internal bool Fits(LimitProcess limit) => Misfit(limit) is null;

    /// <summary>True if this scheme integrates this limit for so many inputs.</summary>
    internal bool Fits(LimitProcess limit, int inputs) => limit.Refusal(inputs) is null && Reason(limit, inputs) is null;

    /// <summary>Why this scheme does not take steps of this length, and a step that it takes; null if it takes them.</summary>
    internal string? StepRefusal(LimitProcess limit, int inputs, double step)
    {
        StepBound? broken = Bounds(limit, inputs)
            .Where(bound => !(step <= bound.LongestStep)).OrderBy(bound => bound.LongestStep).FirstOrDefault();
        return broken is null ? null : $"{Name}: {broken.Refusal(step, limit.Time)}";
    }

    /// <summary>What bounds the step of this scheme for a limit that it integrates; empty if nothing does.</summary>
    private protected virtual IEnumerable<StepBound> Bounds(LimitProcess limit, int inputs) => [];

    /// <summary>Why this scheme does not integrate this limit, without an alternative; null if it does.</summary>
    private protected abstract string? Misfit(LimitProcess limit);

    /// <summary>The only number of inputs there is a step for; null if there is one for any number.</summary>
    private protected virtual int? OnlyInputs => null;

    /// <summary>The reason that this scheme is for other limits.</summary>
    /// <param name="others">The limits it is for, in a few words.</param>
    /// <param name="limit">The limit it is not for.</param>
    private protected string IsFor(string others, LimitProcess limit) =>
        $"{Name} is for {others}, not for this limit ({limit.Description})";

    private string? Reason(LimitProcess limit, int inputs) => Misfit(limit)
        ?? (OnlyInputs is { } only && only != inputs
            ? $"{Name} is for {(only == 1 ? "one input" : "two inputs")}, not for {inputs}"
            : null);
}
