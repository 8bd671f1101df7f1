using System.Diagnostics;

namespace HpCovSde.Runs;

/// <summary>
/// A set of replicas, kept as disjoint ranges in ascending order that do not touch. Not safe for several threads at once.
/// </summary>
internal sealed class ReplicaSet
{
    private readonly List<ReplicaRange> _ranges = new(64);

    internal ReplicaSet(params IEnumerable<ReplicaRange> ranges)
    {
        foreach (ReplicaRange range in ranges)
        {
            Add(range);
        }
    }

    internal IReadOnlyList<ReplicaRange> Ranges => _ranges;

    internal long Count => _ranges.Sum(range => range.Count);

    /// <summary>Adds replicas that are not in the set. Allocates only if there are many separate ranges.</summary>
    internal void Add(ReplicaRange range)
    {
        if (range.Count == 0)
        {
            return;
        }

        int after = FirstAfter(range.First);
        Debug.Assert(after == 0 || _ranges[after - 1].End <= range.First, "The replicas are in the set already.");
        Debug.Assert(after == _ranges.Count || range.End <= _ranges[after].First, "The replicas are in the set already.");
        bool joinsBefore = after > 0 && _ranges[after - 1].End == range.First;
        bool joinsAfter = after < _ranges.Count && _ranges[after].First == range.End;
        if (joinsBefore && joinsAfter)
        {
            _ranges[after - 1] = new(_ranges[after - 1].First, _ranges[after - 1].Count + range.Count + _ranges[after].Count);
            _ranges.RemoveAt(after);
        }
        else if (joinsBefore)
        {
            _ranges[after - 1] = new(_ranges[after - 1].First, _ranges[after - 1].Count + range.Count);
        }
        else if (joinsAfter)
        {
            _ranges[after] = new(range.First, range.Count + _ranges[after].Count);
        }
        else
        {
            _ranges.Insert(after, range);
        }
    }

    /// <summary>The first replicas that are in both sets; null if there are none.</summary>
    internal ReplicaRange? FirstCommon(ReplicaSet other)
    {
        foreach (ReplicaRange range in _ranges)
        {
            foreach (ReplicaRange theirs in other._ranges)
            {
                ReplicaRange common = range.Intersect(theirs);
                if (common.Count > 0)
                {
                    return common;
                }
            }
        }

        return null;
    }

    /// <summary>The parts of a range that are not in the set.</summary>
    internal List<ReplicaRange> MissingIn(ReplicaRange range)
    {
        var missing = new List<ReplicaRange>();
        long next = range.First;
        foreach (ReplicaRange present in _ranges)
        {
            long gap = Math.Min(present.First, range.End) - next;
            if (gap > 0)
            {
                missing.Add(new(next, gap));
            }

            next = Math.Max(next, Math.Min(present.End, range.End));
        }

        if (next < range.End)
        {
            missing.Add(new(next, range.End - next));
        }

        return missing;
    }

    // The index of the first range that begins behind a replica.
    private int FirstAfter(long replica)
    {
        int low = 0;
        int high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _ranges[middle].First > replica ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
