using HpCovSde.Statistics;

namespace HpCovSde.Runs;

/// <summary>
/// Where the samples of finished blocks go. A column is one quantity at one record; its index is record · quantities + quantity. What a
/// store holds is a function of the replicas in it: neither the order in which blocks were added nor the way in which stores were merged
/// changes a bit.
/// </summary>
internal abstract class SampleStore
{
    /// <summary>
    /// Adds the samples of replicas that are not in the store. May be called by several threads. Does not allocate in the long run.
    /// </summary>
    /// <param name="replicas">The replicas, all in one block.</param>
    /// <param name="block">Column after column, each with one sample per replica.</param>
    internal abstract void Add(ReplicaRange replicas, ReadOnlySpan<double> block);

    /// <summary>After the run: gives up memory for replicas that were not added.</summary>
    internal abstract SampleStore Only(ReplicaSet added);

    /// <summary>A store with the replicas of both, which are disjoint. Changes neither.</summary>
    internal abstract SampleStore Merge(SampleStore other);

    /// <summary>A store whose samples are in one piece; the replicas must be one range. Statistics are read from such a store.</summary>
    internal abstract SampleStore Joined();

    /// <summary>The samples of a column in replica order; null if they were not kept.</summary>
    internal abstract ReadOnlyMemory<double>? Samples(int column);

    /// <summary>The moments of the covered samples of a column, in replica order.</summary>
    internal abstract Moments Moments(int column);

    /// <summary>Quantiles of a column at some levels.</summary>
    internal abstract double[] Quantiles(int column, ReadOnlySpan<double> levels);

    /// <summary>A histogram of a column.</summary>
    /// <exception cref="ArgumentException">The samples were not kept, and this histogram was not either.</exception>
    internal abstract Histogram Histogram(int column, HistogramGrid grid);
}
