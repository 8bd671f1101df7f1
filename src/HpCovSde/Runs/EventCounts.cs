namespace HpCovSde.Runs;

/// <summary>What happened to replicas besides arriving. Statistics leave out the values that are not defined because of it.</summary>
/// <param name="Exploded">Replicas in which a variance reached infinity in finite time (an SDE: <see cref="Quantity.ExplosionTime"/> has its time), or left the range of numbers (a network: it has none).</param>
/// <param name="Vanished">Replicas in which an input that began alive has variance 0 at the end: all its neurons died.</param>
/// <param name="NotPositiveDefinite">Steps, over all replicas, after which a scheme had to project V back to the cone.</param>
/// <param name="NonFinite">Replicas whose correlations ended as NaN although they did not explode.</param>
public readonly record struct EventCounts(long Exploded, long Vanished, long NotPositiveDefinite, long NonFinite);
