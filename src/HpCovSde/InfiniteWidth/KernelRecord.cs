namespace HpCovSde.InfiniteWidth;

/// <summary>A kernel at infinite width after some of its layers.</summary>
/// <param name="Layer">l.</param>
/// <param name="Time">
/// For residual networks Σ α_k² of the layers so far; for feedforward networks l; for a flow its time t.
/// </param>
/// <param name="Covariance">V, or q.</param>
/// <param name="Error">
/// A bound of the error of each ρ, and of each variance relative to it, without rounding. It comes from truncated Hermite expansions: the
/// largest error of each layer times the factor by which later layers can amplify it; and from the difference of two quadratures, where a
/// fixed one does not resolve φ. For a flow it is the sum of the estimated errors of its steps and of such bounds. It is 0 for closed
/// forms, and for layers whose expansion converges.
/// </param>
public sealed record KernelRecord(int Layer, double Time, GramMatrix Covariance, double Error);
