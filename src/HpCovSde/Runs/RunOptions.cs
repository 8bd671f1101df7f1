using HpCovSde.Covariances;
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

/// <summary>
/// What to run of a chain and what to keep. It is plain data: immutable, with value equality (lists are compared by their elements), and
/// every member can be written to a file. Sinks, progress and cancellation are arguments of <see cref="Ensemble.Run"/>.
/// </summary>
public sealed record RunOptions
{
    /// <summary>Replicas have the numbers 0 … 2^32 − 1, because the address of a random number has 32 bits for them.</summary>
    public const long MostReplicas = 1L << 32;

    /// <summary>How many independent replicas, at least 1. Asking for more never changes the first ones.</summary>
    public long Replicas { get; init; } = 8192;

    /// <summary>
    /// K ≥ 0, the number of the first replica. Replicas K … K + N − 1 have the same bits as in a run of K + N replicas that begins at 0.
    /// K + N must not exceed <see cref="MostReplicas"/>.
    /// </summary>
    public long FirstReplica { get; init; }

    /// <summary>The precision computed in.</summary>
    public Precision Precision { get; init; }

    /// <summary>
    /// What computes the dense products where there are any (many inputs, or explicit weights). Results of different providers agree to
    /// rounding; only those of the managed one have the same bits on every CPU.
    /// </summary>
    public BlasProvider Blas { get; init; }

    /// <summary>Keep a record every so many steps and after the last step; 0 keeps the last step only.</summary>
    public int RecordEvery { get; init; }

    /// <summary>Whether step 0, the start, is the first record.</summary>
    public bool RecordStart { get; init; }

    /// <summary>
    /// K ≥ 0, output units to draw at each record, f_k ~ N(0, V) independent given the V recorded. They have random numbers of their own,
    /// so nothing else changes. <see cref="Quantity.Logit"/> and <see cref="Covariances.CovarianceSample.Logit"/> read them. V is what the
    /// chain reports: for residual networks q = ⟨Y_a, Y_b⟩/n, a read-out of the pre-activations.
    /// </summary>
    public int Logits { get; init; }

    /// <summary>The quantities to keep; null keeps <see cref="Quantity.Default"/> and every output. The list is copied.</summary>
    public IReadOnlyList<Quantity>? Quantities
    {
        get;
        init => field = value is null ? null : Array.AsReadOnly(value.ToArray());
    }

    /// <summary>Whether every sample is kept, or statistics only.</summary>
    public SampleStorage Storage { get; init; }

    /// <summary>Histograms kept with <see cref="SampleStorage.Streaming"/>. The list is copied.</summary>
    public IReadOnlyList<HistogramGrid> Histograms
    {
        get;
        init => field = Array.AsReadOnly((value ?? []).ToArray());
    } = [];

    /// <summary>The replicas as a range.</summary>
    public ReplicaRange Range => new(FirstReplica, Replicas);

    /// <summary>Equal values in every member.</summary>
    public bool Equals(RunOptions? other) =>
        other is not null
        && (Replicas, FirstReplica, Precision, Blas) == (other.Replicas, other.FirstReplica, other.Precision, other.Blas)
        && (RecordEvery, RecordStart, Logits, Storage) == (other.RecordEvery, other.RecordStart, other.Logits, other.Storage)
        && Quantities is null == other.Quantities is null
        && (Quantities ?? []).SequenceEqual(other.Quantities ?? [])
        && Histograms.SequenceEqual(other.Histograms);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Replicas, FirstReplica, Precision, RecordEvery, Logits, Quantities?.Count, Storage);
}
