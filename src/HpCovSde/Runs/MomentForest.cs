using HpCovSde.Statistics;

namespace HpCovSde.Runs;

/// <summary>
/// Moments of all columns over chunks of 1024 replicas, merged as a binary tree over the numbers of the replicas: node (k, i) has chunks
/// i·2^k … (i + 1)·2^k − 1. Two nodes merge only if they are the halves of a larger one, so a node has the same bits whoever computed its
/// parts and in which order.
/// </summary>
/// <remarks>
/// Consecutive replicas have at most two nodes of each size, so memory grows with the logarithm of their number. Not safe for several
/// threads at once.
/// </remarks>
internal sealed class MomentForest
{
    private readonly int _columns;
    private readonly Dictionary<(int Level, long Index), Moments[]> _nodes = new(128);
    private readonly Stack<Moments[]> _spare = new(128);

    internal MomentForest(int columns) => _columns = columns;

    /// <summary>The nodes in the order of their replicas.</summary>
    internal IEnumerable<(int Level, long Index, Moments[] Columns)> Nodes =>
        _nodes.OrderBy(pair => pair.Key.Index << pair.Key.Level).Select(pair => (pair.Key.Level, pair.Key.Index, pair.Value));

    /// <summary>Memory for a node. Does not allocate in the long run.</summary>
    internal Moments[] Rent() => _spare.TryPop(out Moments[]? node) ? node : new Moments[_columns];

    /// <summary>Adds a node, which the forest then owns, and merges as far as possible.</summary>
    internal void Add(int level, long index, Moments[] node)
    {
        while (_nodes.Remove((level, index ^ 1), out Moments[]? sibling))
        {
            (Moments[] left, Moments[] right) = (index & 1) == 0 ? (node, sibling) : (sibling, node);
            for (int column = 0; column < left.Length; column++)
            {
                left[column] = Moments.Merge(left[column], right[column]);
            }

            _spare.Push(right);
            node = left;
            level++;
            index >>= 1;
        }

        _nodes.Add((level, index), node);
    }

    /// <summary>Adds copies of the nodes of another forest.</summary>
    internal void Add(MomentForest other)
    {
        foreach ((int level, long index, Moments[] columns) in other.Nodes)
        {
            Add(level, index, (Moments[])columns.Clone());
        }
    }
}
