using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Dynamics;

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

    /// <summary>
    /// For two inputs of a shaped smooth network: (log A, log B, z) with the same noise as <see cref="FisherZ"/>, between two half steps of the drift flow. Weak order 2 for each
    /// variance by itself, and for ρ of odd activations; 1 jointly.
    /// </summary>
    public static Scheme LogFisherZ { get; } = new("log-fisher-z", 0.5, 1, "two inputs, shaped smooth; weak order 2 for each variance");

    /// <summary>For one input of a shaped smooth network: the linear SDE of 1/V, exact in its noise; explosions where 1/V reaches 0.</summary>
    public static Scheme InverseVariance { get; } = new("inverse-variance", 1, 2, "one input, shaped smooth; E 1/V exact for β ≤ 0");

    /// <summary>
    /// The first-order correction of unshaped networks, for one or two inputs: the linear SDE of 1/(n √(1 − ρ)), exact in its noise.
    /// </summary>
    public static Scheme ReciprocalAngle { get; } = new("reciprocal-angle", 1, 2, "unshaped ReLU only; log V exact in law, E 1/√(1 − ρ) exact");

    /// <summary>The deterministic flow dρ/dt = ν(ρ), V^{aa} constant, by the second-order definite flow map.</summary>
    public static Scheme ArcCosineFlow { get; } = new("arc-cosine-flow", 2, 2, "deterministic limit only");

    /// <summary>The deterministic flow dV/dt = b(V) of shaped smooth networks: variances and their explosions exact, correlations by a definite map of first order.</summary>
    public static Scheme SmoothFlow { get; } = new("smooth-flow", 1, 1, "deterministic limit only; V^{aa} exact");

    /// <summary>All schemes.</summary>
    public static IReadOnlyList<Scheme> All { get; } =
        [EulerMaruyama, ExponentialMap, MultiplicativeTriangular, FisherZ, LogFisherZ, InverseVariance, ReciprocalAngle, ArcCosineFlow, SmoothFlow];

    /// <summary>The name on the command line.</summary>
    public string Name { get; }

    /// <summary>The order of the pathwise error; for <see cref="FisherZ"/> that of ρ.</summary>
    public double StrongOrder { get; }

    /// <summary>The order of the error of expectations of smooth functions; for <see cref="FisherZ"/> of functions of ρ.</summary>
    public double WeakOrder { get; }

    /// <summary>What else is worth knowing, in half a line.</summary>
    public string Remark { get; }

    private bool IsFlow => this == ArcCosineFlow || this == SmoothFlow;

    /// <summary>
    /// The scheme taken when none is named: Fisher-z for two inputs of the ReLU family, inverse variance for one of a shaped smooth activation, multiplicative triangular
    /// otherwise; the one there is for the deterministic flow and for the first-order correction.
    /// </summary>
    /// <remarks>
    /// Measured for one input, β = 2, V_0 = 1: the probability 0.1170 of an explosion before t = 0.5 is off by 0.027 at h = 1/8 with multiplicative triangular and by 0.010
    /// with inverse variance, by 0.0076 and 0.0008 at h = 1/32. For two inputs of a softplus about log(7/4), a = 1/2, log-Fisher-z is no closer to E arcsin ρ than
    /// multiplicative triangular, and at h = 1/8 five times as far from E V^{12}.
    /// </remarks>
    public static Scheme Default(CovarianceSde sde, int inputs)
    {
        ArgumentNullException.ThrowIfNull(sde);
        return (sde.Kind, sde.SmoothDrift, inputs) switch
        {
            (LimitKind.FirstOrderCorrection, _, _) => ReciprocalAngle,
            (LimitKind.DeterministicFlow, null, _) => ArcCosineFlow,
            (LimitKind.DeterministicFlow, _, _) => SmoothFlow,
            (_, null, 2) => FisherZ,
            (_, not null, 1) => InverseVariance,
            _ => MultiplicativeTriangular,
        };
    }

    /// <summary>Why this scheme cannot integrate this limit for this many inputs; null if it can.</summary>
    public string? Refusal(CovarianceSde sde, int inputs)
    {
        ArgumentNullException.ThrowIfNull(sde);
        Scheme instead = Default(sde, inputs);
        if (sde.Kind == LimitKind.FirstOrderCorrection)
        {
            return this != ReciprocalAngle
                ? $"The limit is the first-order correction of an unshaped network, which {Name} does not integrate; use {ReciprocalAngle.Name}."
                : inputs > 2 ? $"The first-order correction of an unshaped network is known for one or two inputs, here are {inputs}; shape the activation (c+, c-)." : null;
        }

        if (this == ReciprocalAngle)
        {
            return $"{Name} integrates the first-order correction of unshaped networks only; use {instead.Name}.";
        }

        if (IsFlow != (sde.Kind == LimitKind.DeterministicFlow))
        {
            return IsFlow
                ? $"{Name} integrates the deterministic limit (exponent below 1/2) only."
                : $"The limit is a deterministic flow, which {Name} does not integrate; use {instead.Name}.";
        }

        if (sde.SmoothDrift is not null && (this == EulerMaruyama || this == FisherZ || this == ArcCosineFlow))
        {
            return $"{Name} is for the ReLU family; use {instead.Name} for shaped smooth activations.";
        }

        if (sde.SmoothDrift is null && (this == LogFisherZ || this == InverseVariance || this == SmoothFlow))
        {
            return $"{Name} is for shaped smooth activations; use {instead.Name}.";
        }

        return this == InverseVariance && inputs != 1 ? $"{Name} is for one input, here are {inputs}; use {instead.Name}."
            : (this == FisherZ || this == LogFisherZ) && inputs != 2 ? $"{Name} is for two inputs, here are {inputs}; use {instead.Name}."
            : null;
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

        if (this == LogFisherZ)
        {
            return new LogFisherZ<T>(start, sde.SmoothDrift!, grid);
        }

        if (this == InverseVariance)
        {
            return new InverseVariance<T>(start, sde.SmoothDrift!, grid);
        }

        if (this == ReciprocalAngle)
        {
            return new ReciprocalAngle<T>(start, sde.Correction!, grid);
        }

        return IsFlow
            ? new DeterministicFlow<T>(start, Drift<T>(sde, start.Size, grid), grid)
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
