namespace HpCovSde.Ensembles;

/// <summary>What happened to replicas besides arriving. Statistics leave out the values that are not defined because of it.</summary>
/// <param name="Exploded">Replicas whose norm reached infinity in finite time (not possible in the ReLU family).</param>
/// <param name="Vanished">Replicas in which an input that began alive has variance 0 at the end: all its neurons died.</param>
/// <param name="NotPositiveDefinite">Steps, over all replicas, after which a scheme had to project V back to the cone.</param>
/// <param name="NonFinite">Replicas that ended with NaN or an infinite variance.</param>
public readonly record struct EventCounts(long Exploded, long Vanished, long NotPositiveDefinite, long NonFinite);
