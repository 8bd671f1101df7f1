using HpCovSde.Covariances;

namespace HpCovSde.Runs;

/// <summary>Receives the recorded covariances of a run. Called from several threads, in any order, once per record and replica.</summary>
public interface ICovarianceSink
{
    /// <summary>Takes one covariance; must not keep the sample.</summary>
    /// <param name="record">Index of the record, from 0.</param>
    /// <param name="replica">Number of the replica: <see cref="RunOptions.FirstReplica"/> is the number of the first one.</param>
    /// <param name="sample">The covariance.</param>
    void Write(int record, long replica, in CovarianceSample sample);
}
