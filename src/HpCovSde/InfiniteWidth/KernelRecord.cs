namespace HpCovSde.InfiniteWidth;

/// <summary>A kernel at infinite width after some of its layers.</summary>
/// <param name="Layer">l.</param>
/// <param name="Time">
/// t: Σ α_k² of the layers so far for residual networks, and l for feedforward ones; what the flow has run through, for a flow.
/// </param>
/// <param name="Covariance">V, or q.</param>
/// <param name="Error">
/// A bound of the error of each ρ but for rounding, from coefficients of Hermite that were left out, layer by layer the largest times how far the layers after it
/// can magnify it; for a flow the sum of the estimated errors of its steps and of such bounds. 0 in closed form, and for activations that are smooth.
/// </param>
public sealed record KernelRecord(int Layer, double Time, GramMatrix Covariance, double Error);
