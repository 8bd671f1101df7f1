namespace HpCovSde.Runs;

/// <summary>Consecutive replicas: <paramref name="First"/> … <paramref name="First"/> + <paramref name="Count"/> − 1.</summary>
/// <param name="First">The first replica, counted from 0.</param>
/// <param name="Count">How many.</param>
public readonly record struct ReplicaRange(long First, long Count)
{
    /// <summary>The replica behind the last one.</summary>
    public long End => First + Count;

    /// <summary>The range as it stands in messages: "replicas 0 to 99".</summary>
    public override string ToString() => Count == 1 ? $"replica {First}" : $"replicas {First} to {End - 1}";

    /// <summary>The part of this range that is also in another; its count is 0 if there is none.</summary>
    internal ReplicaRange Intersect(ReplicaRange other)
    {
        long first = Math.Max(First, other.First);
        return new(first, Math.Max(0, Math.Min(End, other.End) - first));
    }
}
