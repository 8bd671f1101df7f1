using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Runs;

/// <summary>The floating-point type a run computes in. Statistics are in double either way.</summary>
public enum Precision
{
    /// <summary>64 bits.</summary>
    Double,

    /// <summary>32 bits: about twice as fast; log variances and 1 − ρ keep their relative accuracy.</summary>
    Single,
}

/// <summary>What to run and what to keep.</summary>
public sealed record RunOptions
{
    /// <summary>How many independent replicas, at least 1. Asking for more never changes the first ones.</summary>
    public int Replicas { get; init; } = 8192;

    /// <summary>The precision computed in.</summary>
    public Precision Precision { get; init; }

    /// <summary>
    /// Who computes the dense products where there are any (many inputs, or explicit weights). Results agree to rounding between
    /// providers; the same bits on every CPU are the managed one's alone.
    /// </summary>
    public BlasProvider Blas { get; init; }

    /// <summary>Keep a record every so many steps, besides the last step; 0 keeps the last step only.</summary>
    public int RecordEvery { get; init; }

    /// <summary>
    /// K ≥ 0, output units to draw at each record, f_k ~ N(0, V) independent given the V recorded, with random numbers of their own: nothing else
    /// changes. Read by <see cref="Quantity.Logit"/> and <see cref="Covariances.CovarianceSample.Logit"/>. V is what the chain reports: for residual networks
    /// q = ⟨Y_a, Y_b⟩/n, a read-out of the pre-activations.
    /// </summary>
    public int Logits { get; init; }

    /// <summary>The columns to keep; null keeps <see cref="Quantity.Default"/>, and every output where there are any.</summary>
    public IReadOnlyList<Quantity>? Quantities { get; init; }

    /// <summary>Receives every covariance matrix recorded, e.g. to write them to a file.</summary>
    public ICovarianceSink? Sink { get; init; }

    /// <summary>Told now and then what fraction of the run is done; called from worker threads.</summary>
    public Action<double>? Progress { get; init; }
}
