using System.Numerics;
using HpCovSde.Dynamics;
using HpCovSde.Ensembles;

namespace HpCovSde.Schemes;

/// <summary>
/// A numerical scheme for the covariance SDE, with what is known of it: orders of convergence in the step h, and what it
/// refuses. The list is closed.
/// </summary>
public sealed record Scheme
{
    private Scheme(string name, double strongOrder, double weakOrder, string remark)
    {
        Name = name;
        StrongOrder = strongOrder;
        WeakOrder = weakOrder;
        Remark = remark;
    }

    /// <summary>
    /// V' = V + √h L S Lᵀ + h b(V). The baseline; it alone can leave the cone of positive semidefinite matrices. Policy on lost definiteness:
    /// <i>project</i>. Pivots of the Cholesky factorisation that come out negative are set to zero, V is
    /// replaced by LLᵀ, and the event is counted per replica and step.
    /// </summary>
    public static Scheme EulerMaruyama { get; } = new("euler-maruyama", 0.5, 1, "projects and counts lost definiteness");

    /// <summary>V' = L exp(√h S − h(m+1)/2) Lᵀ, then the drift flow: definite always; log det and, for one input, V exact in law.</summary>
    public static Scheme ExponentialMap { get; } = new("exponential-map", 0.5, 1, "log det V exact in law");

    /// <summary>
    /// L' = L T with T lower triangular, then the drift flow: definite always; E V exact without drift, log det (and for one input V) exact in law.
    /// </summary>
    public static Scheme MultiplicativeTriangular { get; } = new("multiplicative-triangular", 0.5, 1, "log det V and E V of the linear part exact");

    /// <summary>
    /// For two inputs: z = artanh ρ has additive noise; Heun's method for z between two half steps of the drift flow (Strang), log variances beside it.
    /// Weak order 2 for functions of ρ; each log variance is exact in law by itself, jointly with ρ order 1.
    /// </summary>
    public static Scheme FisherZ { get; } = new("fisher-z", 1, 2, "two inputs; weak order 2 for ρ, 1 jointly with log V");

    /// <summary>The deterministic flow dρ/dt = ν(ρ), V^{aa} constant, by the second-order definite flow map.</summary>
    public static Scheme ArcCosineFlow { get; } = new("arc-cosine-flow", 2, 2, "deterministic limit only");

    /// <summary>All schemes.</summary>
    public static IReadOnlyList<Scheme> All { get; } = [EulerMaruyama, ExponentialMap, MultiplicativeTriangular, FisherZ, ArcCosineFlow];

    /// <summary>The name on the command line.</summary>
    public string Name { get; }

    /// <summary>The order of the pathwise error; for <see cref="FisherZ"/> that of ρ.</summary>
    public double StrongOrder { get; }

    /// <summary>The order of the error of expectations of smooth functions; for <see cref="FisherZ"/> of functions of ρ.</summary>
    public double WeakOrder { get; }

    /// <summary>What else is worth knowing, in half a line.</summary>
    public string Remark { get; }

    /// <summary>The scheme taken when none is named: Fisher-z for two inputs of the ReLU family, multiplicative triangular otherwise.</summary>
    public static Scheme Default(CovarianceSde sde, int inputs)
    {
        ArgumentNullException.ThrowIfNull(sde);
        return sde.Kind == LimitKind.DeterministicFlow ? ArcCosineFlow : inputs == 2 && sde.SmoothDrift is null ? FisherZ : MultiplicativeTriangular;
    }

    /// <summary>Why this scheme cannot integrate this limit for this many inputs; null if it can.</summary>
    public string? Refusal(CovarianceSde sde, int inputs)
    {
        ArgumentNullException.ThrowIfNull(sde);
        LimitKind kind = sde.Kind;
        if ((this == ArcCosineFlow) != (kind == LimitKind.DeterministicFlow))
        {
            return kind == LimitKind.DeterministicFlow
                ? $"The limit is a deterministic flow, which {Name} does not integrate; use {ArcCosineFlow.Name}."
                : $"{ArcCosineFlow.Name} integrates the deterministic limit (exponent below 1/2) only.";
        }

        if (sde.SmoothDrift is not null && this != ExponentialMap && this != MultiplicativeTriangular)
        {
            return $"{Name} is for the ReLU family; use {MultiplicativeTriangular.Name} for shaped smooth activations.";
        }

        return this == FisherZ && inputs != 2 ? $"{Name} is for two inputs, here are {inputs}; use {MultiplicativeTriangular.Name}." : null;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal ITransition<T> CreateTransition<T>(CovarianceSde sde, GramMatrix start, TimeGrid grid)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (this == EulerMaruyama)
        {
            return start.Size == 2 ? new EulerMaruyamaPair<T>(start, sde.Kappa, grid) : new EulerMaruyama<T>(start, sde.Kappa, grid);
        }

        if (this == ExponentialMap)
        {
            return new ExponentialMap<T>(start, Drift<T>(sde, start.Size, grid), grid);
        }

        if (this == FisherZ)
        {
            return new FisherZ<T>(start, sde.Kappa, grid);
        }

        return this == ArcCosineFlow
            ? new ArcCosineFlow<T>(start, sde.Kappa, grid)
            : new MultiplicativeTriangular<T>(start, Drift<T>(sde, start.Size, grid), grid);
    }

    private static DriftFlow<T>? Drift<T>(CovarianceSde sde, int inputs, TimeGrid grid)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => sde switch
        {
            { SmoothDrift: { } smooth } => new SmoothDriftFlow<T>(inputs, smooth, grid.Step),
            { Kappa: 0 } => null,
            _ => new ArcCosineDriftFlow<T>(inputs, sde.Kappa * grid.Step),
        };
}
