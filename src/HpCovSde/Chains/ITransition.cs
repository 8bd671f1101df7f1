using System.Numerics;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Chains;

/// <summary>
/// One transition of a Markov chain that is observed through an m×m covariance matrix: a layer of a finite network or a
/// step of an SDE. It advances a bundle of replicas at a time, and is the one thing the runner knows about either.
/// </summary>
/// <remarks>
/// A transition is immutable and may be used by many threads at once, each with its own state and workspace. What it draws
/// depends on the stream alone. <see cref="Start"/>, <see cref="Advance"/> and <see cref="Observe"/> do not allocate.
/// </remarks>
/// <typeparam name="T">The precision, <see cref="double"/> or <see cref="float"/>.</typeparam>
public interface ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>m, the number of inputs.</summary>
    int Inputs { get; }

    /// <summary>Replicas that one state holds: the lanes of a wide engine, 1 of a blocked one.</summary>
    int ReplicasPerState { get; }

    /// <summary>Elements of a state.</summary>
    int StateLength { get; }

    /// <summary>The scratch that any call below needs.</summary>
    WorkspaceRequirement Requirement { get; }

    /// <summary>Writes the state at step 0 for every replica of the bundle.</summary>
    void Start(Span<T> state);

    /// <summary>Advances from step <c>stream.Step</c> to the next.</summary>
    /// <param name="state">The state, in and out.</param>
    /// <param name="stream">The random numbers of this step; its replica is the first of the bundle.</param>
    /// <param name="workspace">At least <see cref="Requirement"/>.</param>
    void Advance(Span<T> state, RandomStream stream, Workspace workspace);

    /// <summary>
    /// Writes the covariances as rows: <see cref="ReplicasPerState"/> rows, each of
    /// <c>2m + m(m−1)/2 + 3</c> doubles, to be read as <see cref="Covariances.CovarianceSample"/>. The last m + 1, the time of explosion and
    /// the log norms of features, are NaN before and are left so by a chain that has none.
    /// </summary>
    void Observe(Span<T> state, Span<double> rows, Workspace workspace);
}
